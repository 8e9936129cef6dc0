/** People, organizations, agents, departments and custom fields. */
import { RESOURCES } from '../../../nodes/Deskpro/resources';
import { useSandbox } from '../../support/sandbox';
import { misfits } from '../support/outputs';
import { benchAt, byEmail, byId, on } from './bench';

const sandbox = useSandbox({ services: ['deskpro'], tickets: 60, limits: false });
const bench = benchAt(() => sandbox().service('deskpro'));
const world = () => sandbox().world('deskpro');
const ROOT = '/deskpro/api/v2';
const outputOf = (resource: string, operation: string) =>
  RESOURCES.find(({ value }) => value === resource)!.operations.find(({ value }) => value === operation)!;
const writes = () => bench.sent.filter(({ method }) => method !== 'GET');
let count = 0;
const address = () => `person${(count += 1)}@example.org`;
const organization = () => world().organizations()[0]!;

describe('Person', () => {
  const person = on('person');

  it('is created with everything that was given', async () => {
    const email = address();
    const [made] = await bench.json(
      person('create', {
        email,
        additionalFields: {
          name: 'Nathan Smith',
          firstName: 'Nathan',
          lastName: 'Smith',
          emails: `${email}, second-${email}`,
          labels: 'VIP, Beta',
          organization: organization().name,
          timezone: 'Europe/London',
        },
        customFieldsJson: '{"Customer number": "C-7"}',
      }),
    );
    expect(writes()).toMatchObject([{ method: 'POST', path: `${ROOT}/people` }]);
    expect(writes()[0]?.body).toEqual({
      primary_email: email,
      name: 'Nathan Smith',
      first_name: 'Nathan',
      last_name: 'Smith',
      emails: [email, `second-${email}`],
      labels: ['VIP', 'Beta'],
      organization: organization().id,
      timezone: 'Europe/London',
      fields: { 21: 'C-7' },
    });
    expect(made).toMatchObject({ name: 'Nathan Smith', email, role: 'requester', time_zone: 'Europe/London' });
    expect(misfits(outputOf('person', 'create'), [made!])).toEqual([]);
  });

  it('tells of an address that is taken', async () => {
    const error = await bench.failure(person('create', { email: world().person(1)!.email }));
    expect(error.message).toContain('dupe_email');
    expect(error.description).toContain('maybe as a second address or to a deleted agent');
  });

  it('is got by ID or address, the organization by name', async () => {
    const one = world()
      .people()
      .find(({ organization: group, isActive }) => group !== null && isActive)!;
    for (const personId of [byId(one.id), byEmail(one.email)]) {
      const [found] = await bench.json(person('get', { personId }));
      expect(found).toMatchObject({
        person_id: String(one.id),
        email: one.email,
        organization: world()
          .organizations()
          .find(({ id }) => id === one.organization)!.name,
      });
      expect(bench.sent.every(({ path, query }) => !`${path}${JSON.stringify(query)}`.includes('@'))).toBe(true);
    }
    const nobody = await bench.failure(person('get', { personId: byEmail('nobody@example.org') }));
    expect(nobody.message).toBe('Deskpro knows nobody with the primary e-mail address nobody@example.org');
  });

  it('is created once and updated then', async () => {
    const email = address();
    const upsert = (name: string) => bench.json(person('upsert', { email, additionalFields: { name } }));
    const [made] = await upsert('First Name');
    expect(writes().map(({ method, body }) => [method, body])).toEqual([
      ['POST', { primary_email: email }],
      ['POST', { name: 'First Name', primary_email: email }],
    ]);
    const [again] = await upsert('Second Name');
    expect(writes().at(-1)).toMatchObject({ method: 'PUT', body: { name: 'Second Name' } });
    expect(again).toMatchObject({ person_id: made?.['person_id'], name: 'Second Name' });
    expect(await bench.json(person('upsert', { email }))).toEqual([again]);
  });

  it('is updated and deleted', async () => {
    const { id } = world().addPerson({
      name: 'Ana',
      email: address(),
      isAgent: false,
      isActive: true,
      organization: organization().id,
      team: null,
      timeZone: 'UTC',
    });
    const email = address();
    const [updated] = await bench.json(
      person('update', { personId: byId(id), updateFields: { email, clearOrganization: true, name: 'Anna' } }),
    );
    expect(writes()[0]).toMatchObject({
      method: 'PUT',
      path: `${ROOT}/people/${id}`,
      body: { primary_email: email, organization: null, name: 'Anna' },
    });
    expect(updated).toMatchObject({ email, name: 'Anna' });
    expect(await bench.json(person('delete', { personId: byEmail(email) }))).toEqual([{ deleted: true }]);
    expect(writes().at(-1)).toMatchObject({ method: 'DELETE', path: `${ROOT}/people/${id}` });
    const nothing = await bench.failure(person('update', { personId: byId(id) }));
    expect(nothing.message).toBe('Nothing was given to change');
  });

  it('is listed, up to the limit and by filters', async () => {
    expect(await bench.json(person('getAll', { limit: 3 }))).toHaveLength(3);
    expect(bench.sent.map(({ query }) => query)).toEqual([{ count: '3', page: '1', include: 'organization' }]);
    const all = await bench.json(person('getAll', { returnAll: true, filters: { isAgent: false } }));
    expect(all.every((each) => each['role'] === 'requester')).toBe(true);
    expect(misfits(outputOf('person', 'getAll'), all)).toEqual([]);
    const group = organization();
    const members = await bench.json(
      person('getAll', { returnAll: true, filters: { organization: group.name.toUpperCase() } }),
    );
    expect(members.length).toBeGreaterThan(0);
    expect(new Set(members.map((each) => each['organization']))).toEqual(new Set([group.name]));
  });
});

