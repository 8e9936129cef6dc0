import { ticket } from '../../../../vendors/sympoq/operations';
import { flag, options } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { ROWS } from '../../../shared/shape';
import { entryRows } from '../../log';
import { INCLUDE_NAMES, ticketRows } from '../../names';
import { pathsOf, TICKET } from '../../parameters';

export const get: Operation = {
  ...heading('get', 'Get ticket', 'Get a ticket by its ID, with its event log where wanted'),
  output: 'tickets',
  adds: { event_log: { each: ROWS.comments } },
  properties: [
    TICKET,
    ...outputProperties('tickets'),
    options([
      flag(
        'Include Event Log',
        'includeEventLog',
        false,
        'Whether to get what happened to the ticket too, newest first',
      ),
      INCLUDE_NAMES,
    ]),
  ],
  execute: async (run) => {
    const eventLog = run.parameters.collection('options').isOn('includeEventLog');
    const record = await ticket.get(run.call, { id: run.parameters.requiredId('ticketId'), eventLog }, pathsOf(run));
    const items = formatRecord(run, record, await ticketRows(run));
    const isRaw = run.parameters.choice('output') === 'raw';
    if (isRaw || !eventLog) return items;
    const event_log = await entryRows(run, record);
    return items.map((item) => ({ ...item, event_log }));
  },
};
