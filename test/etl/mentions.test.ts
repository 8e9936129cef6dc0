/** What records say of people and fields in passing must not depend on how they are cut into batches. */
import fc from 'fast-check';
import type { Json } from '../../vendors/json';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const said = fc.record({
  requester: fc.constantFrom('1', '2', null),
  assignee: fc.constantFrom('1', '2', null),
  name: fc.constantFrom('Ann', 'Anna', null),
  email: fc.constantFrom('ann@example.org', null),
  hour: fc.integer({ min: 10, max: 14 }),
  field: fc.constantFrom('Size', 'size', null),
});

let lake: TestLake;
let sources = 0;
beforeAll(async () => {
  lake = await TestLake.open();
});
afterAll(() => lake.close());

/** People, roles and fields of a source of its own whose records came so. */
async function mentioned(batches: ReadonlyArray<readonly Json[]>): Promise<unknown> {
  const source = { ...lake.source, name: `source-${(sources += 1)}` };
  for (const records of batches) await lake.load([page('tickets', records)], 'run-1', source);
  const rowsOf = (table: string) =>
    lake.rows(`SELECT * EXCLUDE (source, run_id) FROM ${table} WHERE source = '${source.name}' ORDER BY ALL`);
  return [await rowsOf('w_people'), await rowsOf('w_roles'), await rowsOf('w_fields')];
}

test('people, roles and fields are the same whether their records come in one batch or in a batch each', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(said, { minLength: 1, maxLength: 6 }), async (records) => {
      const tickets = records.map(({ requester, assignee, name, email, hour, field }, at) =>
        ticket({
          ticket_id: `${at}`,
          ...{ requester_id: requester, requester_name: name, requester_email: email },
          ...{ assignee_id: assignee, assignee_name: name, assignee_email: email },
          updated_at: `2026-03-01T${hour}:00:00.000000Z`,
          custom_fields: [{ field_id: 'f', name: field, type: 'text', value_text: 'x' }],
        }),
      );
      expect(await mentioned([tickets])).toEqual(await mentioned(tickets.map((one) => [one])));
    }),
    { numRuns: 8 },
  );
});
