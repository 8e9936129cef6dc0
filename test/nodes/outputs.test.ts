/** What version 2 shows of a record: simplified at first, the ID always, and less for a language model to read. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ID_OF, ROWS, SIMPLIFIED, type RowKind } from '../../nodes/shared/shape';
import { propertiesIn } from '../../nodes/shared/version';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { useSandbox } from '../support/sandbox';
import { benchOf } from './support/benches';
import { misfits } from './support/outputs';
import { registeredNodes } from './support/registered';
import { choicesOf } from './support/every-property';

const sandbox = useSandbox({ tickets: 60, limits: false });

const MANY = { resource: 'ticket', operation: 'getAll', limit: 50 };
const kinds = Object.keys(ROWS) as RowKind[];

/** Text of one item, as a model gets it. */
const sizeOf = (items: readonly IDataObject[]) => JSON.stringify(items).length / items.length;

it.each(kinds)('%s are simplified to ten fields at the most, their ID among them', (kind) => {
  const known = Object.keys(ROWS[kind]);
  expect(SIMPLIFIED[kind].filter((field) => !known.includes(field))).toEqual([]);
  expect(SIMPLIFIED[kind].length).toBeLessThanOrEqual(10);
  expect(SIMPLIFIED[kind]).toContain(ID_OF[kind]);
});

it('simplifies where nothing else is chosen, in every operation that has a choice', () => {
  const operations = registeredNodes().flatMap(({ resources }) => resources.flatMap(({ operations: each }) => each));
  const outputs = operations
    .flatMap(({ properties }) => propertiesIn(2, properties))
    .filter(({ name, options = [] }) => name === 'output' && options.length > 0);
  expect(outputs.length).toBeGreaterThan(80);
  for (const output of outputs) {
    expect(output.default).toBe('simplified');
    expect(choicesOf(output).map(({ name }) => name)).toEqual(['Simplified', 'Unified', 'Raw', 'Selected Fields']);
  }
});

describe.each(VENDOR_NAMES)('%s', (name) => {
  const [old, now] = [1, 2].map((version) => benchOf(name, () => sandbox().service(name), version));
  const node = registeredNodes().find(({ name: each }) => each.toLowerCase() === name);
  const before = (over: INodeParameters = {}) => old?.json({ ...MANY, ...over }) ?? Promise.resolve([]);
  const items = (over: INodeParameters = {}) => now?.json({ ...MANY, ...over }) ?? Promise.resolve([]);

  it('gives ten fields of a ticket, which say what Unified says', async () => {
    const [unified, simplified] = [await before(), await items()];
    expect(simplified).toEqual(
      unified.map((ticket) => Object.fromEntries(SIMPLIFIED.tickets.map((field) => [field, ticket[field]]))),
    );
    const getAll = node?.resources
      .find(({ value }) => value === 'ticket')
      ?.operations.find(({ value }) => value === 'getAll');
    expect(misfits(getAll ?? { output: {} }, simplified, false, 2)).toEqual([]);
  });

  it('costs a model a quarter of what a ticket cost', async () => {
    const [unified, simplified] = [sizeOf(await before()), sizeOf(await items())];
    expect(simplified).toBeLessThan(430);
    expect(simplified / unified).toBeLessThan(0.3);
  });

  it('gives Unified and Raw as version 1 does', async () => {
    for (const output of ['unified', 'raw']) expect(await items({ output })).toEqual(await before({ output }));
  });

  it('never gives chosen fields without the ID', async () => {
    const chosen = await items({ output: 'selected', fields: ['subject'] });
    expect(new Set(chosen.map((item) => Object.keys(item).join()))).toEqual(new Set(['ticket_id,subject']));
    const both = await items({ output: 'selected', fields: ['subject', 'ticket_id'], limit: 1 });
    expect(Object.keys(both[0] ?? {})).toEqual(['ticket_id', 'subject']);
    // Version 1 gives what was asked for.
    const formerly = await before({ output: 'selected', fields: ['subject'], limit: 1 });
    expect(Object.keys(formerly[0] ?? {})).toEqual(['subject']);
  });

  it('says the IDs of what is written', async () => {
    const [ticket] = await items({ limit: 1 });
    const ticketId = { __rl: true, mode: 'id', value: String(ticket?.['ticket_id']) };
    const got = (await now?.json({ resource: 'ticket', operation: 'get', ticketId })) ?? [];
    expect(got.map((item) => item['ticket_id'])).toEqual([ticket?.['ticket_id']]);
    expect(Object.keys(got[0] ?? {})).toEqual(SIMPLIFIED.tickets);
  });
});
