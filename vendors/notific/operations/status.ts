/** The state of a ticket follows from its times: there are three, and two of them can be brought about. */
import { VendorError } from '../../errors';
import { fold } from '../../text';
import { STATES, GROUPS } from '../unify/state';
import type { TicketState } from '../unify/state';
import type { StatusGroup } from '../../model';

export { close, reopen } from './ticket';

/** The three derived states with their group. */
export function getAll(): Array<{ name: TicketState; status_group: StatusGroup }> {
  return STATES.map((name) => ({ name, status_group: GROUPS[name] }));
}

/** @throws VendorError bad_input when there is no state of that name */
export function stateNamed(text: string): TicketState {
  const found = STATES.find((name) => fold(name) === fold(text));
  if (found) return found;
  throw new VendorError({
    code: 'bad_input',
    message: `Notific has no state "${text}"`,
    remedy: `Give one of: ${STATES.join(', ')}.`,
  });
}
