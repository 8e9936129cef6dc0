/** OData 4.0: the service document, $metadata, and every published table as an entity set. */
import type { DuckDBConnection } from '@duckdb/node-api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import pLimit from 'p-limit';
import { toResult } from '../../../../vendors/result';
import type { Redact } from '../../../../vendors/redact';
import { redactedJson } from '../../../../vendors/redact';
import { didYouMean } from '../../config/did-you-mean';
import { publishedTables, refuseAwaited } from '../../publish/manifest';
import type { Table } from '../../schema/column';
import { messageOf } from '../../base/system-error';
import { addressOf } from '../http/address';
import { HttpError, refusalOf } from '../http/http-error';
import type { SnapshotLease, Snapshots } from '../snapshot/snapshots';
import { addressed, readKey } from './entity-key';
import type { RowKey } from './entity-key';
import { ROW_COLUMN, metadataXml, serviceDocument } from './metadata';
import { feedOptions, tokenIn } from './options';
import type { FeedOptions } from './options';
import { countOf, pageOf } from './page';
import type { FeedPage, PageLimits } from './page';
import { pageToken } from './page-token';
import { refuseOlder } from './version';

export interface ODataOptions {
  snapshots: Snapshots;
  limits: PageLimits;
  redact: Redact;
  /** Epoch ms. */
  now(): number;
  /** Gets errors that nobody foresaw. */
  report(error: unknown): void;
}

const VERSION = { 'odata-version': '4.0' };
const JSON_TYPE = 'application/json;odata.metadata=minimal;charset=utf-8';
/** Pages that are made at once: DuckDB and files share four threads of the process. */
const AT_ONCE = 2;
const MOST_WAITING = 500;
const LARGEST_PAGE = 50_000;

export function odataRoutes(options: ODataOptions) {
  const turns = pLimit(AT_ONCE);

  /** Runs statements on a state, with a connection of their own. */
  const ask = async <T>(held: SnapshotLease, work: (connection: DuckDBConnection) => Promise<T>): Promise<T> => {
    if (turns.pendingCount >= MOST_WAITING)
      throw new HttpError(503, 'busy', 'too many readers wait', 'Try again in a moment.', { 'retry-after': '5' });
    return turns(async () => {
      const connection = await (await held.snapshot.reader()).connect();
      try {
        return await work(connection);
      } finally {
        connection.closeSync();
      }
    });
  };

  const rows = async (request: FastifyRequest<Set>, reply: FastifyReply): Promise<FastifyReply> => {
    const { set, key } = addressed(request.params.set);
    if (key !== null) return entity(request, reply, set, key);
    const held = await stateOf(options.snapshots, request);
    try {
      const table = tableOf(held, set);
      const feed = feedOptions(queryOf(request), table);
      const now = new Date(options.now()).toISOString();
      const limits = { ...options.limits, rows: pageSize(request, options.limits.rows) };
      const { page, count } = await ask(held, async (connection) => ({
        page: await asked(() => pageOf(connection, table, feed, limits, now)),
        count: feed.count && feed.token === null ? await asked(() => countOf(connection, table, feed, now)) : null,
      }));
      if (page.next !== null) held.promise();
      const root = `${addressOf(request.headers)}/odata/`;
      const next =
        page.next === null ? null : nextLink(root, request, table, { ...page.next, snapshot: held.snapshot.id });
      return await reply.type(JSON_TYPE).send(document(root, table, feed, page, count, next));
    } finally {
      held.release();
    }
  };

  const entity = async (
    request: FastifyRequest<Set>,
    reply: FastifyReply,
    set: string,
    key: string,
  ): Promise<FastifyReply> => {
    const option = Object.keys(queryOf(request)).find((name) => name.startsWith('$') && !OF_ENTITY.includes(name));
    if (option !== undefined)
      throw new HttpError(400, 'bad_request', `${option} is not for one row`, 'It takes $select.');
    const held = await options.snapshots.hold();
    try {
      const table = tableOf(held, set);
      const feed = { ...feedOptions(queryOf(request), table), ...rowOf(readKey(key, table)) };
      const now = new Date(options.now()).toISOString();
      const { rows: found } = await ask(held, (connection) =>
        asked(() => pageOf(connection, table, feed, { ...options.limits, rows: 1 }, now)),
      );
      const [row] = found;
      if (row === undefined || isAnother(row, feed.token)) throw noSuchRow(table);
      const context = `${addressOf(request.headers)}/odata/$metadata#${table.name}${selection(feed)}/$entity`;
      return await reply.type(JSON_TYPE).send(`{"@odata.context":${JSON.stringify(context)},${row.slice(1)}`);
    } finally {
      held.release();
    }
  };

  const count = async (request: FastifyRequest<Set>, reply: FastifyReply): Promise<FastifyReply> => {
    const held = await stateOf(options.snapshots, request);
    try {
      const table = tableOf(held, request.params.set);
      const feed = feedOptions(queryOf(request), table);
      const now = new Date(options.now()).toISOString();
      const number = await ask(held, (connection) => asked(() => countOf(connection, table, feed, now)));
      return await reply.type('text/plain; charset=utf-8').send(String(number));
    } finally {
      held.release();
    }
  };

  const tables = (): Promise<readonly Table[]> =>
    options.snapshots.use(({ manifest }) => Promise.resolve(publishedTables(manifest)));

  const root = async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply.type(JSON_TYPE).send(serviceDocument(await tables(), `${addressOf(request.headers)}/odata/`));

  const metadata = async (_request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> =>
    reply.type('application/xml; charset=utf-8').send(metadataXml(await tables()));

  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.addHook('onRequest', (request, reply, next) => {
      reply.headers(VERSION);
      refuseOlder(request);
      next();
    });
    app.setErrorHandler((error, _request, reply) => {
      const refusal = refusalOf(error);
      if (refusal.code === 'internal') options.report(error);
      return reply
        .code(refusal.status)
        .headers({ ...refusal.headers, ...VERSION })
        .type(JSON_TYPE)
        .send(redactedJson(JSON.stringify(odataError(refusal)), options.redact));
    });
    app.get('/', root);
    app.get('/$metadata', metadata);
    app.get('/:set', rows);
    app.get('/:set/', rows);
    app.get('/:set/$count', count);
    app.get('/:set/*', () => {
      throw new HttpError(
        501,
        'not_supported',
        'paths below an entity set are not supported: no cast, no property',
        PATHS,
      );
    });
    // Whatever a batch is written in: it is not read.
    app.addContentTypeParser('*', (_request, body, read) => {
      body.resume();
      read(null);
    });
    app.setNotFoundHandler(() => {
      throw new HttpError(405, 'read_only', 'the feed is only read', 'Ask with GET.', { allow: 'GET, HEAD' });
    });
    app.post('/$batch', () => {
      throw new HttpError(501, 'not_supported', '$batch is not supported', 'Send each request by itself.');
    });
    done();
  };
}

