/**
 * Version 2 of the nodes: the fields that matter lead the forms, nothing is public unless it was chosen, and results are
 * simplified. What it sends is judged by version 1: the same values make the same requests, wherever they stand.
 */
import type { ILoadOptionsFunctions, INodeParameters, INodeProperties } from 'n8n-workflow';
import { withNotSet } from '../../nodes/shared/not-set';
import type { Operation } from '../../nodes/shared/operation';
import { propertiesIn } from '../../nodes/shared/version';
import type { VendorName } from '../../vendors/vendor';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { TESTED } from '../services';
import { NOTHING, NULL } from './support/parameters';
import { placesOf } from './support/places';
import type { ParameterPath } from './support/places';
import { registeredNodes } from './support/registered';
import { choicesOf, membersOf } from './support/every-property';
import { UUID, useWire, wireOf } from './support/wire';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

useWire();

const LEAD = /^(Subject|Description|Requester( Email)?|Status|Priority|Assignee)( Name or ID)?$/;
const ORDER = ['Subject', 'Description', 'Requester', 'Status', 'Priority', 'Assignee'];

const nodes = registeredNodes().filter(({ resources }) => resources.some(({ value }) => value === 'ticket'));

function operationsOf(name: VendorName): Array<{ resource: string; operation: Operation }> {
  const node = nodes.find(({ name: each }) => each.toLowerCase() === name);
  return (node?.resources ?? []).flatMap(({ value, operations }) =>
    operations.map((operation) => ({ resource: value, operation })),
  );
}

const WRITES = ['create', 'update', 'upsert'];
const forms = VENDOR_NAMES.flatMap((name) =>
  operationsOf(name)
    .filter(({ resource, operation }) => resource === 'ticket' && WRITES.includes(operation.value))
    .map(({ operation }) => [name, operation.value, propertiesIn(2, operation.properties)] as const),
);

const plainName = ({ displayName }: INodeProperties) => displayName.split(' ')[0] ?? '';

it('stands beside version 1 in the node of every service', () => {
  expect(nodes.map(({ type }) => type.description)).toEqual(
    VENDOR_NAMES.map(() => expect.objectContaining({ version: [1, 2], defaultVersion: 2 }) as unknown),
  );
});

describe.each(forms)('%s, ticket:%s', (name, _operation, properties) => {
  it('begins with what matters, in the order that all services have', () => {
    const own = properties.filter(({ name: each }) => !['ticketId', 'updateBy'].includes(each));
    const lead = own.filter(({ displayName }) => LEAD.test(displayName)).map(plainName);
    expect(own.slice(0, lead.length).map(plainName)).toEqual(lead);
    expect(lead).toEqual(ORDER.filter((each) => lead.includes(each)));
    expect(lead.length).toBeGreaterThanOrEqual(TESTED[name].hasFullForms ? 4 : 1);
  });

  it('shows each of them once, and custom fields above the rest with their JSON form in it', () => {
    const names = properties.map((each) => each.name);
    const [collection] = properties.filter(({ name: each }) => /^(additional|update)Fields$/.test(each));
    const members = collection === undefined ? [] : membersOf(collection).map((each) => each.name);
    expect(members.filter((member) => names.includes(member))).toEqual([]);
    if (!TESTED[name].hasFullForms) return;
    const [mapper] = properties.filter(({ type }) => type === 'resourceMapper');
    expect(mapper?.typeOptions?.resourceMapper?.valuesLabel).toBe('Custom Fields');
    expect(names.indexOf('customFields')).toBeLessThan(names.indexOf(collection?.name ?? ''));
    expect([names.includes('customFieldsJson'), members.includes('customFieldsJson')]).toEqual([false, true]);
  });
});

/** Rows of a field and a direction: each field alone in both directions, and two fields in either order. */
function listsOf(property: INodeProperties): unknown[] {
  const [fields = [], directions = []] = membersOf(property).map((member) =>
    choicesOf(member).map(({ value }) => value),
  );
  const row = (field: unknown, direction: unknown) => ({ field, direction });
  const alone = fields.flatMap((field) => directions.map((direction) => ({ by: [row(field, direction)] })));
  const [one, two] = [row(fields[0], directions[0]), row(fields[1], directions[1])];
  return [...alone, { by: [one, two] }, { by: [two, one] }];
}

