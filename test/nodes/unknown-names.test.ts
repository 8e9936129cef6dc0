/** A filter by a name that there is not: an error that names the parameter and lists what there is, not an empty list. */
import type { INodeParameters } from 'n8n-workflow';
import type { VendorName } from '../../vendors/vendor';
import { useSandbox } from '../support/sandbox';
import { benchOf } from './support/benches';

const sandbox = useSandbox({ tickets: 40, limits: false });

interface Case {
  filters: INodeParameters;
  /** How the message begins. */
  says: string;
  /** A name of the simulator that must be listed. */
  lists(): string;
}

const world = (name: VendorName) => sandbox().world(name);
const tickets = (name: VendorName) =>
  Array.from({ length: world(name).size }, (_, index) => world(name).ticket(index)).flatMap((ticket) => ticket ?? []);
const someTag = (name: VendorName) => tickets(name).flatMap(({ tags }) => tags)[0] ?? 'none';
const agent = (name: VendorName) =>
  world(name)
    .people()
    .find(({ isAgent, isActive }) => isAgent && isActive)?.name ?? '';

/** A service whose node has no filter by a name has no place here. */
const CASES: Readonly<Partial<Record<VendorName, readonly Case[]>>> = {
  deskpro: [
    { filters: { status: ['asleep'] }, says: '"Status Names or IDs": Deskpro has no status', lists: () => 'resolved' },
    { filters: { notStatus: 'asleep' }, says: '"Except Status Names or IDs": Deskpro has no', lists: () => 'resolved' },
    { filters: { agent: 'Nobody' }, says: '"Agent Names or IDs": Deskpro has no agent', lists: () => agent('deskpro') },
    {
      filters: { department: ['Nowhere'] },
      says: '"Department Names or IDs": Deskpro has no department',
      lists: () => world('deskpro').queues()[0]?.name ?? '',
    },
    { filters: { urgency: '8, 11' }, says: '"Urgency" is 11, more than 10', lists: () => '10 or less' },
    { filters: { organization: 'Nowhere Ltd' }, says: '"Organizations": Deskpro has no', lists: () => 'whole name' },
    { filters: { person: 'no@example.org' }, says: '"Requesters": Deskpro knows nobody', lists: () => 'ID' },
  ],
  notific: [
    { filters: { status: ['Shut'] }, says: '"Status" has no choice "Shut"', lists: () => 'Closed' },
    {
      filters: { services: ['Fax'] },
      says: '"Service Names or IDs": Notific has no service "Fax"',
      lists: () => world('notific').queues()[0]?.name ?? '',
    },
  ],
  sympoq: [
    { filters: { status: 'Asleep' }, says: '"Status Names or IDs": SympoQ has no status', lists: () => 'Working' },
    { filters: { priority: ['Dire'] }, says: '"Priority Names or IDs": SympoQ has no priority', lists: () => 'Urgent' },
    {
      filters: { assignee: 'Nobody' },
      says: '"Assignee Names or IDs": SympoQ has no user',
      lists: () => agent('sympoq'),
    },
    { filters: { channel: 'Pigeon' }, says: '"Channel Names or IDs": SympoQ has no channel', lists: () => 'Email' },
    {
      filters: { topic: 'Nothing' },
      says: '"Topic Names or IDs": SympoQ has no topic',
      lists: () => world('sympoq').types()[0]?.name ?? '',
    },
  ],
  synqly: [
    {
      filters: { status: 'Asleep' },
      says: '"Status Name or ID": The provider behind Synqly has no status',
      lists: () => 'Give one of',
    },
    { filters: { priority: 'dire' }, says: '"Priority" has no choice "dire"', lists: () => 'Urgent' },
    {
      filters: { conditions: { condition: [{ field: 'status', operator: 'in', value: 'Asleep' }] } },
      says: '"Conditions": The provider behind Synqly has no status',
      lists: () => 'Give one of',
    },
  ],
  teamswork: [
    {
      filters: { statusId: 'Asleep' },
      says: '"Status Name or ID": TeamsWork has no status "Asleep"',
      lists: () => 'Open',
    },
    { filters: { status: 'Asleep' }, says: '"Status" has no choice "Asleep"', lists: () => 'In Progress' },
    { filters: { priority: 'Dire' }, says: '"Priority" has no choice "Dire"', lists: () => 'Important' },
    {
      filters: { tags: ['unheard'] },
      says: '"Tag Names or IDs": TeamsWork has no tag',
      lists: () => someTag('teamswork'),
    },
  ],
};

describe.each(Object.entries(CASES) as Array<[VendorName, readonly Case[]]>)('%s', (name, cases) => {
  const bench = benchOf(name, () => sandbox().service(name));
  const list = (filters: INodeParameters): INodeParameters => ({ resource: 'ticket', operation: 'getAll', filters });

  it.each(cases.map((each) => [JSON.stringify(each.filters), each] as const))(
    'refuses %s',
    async (_text, { filters, says, lists }) => {
      const error = await bench.failure(list(filters));
      expect(error.message.startsWith(says)).toBe(true);
      expect(error.description).toContain(lists());
    },
  );
});

describe.each(['deskpro', 'sympoq', 'synqly'] as const)('%s', (name) => {
  const bench = benchOf(name, () => sandbox().service(name));

  it('takes a tag that no ticket carries yet for an empty list: the first ticket that gets it makes it', async () => {
    expect(await bench.run({ resource: 'ticket', operation: 'getAll', filters: { tags: ['unheard'] } })).toEqual([]);
  });
});

describe('Synqly, where nothing came', () => {
  const bench = benchOf('synqly', () => sandbox().service('synqly'));
  const many = (parameters: INodeParameters) => bench.run({ resource: 'ticket', operation: 'getAll', ...parameters });

  it('takes a word that there is for an empty list, whatever the other filters', async () => {
    const [ticket] = (await many({ limit: 1 })).map(({ json }) => json);
    const filters = {
      status: String(ticket?.['status']),
      tags: [someTag('synqly')],
      createdAfter: '2099-01-01T00:00:00Z',
    };
    expect(await many({ filters })).toEqual([]);
  });

  it('takes a word for an empty list where the provider lists none of its kind', async () => {
    expect(await many({ filters: { issueType: 'Dream' } })).toEqual([]);
    expect(await many({ filters: { assignee: 'nobody' } })).toEqual([]);
  });

  it('refuses a project that the provider does not list', async () => {
    const projectId = { __rl: true, mode: 'id', value: 'Nowhere' };
    const error = await bench.failure({ resource: 'ticket', operation: 'getAll', projectId });
    expect(error.message).toBe('"Project": The provider behind Synqly has no project "Nowhere"');
    expect(error.description).toContain('Give one of: ');
  });
});
