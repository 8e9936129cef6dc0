/** Figures that the feed computes, single rows, and what it does not have; compared with the rows themselves. */
import fc from 'fast-check';
import { configOf, exportOnce, newLake, quickWorld } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { openService } from '../support/service';
import type { Answer, RunningService } from '../support/service';
import { ticket } from '../support/tiny-vendor';

const scripted = new ScriptedService();
const LONG_ID = `long/${'x'.repeat(150)}'s`;
let service: RunningService;
let all: Row[];
type Row = Record<string, string | number | boolean | null>;

beforeAll(async () => {
  await scripted.start();
  const records = Array.from({ length: 60 }, (_, at) =>
    ticket({
      ticket_id: at === 59 ? LONG_ID : String(at),
      subject: `it's / (${at % 4})`,
      status_group: at % 3 === 0 ? 'closed' : 'open',
      created_at: `2026-01-${String((at % 28) + 1).padStart(2, '0')}T23:30:00.123456Z`,
      satisfaction: at % 5 === 0 ? null : at,
    }),
  );
  scripted.serve([...records, { no_id: true }]);
  const config = configOf(newLake(), [scripted.source()], { timezone: 'Asia/Tokyo' });
  await exportOnce(config, {}, quickWorld());
  service = await openService(config, { page: { rows: 7, characters: 1_000_000 } });
  all = await rowsOf('/odata/tickets');
});
afterAll(async () => {
  await service.close();
  await scripted.stop();
});

const ask = (path: string, headers: Record<string, string> = {}): Promise<Answer> => service.ask(path, { headers });
const applied = (text: string, more = ''): string => `/odata/tickets?$apply=${encodeURIComponent(text)}${more}`;

async function rowsOf(path: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer: Answer = await ask(next);
    expect([next, answer.text.slice(0, 200), answer.status]).toEqual([next, expect.any(String), 200]);
    const page = answer.json<{ value: Row[]; '@odata.nextLink'?: string }>();
    for (const row of page.value) rows.push(row);
    next = page['@odata.nextLink']?.slice(service.url.length);
  }
  return rows;
}

const COLUMNS = ['status_group', 'subject', 'created_date', 'satisfaction', 'is_open'];

test('groups and their figures are those of the rows, over any number of pages', async () => {
  const groups = fc.uniqueArray(fc.constantFrom(...COLUMNS), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(groups, fc.boolean(), async (by, onlyOpen) => {
      const filter = onlyOpen ? "filter(is_open eq true and subject ne 'a/b')/" : '';
      const figures =
        '$count as n,satisfaction with sum as total,satisfaction with min as least,ticket_id with countdistinct as ids';
      const given = await rowsOf(applied(`${filter}groupby((${by.join(',')}),aggregate(${figures}))`));
      const expected = new Map<string, { n: number; total: number | null; least: number | null }>();
      for (const row of all.filter(({ is_open: isOpen }) => !onlyOpen || isOpen === true)) {
        const key = JSON.stringify(by.map((name) => row[name]));
        const known = expected.get(key) ?? { n: 0, total: null, least: null };
        const rating = row['satisfaction'] === null ? null : Number(row['satisfaction']);
        expected.set(key, {
          n: known.n + 1,
          total: rating === null ? known.total : (known.total ?? 0) + rating,
          least: rating === null ? known.least : Math.min(known.least ?? rating, rating),
        });
      }
      const found = given.map(({ n, total, least, ids, ...group }) => {
        expect([ids, Object.keys(group)]).toEqual([n, by]);
        return [JSON.stringify(by.map((name) => group[name])), { n, total, least }];
      });
      expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      expect(found).toHaveLength(expected.size);
    }),
    { numRuns: 12 },
  );
});

