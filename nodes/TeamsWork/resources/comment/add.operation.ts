import { comment } from '../../../../vendors/teamswork/operations';
import { additionalFields, flag, longText } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { isInternal, visibilityProperties } from '../../../shared/visibility';
import { formatRecord, outputProperties } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';

export const add: Operation = {
  ...heading('add', 'Add comment to ticket', 'Add a public comment or an internal note to a ticket'),
  output: 'comments',
  properties: [
    TICKET,
    longText('Comment', 'comment', 'What to say', { required: true }),
    ...visibilityProperties(false, 'Whether only the people who work on tickets see it', 'requestor'),
    additionalFields([
      flag('Is HTML', 'isHtml', false, 'Whether the comment is HTML; otherwise markup in it is shown as it is written'),
    ]),
    ACTING_USER,
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const text = run.parameters.prose('comment');
    const isHtml = run.parameters.collection('additionalFields').isOn('isHtml');
    const isPrivate = isInternal(run);
    const input = { ...(isHtml ? { html: text } : { text }), isPrivate };
    const added = await comment.add(run.call, id, input, actingUser(run));
    return formatRecord(run, { isPrivate, ...added }, activitiesOf(id, 'comments'));
  },
};