/** What n8n marks in red though nothing is missing: a list whose value is none of its choices. */
const markedAtFirst = ({ type, required, typeOptions, default: first, ...property }: INodeProperties): boolean => {
  if (type !== 'options' || required === true) return false;
  const method = typeOptions?.loadOptionsMethod;
  return method === undefined
    ? !choicesOf({ type, default: first, ...property }).some(({ value }) => value === first)
    : !method.endsWith('OrNotSet');
};

it.each(VENDOR_NAMES)('%s: no form shows a field in red that may stay blank', (name) => {
  const shown = operationsOf(name).flatMap(({ operation }) => propertiesIn(2, operation.properties));
  expect(shown.filter(({ type }) => type === 'options').length).toBeGreaterThan(0);
  expect(shown.filter(markedAtFirst).map(({ displayName }) => displayName)).toEqual([]);
});

it('offers to choose nothing before what the account has', async () => {
  const none = { name: 'Not Set', value: '', description: 'Nothing is sent of it' };
  const one = { name: 'Ana', value: '1' };
  const { getAgents, getAgentsOrNotSet } = withNotSet({ getAgents: () => Promise.resolve([one]) });
  const context = {} as ILoadOptionsFunctions;
  expect(await getAgents?.call(context)).toEqual([one]);
  expect(await getAgentsOrNotSet?.call(context)).toEqual([none, one]);
});

const leadPlaces = (name: VendorName, version: number): ParameterPath[] =>
  placesOf(name, version).filter(({ where }) => /^ticket:(create|update|upsert):/.test(where));

/** A value that can be read, and is not that of a parameter that must be given anyway. */
function valueOf(name: VendorName, property: INodeProperties): unknown {
  const other = choicesOf(property).find(({ value }) => value !== property.default)?.value;
  if (property.type === 'resourceLocator') return { __rl: true, mode: 'id', value: '8' };
  if (property.name === 'status' && name === 'deskpro') return 'resolved';
  if (property.placeholder === 'name@email.com') return 'ana@example.org';
  // What the lists of the wire hold.
  return other ?? (property.type === 'options' ? '7' : '8');
}

