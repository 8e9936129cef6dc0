/** The feed as Power BI, Excel and a client library ask for it. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import type { Config } from '../../etl/src/config/config';
import { TABLES } from '../../etl/src/schema/tables';
import { o } from 'odata';
import { configOf, exportOnce, newLake, quickWorld } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { TOKEN, serve } from '../support/service';
import type { RunningService } from '../support/service';
import { ticket } from '../support/tiny-vendor';

const scripted = new ScriptedService();
let config: Config;
beforeAll(async () => {
  await scripted.start();
  config = configOf(newLake(), [scripted.source()], { timezone: 'Asia/Tokyo' });
  await publish('first');
});
afterAll(() => scripted.stop());

const PAGE = { rows: 7, characters: 1_000_000 };

async function publish(subject: string, tickets = 30): Promise<void> {
  const records = Array.from({ length: tickets }, (_, at) =>
    ticket({
      ticket_id: String(at + 1).padStart(3, '0'),
      subject: `${subject} ${at + 1}`,
      status_group: at % 3 === 0 ? 'closed' : 'open',
      created_at: `2026-01-${String((at % 28) + 1).padStart(2, '0')}T23:30:00.123456Z`,
      satisfaction: at % 5 === 0 ? null : at,
    }),
  );
  scripted.serve([...records, { no_id: true }]);
  expect((await exportOnce(config, { full: true }, quickWorld())).exit_code).toBe(0);
}

interface FeedPage {
  '@odata.context': string;
  '@odata.count'?: number;
  '@odata.nextLink'?: string;
  value: Array<Record<string, unknown>>;
}

function newService(page = PAGE): Promise<RunningService> {
  return serve(config, { page });
}

async function pages(service: RunningService, path: string): Promise<FeedPage[]> {
  const all: FeedPage[] = [];
  for (let next: string | undefined = path; next !== undefined;) {
    const answer = await service.ask(next);
    expect([next, answer.status]).toEqual([next, 200]);
    const page: FeedPage = answer.json<FeedPage>();
    all.push(page);
    next = page['@odata.nextLink']?.slice(service.url.length);
  }
  return all;
}

const ids = (all: readonly FeedPage[]) => all.flatMap(({ value }) => value.map((row) => row['ticket_id']));

it('the service document and the metadata, as XML whatever Accept says', async () => {
  const service = await newService();
  const root = await service.ask('/odata/');
  expect(root.headers).toMatchObject({ 'odata-version': '4.0' });
  expect(root.json()).toEqual({
    '@odata.context': `${service.url}/odata/$metadata`,
    value: TABLES.map(({ name }) => ({ name, kind: 'EntitySet', url: name })),
  });
  expect((await service.ask('/odata')).json()).toEqual(root.json());
  const metadata = await service.ask('/odata/$metadata', { headers: { accept: 'application/json' } });
  expect(metadata.headers['content-type']).toBe('application/xml; charset=utf-8');
  expect(XMLValidator.validate(metadata.text)).toBe(true);
  const parsed = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === 'Property' }).parse(
    metadata.text,
  ) as {
    'edmx:Edmx': { 'edmx:DataServices': { Schema: { EntityType: Array<{ '@_Name': string; Property: object[] }> } } };
  };
  const types = parsed['edmx:Edmx']['edmx:DataServices'].Schema.EntityType;
  expect(types.map((type) => type['@_Name'])).toEqual(TABLES.map(({ name }) => name));
  const tickets = types[0]!.Property;
  expect(tickets).toContainEqual({ '@_Name': 'ticket_key', '@_Type': 'Edm.String', '@_Nullable': 'false' });
  expect(tickets).toContainEqual({ '@_Name': 'created_at', '@_Type': 'Edm.DateTimeOffset', '@_Precision': '6' });
  expect(tickets).toContainEqual({ '@_Name': 'created_date', '@_Type': 'Edm.Date' });
  expect(tickets).toContainEqual({ '@_Name': 'is_open', '@_Type': 'Edm.Boolean', '@_Nullable': 'false' });
  expect(types.find((type) => type['@_Name'] === 'rejects')?.Property[0]).toEqual({
    '@_Name': 'row_number',
    '@_Type': 'Edm.Int64',
    '@_Nullable': 'false',
  });
});

it('server paging gives every row once, in links that are absolute and keep the options', async () => {
  const service = await newService();
  const all = await pages(service, '/odata/tickets?$select=ticket_id,is_open&$filter=is_open%20eq%20true&$count=true');
  expect(all.map(({ value }) => value.length)).toEqual([7, 7, 6]);
  expect(new Set(ids(all)).size).toBe(20);
  expect(all.map((page) => page['@odata.count'])).toEqual([20, undefined, undefined]);
  expect(all[0]?.['@odata.context']).toBe(`${service.url}/odata/$metadata#tickets(ticket_id,is_open)`);
  expect(Object.keys(all[0]!.value[0]!)).toEqual(['ticket_id', 'is_open']);
  expect(all[0]?.['@odata.nextLink']).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/odata\/tickets\?\$select=ticket_id%2Cis_open&\$filter=is_open%20eq%20true&\$skiptoken=[0-9a-z-]+$/,
  );
});

it('a page of a state that is no longer kept is refused, not mixed', async () => {
  const service = await newService();
  const gone = await service.ask('/odata/tickets?$skiptoken=0123456789abcdef-a5-5');
  expect([gone.status, gone.json<{ error: { code: string; message: string } }>().error]).toEqual([
    410,
    { code: 'gone', message: 'the state that this page belongs to is no longer kept. Begin the refresh again.' },
  ]);
  expect((await service.ask("/odata/tickets?$skiptoken=1';--")).status).toBe(400);
});

it('$top, $skip, $orderby and a page size that the reader prefers', async () => {
  const service = await newService();
  const sorted = await pages(service, '/odata/tickets?$orderby=ticket_id%20desc&$top=10&$skip=2&$select=ticket_id');
  expect(sorted.map(({ value }) => value.length)).toEqual([7, 3]);
  expect(ids(sorted)).toEqual(['028', '027', '026', '025', '024', '023', '022', '021', '020', '019']);
  const unsorted = await pages(service, '/odata/tickets?$top=10&$skip=25&$select=ticket_id');
  expect(unsorted.map(({ value }) => value.length)).toEqual([5]);
  expect((await service.ask('/odata/tickets?$top=0')).json<FeedPage>().value).toEqual([]);
  const wide = await service.ask('/odata/tickets?$top=1000', { headers: { prefer: 'odata.maxpagesize=100' } });
  expect(wide.json<FeedPage>().value).toHaveLength(30);
  expect(wide.json<FeedPage>()['@odata.nextLink']).toBeUndefined();
  const exact = await pages(service, '/odata/tickets?$top=7&$select=ticket_id');
  expect(exact.map((page) => page['@odata.nextLink'])).toEqual([undefined]);
});

it('values are what the metadata says of them', async () => {
  const service = await newService();
  const { value } = (await service.ask("/odata/tickets?$filter=ticket_id%20eq%20'001'")).json<FeedPage>();
  expect(value).toHaveLength(1);
  expect(value[0]).toMatchObject({
    ticket_key: 'acme:001',
    created_at: '2026-01-01T23:30:00.123456Z',
    created_local: '2026-01-02T08:30:00.123456Z',
    created_date: '2026-01-02',
    is_open: false,
    satisfaction: null,
    comment_count: 0,
  });
  expect(Object.keys(value[0]!)).toEqual(TABLES[0]!.columns.map(({ name }) => name));
  const rejects = (await service.ask('/odata/rejects')).json<FeedPage>();
  expect(rejects.value.map((row) => [row['row_number'], row['record_id'], row['reason']])).toEqual([
    [0, null, 'no_id'],
  ]);
});

it('behind a proxy, links are those of the proxy', async () => {
  const service = await newService();
  const headers = {
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'bi.example',
    'x-forwarded-prefix': '/lake',
  };
  const page = (await service.ask('/odata/tickets', { headers })).json<FeedPage>();
  expect(page['@odata.context']).toBe('https://bi.example/lake/odata/$metadata#tickets');
  expect(page['@odata.nextLink']).toMatch(/^https:\/\/bi\.example\/lake\/odata\/tickets\?\$skiptoken=/);
});

it('a page of long texts is cut where it becomes too large', async () => {
  const service = await newService({ rows: 1000, characters: 3000 });
  const all = await pages(service, '/odata/tickets');
  expect(all.length).toBeGreaterThan(5);
  expect(new Set(ids(all)).size).toBe(30);
});

it.each([
  ['$filter=nosuch%20eq%201', 400, 'tickets has no column "nosuch"'],
  ['$filter=subject%20eq', 400, 'the expression ends too early'],
  ['$select=subjekt', 400, 'Did you mean "subject"?'],
  ['$orderby=subject%20down', 400, '"down" stands where'],
  ['$top=-1', 400, '$top must be a whole number'],
  ['$skip=1.5', 400, '$skip must be a whole number'],
  ['$count=yes', 400, '$count must be true or false'],
  ['$top=1&$top=2', 400, '$top is given twice'],
  ['$expand=comments', 501, '$expand is not supported'],
  ['$compute=1%20as%20n', 501, '$compute is not supported'],
  ['$format=atom', 406, 'the feed is JSON only'],
])('%s is refused in the words of OData', async (query, status, message) => {
  const service = await newService();
  const answer = await service.ask(`/odata/tickets?${query}`);
  const { error } = answer.json<{ error: { code: string; message: string } }>();
  expect([answer.status, error.message, Object.keys(error)]).toEqual([
    status,
    expect.stringContaining(message),
    ['code', 'message'],
  ]);
});

it('an entity set that is not there, options of the reader, and the count as text', async () => {
  const service = await newService();
  const missing = await service.ask('/odata/ticket');
  expect([missing.status, missing.text]).toEqual([404, expect.stringContaining('Did you mean \\"tickets\\"?')]);
  expect((await service.ask('/odata/tickets?mine=1&$format=json')).status).toBe(200);
  const count = await service.ask('/odata/tickets/$count?$filter=is_open%20eq%20true');
  expect([count.text, count.headers['content-type']]).toEqual(['20', 'text/plain; charset=utf-8']);
});

it('requests as the mashup engine folds them', async () => {
  const service = await newService();
  const headers = {
    accept:
      'application/json;odata.metadata=minimal;q=1.0,application/json;odata=minimalmetadata;q=0.9,application/atom+xml;q=0.5',
    'odata-maxversion': '4.0',
    'user-agent': 'Microsoft.Data.Mashup (https://go.microsoft.com/fwlink/?LinkID=304225)',
  };
  const preview = await service.ask('/odata/tickets?$top=1000', { headers });
  expect([preview.status, preview.headers['content-type']]).toEqual([
    200,
    'application/json;odata.metadata=minimal;charset=utf-8',
  ]);
  const folded = await service.ask(
    "/odata/tickets?$filter=created_at ge 2026-01-05T00:00:00%2B00:00 and created_at lt 2026-01-07T00:00:00%2B00:00 and contains(subject, 'first')&$select=ticket_id,created_at&$orderby=created_at desc,ticket_id&$top=5".replaceAll(
      ' ',
      '%20',
    ),
    { headers },
  );
  expect(ids([folded.json<FeedPage>()])).toEqual(['006', '005']);
});

it('a client library reads it', async () => {
  const service = await newService();
  const feed = o(`${service.url}/odata/`, { headers: { authorization: `Bearer ${TOKEN}` } });
  const rows: unknown = await feed.get('tickets').query({
    $filter: "contains(subject,'first') and is_open eq true",
    $orderby: 'ticket_id desc',
    $select: 'ticket_id',
    $top: 3,
  });
  expect(rows).toEqual([{ ticket_id: '030' }, { ticket_id: '029' }, { ticket_id: '027' }]);
});

it('pages of a refresh come from one state, whatever is published meanwhile', async () => {
  const service = await newService();
  const paths = ['/odata/tickets?$select=subject', '/odata/tickets?$select=subject&$orderby=subject%20desc'];
  const begun = await Promise.all(paths.map(async (path) => (await service.ask(path)).json<FeedPage>()));
  await publish('second', 33);
  expect((await service.ask('/odata/tickets/$count')).text).toBe('33');
  for (const first of begun) {
    const rest = await pages(service, first['@odata.nextLink']!.slice(service.url.length));
    const rows = [first, ...rest].flatMap(({ value }) => value.map((row) => row['subject']));
    expect(rows).toHaveLength(30);
    expect(new Set(rows).size).toBe(30);
    expect(rows.every((subject) => String(subject).startsWith('first '))).toBe(true);
  }
});
