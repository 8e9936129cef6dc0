/** The state of a ticket follows from its times: there are three, and two of them can be brought about. */
import { STATES, GROUPS } from '../state';
import type { State } from '../state';
import type { StatusGroup } from '../../model';

export { close, reopen } from './ticket';

/** The three derived states with their group. */
export function getAll(): Array<{ name: State; status_group: StatusGroup }> {
  return STATES.map((name) => ({ name, status_group: GROUPS[name] }));
}
