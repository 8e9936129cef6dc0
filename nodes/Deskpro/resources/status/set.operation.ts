import { status } from '../../../../vendors/deskpro/operations';
import { additionalFields, flag, oneOf } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { ticketItem } from '../../rows';

export const set: Operation = {
  ...heading('set', 'Set status of ticket', 'Give a ticket another status'),
  output: 'tickets',
  properties: [
    TICKET,
    oneOf('Status', 'status', 'getStatuses', { required: true }),
    additionalFields([flag('On Hold', 'isHold', true, 'Whether the ticket is also put on hold, or taken off it')]),
    ...outputProperties('tickets'),
  ],
  execute: async (run) => {
    const requested = run.parameters.requiredText('status');
    const hold = run.parameters.collection('additionalFields').switch('isHold');
    const id = await ticketIdOf(run);
    const code = await status.codeNamed(run.call, requested);
    return ticketItem(run, await status.set(run.call, id, code, hold, verbsOf(run)));
  },
};
