/** The people of the generated help desk: agents first, then requesters. */
import { uuidOf } from '../world/identity';
import { chance, pick, position } from '../world/random';
import type { WorldNamed, WorldPerson } from '../world/world';
import { named, TEAMS } from './lists';
import { addressWord, FIRST_NAMES, LAST_NAMES, organizationName } from './names';
import { ZONES, ZONE_SHARES } from './zones';

export interface Staff {
  people: WorldPerson[];
  organizations: WorldNamed[];
  agents: number[];
  /** Ids of requesters by zone (position in ZONES); no zone is empty. */
  requesters: number[][];
}

const within = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, Math.round(value)));

export function createStaff(seed: number, tickets: number): Staff {
  const agentCount = within(8, tickets / 250, 60);
  const requesterCount = within(30, tickets / 6, 20_000);
  const organizationNames = Array.from({ length: within(8, tickets / 100, 400) }, (_unused, at) =>
    organizationName(at),
  );
  const organizations = named(seed, 'organizations', organizationNames);
  const staff: Staff = { people: [], organizations, agents: [], requesters: ZONES.map(() => []) };

  for (let id = 1; id <= agentCount + requesterCount; id++) {
    const isAgent = id <= agentCount;
    const at = id - agentCount - 1;
    // The first requesters fill every zone once, so that none is empty.
    const zone = !isAgent && at < ZONES.length ? at : position(ZONE_SHARES, chance(seed, id, 21));
    const first = pick(FIRST_NAMES[zone] ?? [], chance(seed, id, 22));
    const last = pick(LAST_NAMES[zone] ?? [], chance(seed, id, 23));
    const organization = isAgent || chance(seed, id, 24) < 0.08 ? null : pick(organizations, chance(seed, id, 25) ** 2);
    const domain = isAgent ? 'helpdesk' : organization ? addressWord(organization.name) : 'post';
    staff.people.push({
      id,
      uuid: uuidOf(seed, 'person', id),
      name: `${first} ${last}`,
      email: `${addressWord(first)}.${addressWord(last)}.${id}@${domain}.example`,
      isAgent,
      isActive: chance(seed, id, 26) >= (isAgent ? 0.12 : 0.06),
      organization: organization?.id ?? null,
      team: isAgent ? 1 + Math.floor(chance(seed, id, 27) * TEAMS.length) : null,
      timeZone: ZONES[zone]?.name ?? 'UTC',
    });
    if (isAgent) staff.agents.push(id);
    else staff.requesters[zone]?.push(id);
  }
  return staff;
}
