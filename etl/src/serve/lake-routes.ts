/** What the lake says of itself, and its tables as files. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { toResult } from '../../../vendors/result';
import { didYouMean } from '../config/did-you-mean';
import { publishedTables, refuseAwaited } from '../publish/manifest';
import type { Table } from '../schema/column';
import type { PublishedReader } from '../store/database';
import { instantText, maybeTextIn, textIn } from '../store/row';
import { contentsOf, presentContents, runningIn } from '../status/status';
import type { LakeContents, LakeStatus } from '../status/status';
import type { SourceAnswer, SourcesAnswer, TablesAnswer } from './answers';
import { formatOf, isForSpreadsheet } from './asked-format';
import type { AskedFormat } from './asked-format';
import { etagsIn } from './http/preconditions';
import { HttpError } from './http/http-error';
import { sendFile } from './http/send-file';
import type { Snapshot } from './snapshot/snapshot';
import type { SnapshotLease, Snapshots } from './snapshot/snapshots';
import { MEDIA_TYPES, tableFile } from './table-file';
import { targetStatus } from '../targets/standing';

export async function lakeContents(snapshot: Pick<Snapshot, 'once' | 'reader'>, lake: string): Promise<LakeContents> {
  return presentContents(await snapshot.once('contents', async () => contentsOf(await snapshot.reader())), lake);
}

export function lakeRoutes(app: FastifyInstance, lake: string, snapshots: Snapshots): void {
  app.get('/api/status', async (): Promise<LakeStatus> =>
    snapshots.use(async (snapshot) => ({
      lake,
      published_at: snapshot.manifest.published_at,
      running: runningIn(lake),
      ...(await lakeContents(snapshot, lake)),
      targets: targetStatus(lake),
    })),
  );
  app.get('/api/sources', () => snapshots.use((snapshot) => sourcesAnswer(snapshot, lake)));
  app.get('/api/tables', () => snapshots.use(tablesAnswer));
  app.route<OneTable & AskedFormat>({
    ...FILE_ROUTE,
    url: '/api/tables/:table',
    handler: (request, reply) => sendTable(request, reply, snapshots),
  });
  app.get('/parquet/_manifest.json', () => snapshots.use(({ manifest }) => Promise.resolve(manifest)));
  app.route<{ Params: { '*': string } }>({
    ...FILE_ROUTE,
    url: '/parquet/*',
    handler: (request, reply) => sendParquet(request, reply, snapshots),
  });
}

/** HEAD by ourselves: Fastify's own would read the whole file, and tell a length of 0. */
const FILE_ROUTE = { method: ['GET', 'HEAD'], exposeHeadRoute: false };

interface OneTable {
  Params: { table: string };
}

async function sourcesAnswer(snapshot: Snapshot, lake: string): Promise<SourcesAnswer> {
  const published = await snapshot.once('sources', async () => sourcesIn(await snapshot.reader()));
  const { sources: figures } = await lakeContents(snapshot, lake);
  const sources = published.map((row): SourceAnswer => {
    const known = figures.find(({ source }) => source === row.source);
    return {
      ...row,
      last_complete_at: known?.last_complete_at ?? null,
      last_outcome: known?.last_outcome ?? null,
      tickets: known?.tickets ?? 0,
      open: known?.open ?? 0,
      is_configured: known?.is_configured ?? true,
    };
  });
  return { published_at: snapshot.manifest.published_at, sources };
}

type PublishedSource = Pick<
  SourceAnswer,
  'source' | 'vendor' | 'url' | 'time_zone' | 'change_detection' | 'last_run_id' | 'last_run_at'
>;

function sourcesIn(reader: PublishedReader): Promise<PublishedSource[]> {
  return reader.all(
    `SELECT source, vendor, url, time_zone, change_detection, last_run_id,
       ${instantText('last_run_at')} AS last_run_at FROM sources ORDER BY source`,
    undefined,
    (row) => ({
      source: textIn(row, 'source'),
      vendor: textIn(row, 'vendor'),
      url: textIn(row, 'url'),
      time_zone: maybeTextIn(row, 'time_zone'),
      change_detection: maybeTextIn(row, 'change_detection'),
      last_run_id: maybeTextIn(row, 'last_run_id'),
      last_run_at: maybeTextIn(row, 'last_run_at'),
    }),
  );
}