test('the other options are about what comes out', async () => {
  const text = 'groupby((subject),aggregate($count as n,created_local with max as newest))';
  const more = `&$filter=${encodeURIComponent("n ge 15 and subject ne 'x'")}&$orderby=${encodeURIComponent('subject desc')}&$top=2&$select=subject,newest&$count=true`;
  const answer = await ask(applied(text, more));
  const page = answer.json<{ '@odata.context': string; '@odata.count': number; value: Row[] }>();
  expect(page['@odata.count']).toBe(4);
  expect(page['@odata.context']).toMatch(/\$metadata#tickets\(subject,newest\)$/);
  expect(page.value.map((row) => row['subject'])).toEqual(["it's / (3)", "it's / (2)"]);
  expect(page.value[0]?.['newest']).toMatch(/^2026-01-\d\dT08:30:00\.123456Z$/);
  expect((await ask(`/odata/tickets/$count?$apply=${encodeURIComponent('groupby((subject))')}`)).text).toBe('4');
});

test('one aggregate over all is one row, also of none', async () => {
  const total = 'aggregate(satisfaction with average as mean,$count as n)';
  const [row, ...more] = await rowsOf(applied(total));
  const ratings = all.flatMap((each) => (each['satisfaction'] === null ? [] : [Number(each['satisfaction'])]));
  expect([row?.['n'], more]).toEqual([all.length, []]);
  expect(row?.['mean']).toBeCloseTo(ratings.reduce((sum, each) => sum + each, 0) / ratings.length, 9);
  expect(await rowsOf(applied(`filter(subject eq 'nothing')/${total}`))).toEqual([{ mean: null, n: 0 }]);
});

test.each([
  ['groupby((nosuch))', 400, 'has no column "nosuch"'],
  ['groupby((subject),aggregate(subject with sum as x))', 400, 'a number is needed'],
  ['groupby((subject),aggregate($count as subject))', 400, '"subject" is named twice'],
  ['aggregate($count as a;b)', 400, 'cannot be a name'],
  ['aggregate($count as n)/groupby((subject))', 501, 'is not supported'],
  ['rollup((subject))', 501, 'is not supported'],
  ['topcount(5,satisfaction)', 501, 'is not supported'],
  ['aggregate(satisfaction with median as m)', 501, 'with median'],
  ['filter(nosuch eq 1)/aggregate($count as n)', 400, 'has no column "nosuch"'],
  ['', 501, 'is not supported'],
  ["groupby((subject'))", 400, 'has no column'],
])('$apply=%s is refused', async (text, status, message) => {
  const answer = await ask(applied(text));
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(message.replaceAll('"', '\\"'))]);
});

test('a row by its key, whatever stands in it', async () => {
  for (const key of ['acme:7', `acme:${LONG_ID}`]) {
    const path = `/odata/tickets(${encodeURIComponent(`'${key.replaceAll("'", "''")}'`)})`;
    const answer = await ask(path);
    expect([path, answer.status]).toEqual([path, 200]);
    const { '@odata.context': context, ...row } = answer.json<Row>();
    expect(context).toMatch(/\/odata\/\$metadata#tickets\/\$entity$/);
    expect(row).toEqual(all.find((each) => each['ticket_key'] === key));
  }
  const named = await ask("/odata/tickets(ticket_key='acme:7')?$select=subject");
  const { '@odata.context': context, ...row } = named.json<Row>();
  expect(context).toMatch(/#tickets\(subject\)\/\$entity$/);
  expect(row).toEqual({ subject: "it's / (3)" });
});

test('a numbered row by its number', async () => {
  const rejects = await rowsOf('/odata/rejects');
  expect(rejects.length).toBeGreaterThan(0);
  for (const row of rejects) {
    const { '@odata.context': _context, ...found } = (await ask(`/odata/rejects(${row['row_number']})`)).json<Row>();
    expect(found).toEqual(row);
  }
  expect((await ask(`/odata/rejects(row_number=${rejects.length})`)).status).toBe(404);
});

test('keys of several columns', async () => {
  const [first] = await rowsOf('/odata/runs');
  const path = `/odata/runs(run_id='${first?.['run_id']}',source='acme',stream='${first?.['stream']}')`;
  expect((await ask(path)).json<Row>()).toMatchObject(first ?? {});
});

test.each([
  ["/odata/tickets('acme:nothing')", 404, 'no row with this key'],
  ['/odata/tickets()', 400, 'cannot be read'],
  ["/odata/tickets('a','b')", 400, 'cannot be read'],
  ["/odata/tickets('a' or true)", 400, 'cannot be read'],
  ["/odata/tickets(subject='a')", 400, "Write tickets('…')"],
  ["/odata/runs(run_id='x')", 400, 'cannot be read'],
  ['/odata/rejects(-1)', 400, 'whole number'],
  ["/odata/tickets('acme:7')?$filter=is_open", 400, '$filter is not for one row'],
  ["/odata/ticket('acme:7')", 404, 'Did you mean'],
  ["/odata/tickets('acme:7')/subject", 501, 'no cast, no property'],
  ['/odata/tickets/Ticketlake.tickets', 501, 'no cast, no property'],
  ["/odata/tickets?$filter=cast(subject,'Edm.String')%20eq%20'a'", 501, 'there is no function cast'],
])('%s is refused: %i', async (path, status, message) => {
  const answer = await ask(path);
  expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(message)]);
});

