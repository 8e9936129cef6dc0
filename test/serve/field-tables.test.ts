/** A table of custom fields as OData, HTTP and the tools show it: what the lake has, not what the program knows. */
import type { Config } from '../../etl/src/config/config';
import { configOf, exportOnce, newLake, quickWorld, rowsOf } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { serve } from '../support/service';
import { ticket } from '../support/tiny-vendor';

const scripted = new ScriptedService();
let config: Config;

beforeAll(async () => {
  await scripted.start();
  config = configOf(newLake(), [scripted.source()]);
  await tell('Größe');
});
afterAll(() => scripted.stop());

/** @param label of a field that the first ticket has a value of */
async function tell(label: string, more: object[] = []): Promise<void> {
  const size = { field_id: 'f1', name: label, type: 'number', value_text: '7', value_number: 7 };
  scripted.serve([
    ticket({ ticket_id: 'a', created_at: '2026-01-01T10:00:00.000000Z', custom_fields: [size, ...more] as never }),
    ticket({ ticket_id: 'b', created_at: '2026-01-02T10:00:00.000000Z' }),
  ]);
  expect((await exportOnce(config, { full: true }, quickWorld())).exit_code).toBe(0);
}

test('a table of custom fields is an entity set, a table of the API and a file; a new field is there with the next export', async () => {
  const service = await serve(config);
  const { tables } = (await service.ask('/api/tables')).json<{
    tables: Array<{ name: string; rows: number; columns: Array<{ name: string; type: string }> }>;
  }>();
  const table = tables.find(({ name }) => name.startsWith('ticket_fields_'));
  expect(table).toMatchObject({
    rows: 2,
    columns: expect.arrayContaining([{ name: 'größe', type: 'double', nullable: true, description: 'Größe' }]),
  });
  const { name = '' } = table ?? {};
  const rows = (
    await service.ask(
      `/odata/${name}?$select=ticket_key,größe&$filter=größe gt 5&$orderby=ticket_key`
        .replaceAll(' ', '%20')
        .replaceAll('ö', '%C3%B6')
        .replaceAll('ß', '%C3%9F'),
    )
  ).json<{ value: object[] }>();
  expect(rows.value).toEqual([{ ticket_key: expect.stringMatching(/:a$/), größe: 7 }]);
  const metadata = async () => (await service.ask('/odata/$metadata')).text;
  expect(await metadata()).toContain(`<EntityType Name="${name}">`);
  expect(await metadata()).toContain('<Property Name="größe" Type="Edm.Double"/>');
  expect((await service.ask(`/api/tables/${name}?format=csv`)).text.split(/\r?\n/)[0]).toMatch(
    /^ticket_key,source,vendor,größe,/,
  );
  expect((await service.ask(`/parquet/${name}.parquet`)).status).toBe(200);
  expect((await service.ask(`/odata/${name}x`)).json<{ error: { message: string } }>().error.message).toContain(
    `Did you mean "${name}"?`,
  );
  await tell('Size', [{ field_id: 'f2', name: 'New', type: 'string', value_text: 'x' }]);
  expect(await metadata()).toContain('<Property Name="größe" Type="Edm.Double"/>');
  expect(await metadata()).toContain('<Property Name="new" Type="Edm.String"/>');
});

interface FeedPage {
  value: Array<Record<string, unknown>>;
  '@odata.nextLink'?: string;
}

test('a field with the name by which DuckDB calls the number of a row is paged like any other', async () => {
  config = configOf(newLake(), [scripted.source()]);
  await tell('RowID');
  const [column] = (
    await rowsOf(config.lake, "SELECT column_name AS name FROM custom_fields WHERE field_id = 'f1'")
  ).map(({ name }) => String(name));
  const service = await serve(config, { page: { rows: 1, characters: 1_000_000 } });
  const table = (await service.ask('/odata')).text.match(/ticket_fields_[a-z]+/)?.[0] ?? '';
  const seen: unknown[] = [];
  for (let next: string | undefined = `/odata/${table}`; next !== undefined;) {
    const page: FeedPage = (await service.ask(next)).json<FeedPage>();
    seen.push(...page.value.map((row) => [row['ticket_key'], row[column ?? '']]));
    next = page['@odata.nextLink']?.slice(service.url.length);
  }
  expect(seen).toHaveLength(2);
  expect(seen).toEqual(
    expect.arrayContaining([
      [expect.stringMatching(/:a$/), 7],
      [expect.stringMatching(/:b$/), null],
    ]),
  );
});