function tablesAnswer({ manifest }: Snapshot): Promise<TablesAnswer> {
  const tables = publishedTables(manifest).map(({ name, description, columns }) => {
    const files = manifest.files
      .filter(({ table }) => table === name)
      .map(({ path, partition, rows, bytes, sha256 }) => ({
        path: `/parquet/${path.split('/').map(encodeURIComponent).join('/')}`,
        partition,
        rows,
        bytes,
        sha256,
      }));
    return {
      name,
      description,
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      columns: columns.map(({ name: column, type, nullable, description: says }) => ({
        name: column,
        type,
        nullable,
        description: says,
      })),
      files,
    };
  });
  return Promise.resolve({ published_at: manifest.published_at, run_id: manifest.run_id, tables });
}

async function sendTable(
  request: FastifyRequest<OneTable & AskedFormat>,
  reply: FastifyReply,
  snapshots: Snapshots,
): Promise<FastifyReply> {
  const spreadsheet = isForSpreadsheet(request.query.spreadsheet);
  const format = formatOf(request.query.format, request.headers.accept, 'json', spreadsheet);
  const held = await snapshots.hold();
  return whileHeld(held, async () => {
    const table = tableNamed(held.snapshot, request.params.table);
    return sendFile(request, reply, await tableFile(held.snapshot, table, format, spreadsheet), held.release);
  });
}

/** `tickets.parquet`, whole whatever the partitions, or one file as the manifest names it. */
async function sendParquet(
  request: FastifyRequest<{ Params: { '*': string } }>,
  reply: FastifyReply,
  snapshots: Snapshots,
): Promise<FastifyReply> {
  const name = request.params['*'];
  // Whoever began with a state of some time ago may end with it.
  const asked = etagsIn(request.headers['if-match'] ?? '').map((etag) => snapshots.withFile(name, etag));
  const held = asked.find((found) => found !== undefined) ?? (await snapshots.hold());
  return whileHeld(held, async () => {
    const file = held.snapshot.files.get(name);
    const fileName = name.replaceAll('/', '-').replaceAll(/[^A-Za-z0-9._=-]/g, '');
    if (file !== undefined)
      return sendFile(request, reply, { ...file, mediaType: MEDIA_TYPES.parquet, fileName }, held.release);
    const table = publishedTables(held.snapshot.manifest).find((candidate) => `${candidate.name}.parquet` === name);
    if (!table) {
      refuseAwaited(held.snapshot.manifest, name.split(/[./]/)[0] ?? '');
      throw new HttpError(404, 'not_found', 'there is no such file', 'GET /api/tables lists the files.');
    }
    return sendFile(request, reply, await tableFile(held.snapshot, table, 'parquet'), held.release);
  });
}

/** What is sent lets go of the state itself; what fails before that does so here. */
async function whileHeld<T>(held: SnapshotLease, work: () => Promise<T>): Promise<T> {
  const outcome = await toResult(work());
  if (outcome.status === 'fulfilled') return outcome.value;
  held.release();
  throw outcome.reason;
}

/** @throws HttpError 404 with the nearest name; LakeError `no_tickets` for one that is published with the first tickets */
function tableNamed({ manifest }: Snapshot, input: string): Table {
  const tables = publishedTables(manifest);
  const table = tables.find(({ name }) => name === input);
  if (table) return table;
  refuseAwaited(manifest, input);
  const near = didYouMean(
    input,
    tables.map(({ name }) => name),
  );
  throw new HttpError(
    404,
    'not_found',
    `there is no table ${input.slice(0, 100)}`,
    near === undefined ? 'GET /api/tables lists them.' : `Did you mean "${near}"?`,
  );
}
