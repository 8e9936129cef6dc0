/** A running service keeps what was published before for those who read it: of an erased person nothing may be kept. */
import { livingServices, removeLeft } from '../store/service-presence';
import { LakeError } from '../base/errors';
import { describeHolder } from '../store/lock';

/** Removes what services that were killed left. @throws LakeError while one lives */
export async function refuseBesideService(lake: string): Promise<void> {
  const [service] = await livingServices(lake);
  if (service !== undefined) {
    throw new LakeError(
      'locked',
      `ticketlake serve keeps what is published now: ${describeHolder(service)}`,
      'End it, erase, and start it again. Nothing was changed.',
    );
  }
  await removeLeft(lake);
}
