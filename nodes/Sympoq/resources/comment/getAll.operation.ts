import { comment, ticket } from '../../../../vendors/sympoq/operations';
import { flag, options } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { visibilityFilters, wantedVisibility } from '../../../shared/visibility';
import { outputProperties } from '../../../shared/output';
import { entryItems } from '../../log';
import { pathsOf, TICKET } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many comments', 'Get many comments of a ticket from its event log, newest first'),
  output: 'comments',
  properties: [
    TICKET,
    ...LIMIT_PROPERTIES,
    visibilityFilters('customer'),
    ...outputProperties('comments'),
    options([
      flag(
        'Include Activities',
        'includeActivities',
        false,
        'Whether assignments, notifications, attachments and the like are listed too',
      ),
    ]),
  ],
  execute: async (run) => {
    const id = run.given.requiredId('ticketId');
    const whole = await ticket.get(run.call, { id, eventLog: true }, pathsOf(run));
    const wanted = comment.withLog(whole, {
      visibility: wantedVisibility(run),
      activities: run.given.collection('options').isOn('includeActivities'),
    });
    return (await entryItems(run, wanted)).slice(0, limitOf(run));
  },
};