describe('Organization', () => {
  const org = on('organization');

  it('is created, got by name, changed, listed and deleted', async () => {
    const [made] = await bench.json(
      org('create', {
        name: 'Example Ltd',
        additionalFields: { summary: 'Good people', emailDomains: 'example.com, example.org', labels: 'VIP' },
        customFieldsJson: '{"contract": "gold"}',
      }),
    );
    expect(writes()[0]).toMatchObject({ method: 'POST', path: `${ROOT}/organizations` });
    expect(writes()[0]?.body).toEqual({
      name: 'Example Ltd',
      summary: 'Good people',
      email_domains: ['example.com', 'example.org'],
      labels: ['VIP'],
      fields: { 31: 'gold' },
    });
    expect(made).toEqual({ kind: 'organization', id: expect.any(String) as string, name: 'Example Ltd' });
    expect(misfits(outputOf('organization', 'create'), [made!])).toEqual([]);
    const picked = { organizationId: byId('example ltd') };
    expect(await bench.json(org('get', picked))).toEqual([made]);
    expect(await bench.json(org('get', { ...picked, output: 'raw' }))).toMatchObject([{ summary: 'Good people' }]);
    expect(await bench.json(org('update', { ...picked, updateFields: { name: 'Example plc' } }))).toMatchObject([
      { id: made?.['id'], name: 'Example plc' },
    ]);
    expect(await bench.json(org('getAll', { filters: { name: 'Example plc' } }))).toHaveLength(1);
    expect(bench.sent[0]?.query).toEqual({ name: 'Example plc', count: '50', page: '1' });
    expect(await bench.json(org('delete', { organizationId: byId(String(made?.['id'])) }))).toEqual([
      { deleted: true },
    ]);
    const gone = await bench.failure(org('get', { organizationId: byId('Example plc') }));
    expect(gone.message).toBe('Deskpro has no organization "Example plc"');
  });
});

describe('Agent and Department', () => {
  it('are listed and got by name', async () => {
    const agents = await bench.json(on('agent')('getAll', { returnAll: true }));
    expect(agents).toHaveLength(
      world()
        .people()
        .filter(({ isAgent }) => isAgent).length,
    );
    expect(misfits(outputOf('agent', 'getAll'), agents)).toEqual([]);
    const [agent] = agents;
    for (const value of [agent?.['person_id'], agent?.['email']].map(String)) {
      expect(await bench.json(on('agent')('get', { agentId: byId(value) }))).toEqual([agent]);
    }
    const departments = await bench.json(on('department')('getAll', { returnAll: true }));
    expect(departments).toEqual(
      world()
        .queues()
        .map(({ id, name }) => ({ queue_id: String(id), name, kind: 'department' })),
    );
    expect(await bench.json(on('department')('get', { departmentId: byId(String(departments[1]?.['name'])) }))).toEqual(
      [departments[1]],
    );
  });
});

describe('Custom Field', () => {
  const field = on('customField');

  it.each([
    ['ticket', undefined],
    ['person', { field_id: '21', name: 'Customer number', type: 'text' }],
    ['organization', { field_id: '31', name: 'Contract', type: 'text' }],
  ])('lists those of %s', async (owner, wanted) => {
    const fields = await bench.json(field('getAll', { owner }));
    if (wanted) expect(fields).toEqual([wanted]);
    else
      expect(fields.map((each) => each['name'])).toEqual(
        world()
          .fields()
          .map(({ name }) => name),
      );
    expect(misfits(outputOf('customField', 'getAll'), fields)).toEqual([]);
    expect(await bench.json(field('getAll', { owner, limit: 1 }))).toHaveLength(1);
  });
});