const OF_ENTITY = ['$select', '$format'];
const PATHS = 'Ask the entity set itself, with $select for columns and $filter for rows.';

/** The one row: behind the one before it, or where the key fits. */
function rowOf(key: RowKey): Partial<FeedOptions> {
  if (key.kind === 'filter') return { filter: key.filter };
  return { token: { kind: 'after', position: key.number - 1, served: 0, snapshot: '' } };
}

/** Behind the last row there is none; the row that comes must be the one that was asked for. */
function isAnother(row: string, token: FeedOptions['token']): boolean {
  return token !== null && !row.startsWith(`{"${ROW_COLUMN}":${token.position + 1},`);
}

function noSuchRow({ name }: Table): HttpError {
  return new HttpError(
    404,
    'not_found',
    `${name} has no row with this key`,
    'Keys stand in the answer of the entity set.',
  );
}

function selection({ select, apply, of }: FeedOptions): string {
  const names = select ?? (apply === null ? null : of.columns.map(({ name }) => name));
  return names === null ? '' : `(${names.join(',')})`;
}

interface Set {
  Params: { set: string };
}

function queryOf(request: FastifyRequest): Record<string, unknown> {
  return typeof request.query === 'object' && request.query !== null ? { ...request.query } : {};
}

function tableOf({ snapshot }: SnapshotLease, name: string): Table {
  const tables = publishedTables(snapshot.manifest);
  const table = tables.find((candidate) => candidate.name === name);
  if (table) return table;
  refuseAwaited(snapshot.manifest, name);
  const near = didYouMean(
    name,
    tables.map((candidate) => candidate.name),
  );
  throw new HttpError(
    404,
    'not_found',
    `there is no entity set ${name.slice(0, 100)}`,
    near === undefined ? 'See the service document.' : `Did you mean "${near}"?`,
  );
}

/** Pages of one refresh come from one state, whatever was published meanwhile. */
async function stateOf(snapshots: Snapshots, request: FastifyRequest): Promise<SnapshotLease> {
  const token = tokenIn(queryOf(request));
  if (token === null) return snapshots.hold();
  const held = await snapshots.named(token.snapshot);
  if (held) return held;
  throw new HttpError(410, 'gone', 'the state that this page belongs to is no longer kept', 'Begin the refresh again.');
}

/** `Prefer: odata.maxpagesize=1000` */
function pageSize(request: FastifyRequest, usual: number): number {
  const [, asked_] = /(?:odata\.)?maxpagesize\s*=\s*(\d{1,9})/i.exec(String(request.headers['prefer'] ?? '')) ?? [];
  return asked_ === undefined || Number(asked_) < 1 ? usual : Math.min(Number(asked_), LARGEST_PAGE);
}

/** What DuckDB says of a statement that was made from the reader's own words is about those words. */
async function asked<T>(work: () => Promise<T>): Promise<T> {
  const outcome = await toResult(work());
  if (outcome.status === 'fulfilled') return outcome.value;
  if (outcome.reason instanceof HttpError) throw outcome.reason;
  throw new HttpError(400, 'bad_request', messageOf(outcome.reason).split('\n')[0] ?? 'the query failed');
}

function document(
  root: string,
  table: Table,
  feed: FeedOptions,
  { rows }: FeedPage,
  count: number | null,
  next: string | null,
): string {
  const context = `${root}$metadata#${table.name}${selection(feed)}`;
  const head = [
    `"@odata.context":${JSON.stringify(context)}`,
    ...(count === null ? [] : [`"@odata.count":${count}`]),
    `"value":[${rows.join(',\n')}]`,
    ...(next === null ? [] : [`"@odata.nextLink":${JSON.stringify(next)}`]),
  ];
  return `{${head.join(',')}}`;
}

/** The same options again, but for the count, which does not change. */
function nextLink(root: string, request: FastifyRequest, table: Table, token: Parameters<typeof pageToken>[0]): string {
  const options = Object.entries(queryOf(request)).filter(([name]) => name !== '$skiptoken' && name !== '$count');
  const query = [...options, ['$skiptoken', pageToken(token)] as const].map(
    ([name, value]) => `${encodeURIComponent(name).replaceAll('%24', '$')}=${encodeURIComponent(String(value))}`,
  );
  return `${root}${table.name}?${query.join('&')}`;
}

export function odataError({ code, message, remedy }: HttpError): object {
  return { error: { code, message: remedy === null ? message : `${message}. ${remedy}` } };
}
