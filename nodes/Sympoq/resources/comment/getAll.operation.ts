import { comment, ticket } from '../../../../vendors/sympoq/operations';
import { flag, options } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { visibilityFilters, wantedVisibility } from '../../../shared/visibility';
import { outputProperties } from '../../../shared/output';
import { entryItems } from '../../log';
import { pathsOf, TICKET } from '../../parameters';

const INCLUDE_AUTHORS = flag(
  'Include Names',
  'includeNames',
  false,
  'Whether to look up who the authors are: the event log has their names alone, their IDs and addresses are in the list of users, which costs a request or two',
);

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
      INCLUDE_AUTHORS,
    ]),
  ],
  execute: async (run) => {
    const id = run.parameters.requiredId('ticketId');
    const whole = await ticket.get(run.call, { id, eventLog: true }, pathsOf(run));
    const requested = comment.withLog(whole, {
      visibility: wantedVisibility(run),
      activities: run.parameters.collection('options').isOn('includeActivities'),
    });
    const includeNames = run.parameters.collection('options').isOn('includeNames');
    return (await entryItems(run, requested, includeNames)).slice(0, limitOf(run));
  },
};