test('$batch is not there, and says what to do instead', async () => {
  const written: Array<[string, string]> = [
    ['application/json', '{"requests":[]}'],
    ['multipart/mixed; boundary=b', '--b\r\nContent-Type: application/http\r\n\r\nGET tickets HTTP/1.1\r\n\r\n--b--'],
  ];
  for (const [type, raw] of written) {
    const answer = await service.ask('/odata/$batch', { method: 'POST', raw, headers: { 'content-type': type } });
    expect([answer.status, answer.text]).toEqual([501, expect.stringContaining('Send each request by itself')]);
  }
});

test.each([
  [{ maxdataserviceversion: '3.0;NetFx' }, 501],
  [{ dataserviceversion: '1.0' }, 501],
  [{ 'odata-maxversion': '3.0' }, 501],
  [{ 'odata-version': '3.0' }, 501],
  [{ 'odata-maxversion': '4.0', maxdataserviceversion: '3.0;NetFx' }, 200],
  [{ 'odata-maxversion': '4.01' }, 200],
  [{ 'odata-version': '4.0' }, 200],
])('versions %j: %i', async (headers, status) => {
  const answer = await ask('/odata/tickets?$top=1', headers);
  expect(answer.status).toBe(status);
  if (status === 501) expect(answer.text).toContain('OData-MaxVersion: 4.0');
});

it('declares what it has of $apply for every table, and that it takes no $batch', async () => {
  const { text } = await ask('/odata/$metadata');
  const sets = [...text.matchAll(/<EntitySet Name="(\w+)"[^>]*>(.*?)<\/EntitySet>/g)];
  expect(sets.map(([, name]) => name)).toEqual(
    [...text.matchAll(/<EntityType Name="(\w+)">/g)].map(([, name]) => name),
  );
  const declared = new Set(
    sets.map(([, , inside = '']) => [...inside.matchAll(/<String>(\w+)/g)].map(([, s]) => s).join()),
  );
  expect([...declared]).toEqual(['filter,groupby,aggregate']);
  expect((await ask(applied('filter(is_open eq true)/groupby((status_group),aggregate($count as n))'))).status).toBe(
    200,
  );
  expect(text).toContain('<Annotation Term="Org.OData.Capabilities.V1.BatchSupported" Bool="false"/>');
  expect((await service.ask('/odata/$batch', { method: 'POST' })).status).toBe(501);
});

test('a figure may have the name by which DuckDB calls the number of a row, but not that of another in other case', async () => {
  const by = (alias: string) => rowsOf(applied(`groupby((status_group),aggregate($count as ${alias}))`));
  expect((await by('rowid')).map(({ rowid }) => rowid)).toEqual((await by('n')).map(({ n }) => n));
  for (const text of [
    'aggregate($count as n,$count as N)',
    'groupby((status_group),aggregate($count as Status_Group))',
  ])
    expect((await ask(applied(text))).status).toBe(400);
});

test('a slash behind the entity set is the set, and what would write is refused in the shape of OData', async () => {
  expect((await ask('/odata/tickets/?$top=1')).text).toBe((await ask('/odata/tickets?$top=1')).text);
  for (const method of ['POST', 'DELETE'] as const) {
    const answer = await service.ask('/odata/tickets', { method });
    expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD', 'odata-version': '4.0' } });
    expect(Object.keys(answer.json<{ error: object }>().error)).toEqual(['code', 'message']);
  }
});
