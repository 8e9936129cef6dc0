import { comment } from '../../../../vendors/sympoq/operations';
import { additionalFields, longText, number } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { isInternal, visibilityProperties } from '../../../shared/visibility';
import { outputProperties } from '../../../shared/output';
import { entryItems } from '../../log';
import { pathsOf, TICKET } from '../../parameters';

export const add: Operation = {
  ...heading(
    'add',
    'Add comment to ticket',
    'Add a reply or an internal note to a ticket. SympoQ does not document how: the path is assumed and can be set in the credential.',
  ),
  output: 'comments',
  properties: [
    TICKET,
    longText('Comment', 'comment', 'What to say', { required: true }),
    ...visibilityProperties(false, 'Whether only agents see it', 'customer'),
    additionalFields([number('Minutes', 'minutes', 0, 'Billable time, in minutes', { typeOptions: { minValue: 0 } })]),
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const isPrivate = isInternal(run);
    const input = {
      ticketId: run.parameters.requiredId('ticketId'),
      description: run.parameters.requiredProse('comment'),
      type: isPrivate ? ('note' as const) : ('reply' as const),
      minutes: run.parameters.collection('additionalFields').number('minutes'),
    };
    const entry = comment.entryOf(input, await comment.add(run.call, input, pathsOf(run)));
    return entryItems(run, { id: input.ticketId, event_log: [entry] });
  },
};