describe.each(VENDOR_NAMES)('%s', (name) => {
  const [old, now] = [1, 2].map((version) => wireOf(name, 'UTC', undefined, version));

  it('sends a leading field as version 1 does', async () => {
    const before = leadPlaces(name, 1);
    // Where a name is not known, both fail alike; those that do not are counted.
    let compared = 0;
    for (const { where, property, set } of leadPlaces(name, 2)) {
      const member = where.split(/[:.]/).at(-1);
      const place = where.split(':').slice(0, 2).join(':');
      const former = before.find(
        (each) => each.where.startsWith(`${place}:`) && each.where.split(/[:.]/).at(-1) === member,
      );
      if (!LEAD.test(property.displayName) || former === undefined) continue;
      const value = valueOf(name, property);
      const expected = await old?.sent(former.set(value));
      expect([where, await now?.sent({ ...set(value), updateFields: {} })]).toEqual([where, expected]);
      if (expected?.failure === undefined) compared += 1;
    }
    expect(compared).toBeGreaterThanOrEqual(TESTED[name].hasFullForms ? 4 : 1);
  });

  it('sends nothing of a leading field that is blank, an expression that finds nothing too', async () => {
    for (const { where, property, set } of leadPlaces(name, 2)) {
      if (!LEAD.test(property.displayName) || property.required === true) continue;
      const without = await now?.sent(set(property.default));
      for (const blank of [' ', NOTHING])
        expect([where, blank, await now?.sent(set(blank))]).toEqual([where, blank, without]);
    }
  });

  it('asks in the order that Sort says as version 1 does among its options', async () => {
    const orders = (version: number, collection: string) =>
      placesOf(name, version).filter(({ where }) => where.includes(`:getAll:${collection}`));
    const formerly = orders(1, 'options.');
    for (const { where, property, set } of orders(2, 'sort')) {
      const [place = ''] = where.split(':sort');
      // Synqly's fields to order by are a list of rows, which was the option Order.
      const isList = property.type === 'fixedCollection';
      const member = isList ? 'order' : property.name;
      const former = formerly.find((each) => each.where === `${place}:options.${member}`);
      const values = isList ? listsOf(property) : choicesOf(property).map(({ value }) => value);
      const unsorted = await now?.sent(set(isList ? {} : undefined));
      const asked = new Set<string>();
      for (const value of values) {
        const sent = await now?.sent(set(value));
        expect([where, value, sent]).toEqual([where, value, await old?.sent(former?.set(value) ?? {})]);
        asked.add(JSON.stringify(sent));
      }
      // Each choice is asked for, and one of them at most is the order of a list that was not sorted.
      expect([where, asked.size]).toEqual([where, values.length]);
      expect(values.length).toBeGreaterThan(1);
      expect(asked.size - (asked.has(JSON.stringify(unsorted)) ? 1 : 0)).toBeGreaterThan(0);
    }
    expect(orders(2, 'sort').length > 0).toBe(TESTED[name].hasFullForms && name !== 'sympoq');
  });

  it('takes custom fields as JSON in the collection as version 1 does beside it', async () => {
    const json = '{"7": "8"}';
    const given = leadPlaces(name, 2).filter(({ where }) => where.endsWith('Fields.customFieldsJson'));
    const former = leadPlaces(name, 1).filter(({ where }) => where.endsWith(':customFieldsJson'));
    for (const [at, { set }] of given.entries()) {
      const sent = await now?.sent(set(json));
      expect(sent).toEqual(await old?.sent(former[at]?.set(json) ?? {}));
      expect(sent).not.toEqual(await now?.sent(set('{}')));
    }
    expect(given).toHaveLength(!TESTED[name].hasFullForms ? 0 : name === 'deskpro' ? 3 : 2);
  });

  it('has no switch for who sees a comment, but a list whose first choice is the internal note', () => {
    const properties = operationsOf(name).flatMap(({ operation }) => propertiesIn(2, operation.properties));
    expect(properties.filter(({ name: each }) => each === 'isPrivate')).toEqual([]);
    for (const property of properties.filter(({ name: each }) => each === 'visibility')) {
      expect(choicesOf(property).map(({ name: each }) => each)).toEqual(['Internal Note', 'Public Reply']);
      expect(property.default).toBe('internal');
    }
  });
});

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
/** Operations of which a requester may see something. */
const VISIBLE: ReadonlyArray<[VendorName, string, INodeParameters]> = [
  ['deskpro', 'comment:add', { comment: 'x' }],
  ['deskpro', 'attachment:upload', {}],
  ['sympoq', 'comment:add', { comment: 'x' }],
  ['teamswork', 'comment:add', { comment: 'x' }],
  ['teamswork', 'attachment:add', { url: 'https://example.org/a.pdf' }],
  ['teamswork', 'attachment:upload', {}],
];

describe.each(VISIBLE)('%s %s', (name, does, more) => {
  const [old, now] = [1, 2].map((version) => wireOf(name, 'UTC', undefined, version));
  const [resource = '', operation = ''] = does.split(':');
  const ticketId = byId(name === 'teamswork' ? UUID : '7');
  const given = (over: INodeParameters) => ({ resource, operation, ticketId, ...more, ...over });

  it('sends an internal note at first, and a reply where it was chosen', async () => {
    const [note, reply] = [await old?.sent(given({ isPrivate: true })), await old?.sent(given({ isPrivate: false }))];
    expect(note?.requests).not.toEqual(reply?.requests);
    expect(await now?.sent(given({}))).toEqual(note);
    for (const value of ['internal', ' Internal ', 'Internal Note', 'internal note'])
      expect(await now?.sent(given({ visibility: value }))).toEqual(note);
    for (const value of ['public', 'PUBLIC', 'Public Reply'])
      expect(await now?.sent(given({ visibility: value }))).toEqual(reply);
    // What a workflow of version 1 would have said has no say.
    expect(await now?.sent(given({ isPrivate: false }))).toEqual(note);
  });

  it.each([NOTHING, NULL, null, '', ' ', 'yes', 'note', true, false, 0, 1, [], ['public'], {}, { value: 'public' }])(
    'sends nothing for %j',
    async (visibility) => {
      const sent = await now?.sent(given({ visibility: visibility as string }));
      expect(sent?.requests).toEqual([]);
      expect(sent?.failure).toMatch(/^"Visibility" /);
    },
  );
});
