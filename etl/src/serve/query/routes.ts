/** Read-only SQL over HTTP. */
import { readFile, rm, stat } from 'node:fs/promises';
import { createReadStream } from 'node:fs';
import type { ReadStream } from 'node:fs';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { toResult } from '../../../../vendors/result';
import type { QueryRequest } from '../answers';
import { LEAST_BYTES } from '../http/compression';
import { HttpError } from '../http/http-error';
import { formatOf, isForSpreadsheet } from '../asked-format';
import type { AskedFormat } from '../asked-format';
import type { ServicePresence } from '../../store/service-presence';
import type { Snapshots } from '../snapshot/snapshots';
import { MEDIA_TYPES, QUERY_FORMATS } from '../table-file';
import type { QueryPool } from './pool';

const USUAL_ROWS = 10_000;
const MOST_ROWS = 1_000_000;

const SCALAR = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const BODY = z.strictObject({
  sql: z.string().min(1).max(100_000),
  params: z.union([z.array(SCALAR), z.record(z.string(), SCALAR)]).optional(),
  format: z.enum(['json', 'ndjson', 'csv', 'arrow', 'parquet']).optional(),
  limit: z.int().min(1).max(MOST_ROWS).optional(),
});

export interface QueryRoutesOptions {
  snapshots: Snapshots;
  pool: QueryPool;
  home: ServicePresence;
}

export function queryRoutes(app: FastifyInstance, options: QueryRoutesOptions): void {
  app.post<AskedFormat>('/api/query', (request, reply) => query(request, reply, options));
}

async function query(
  request: FastifyRequest<AskedFormat>,
  reply: FastifyReply,
  { snapshots, pool, home }: QueryRoutesOptions,
): Promise<FastifyReply> {
  const { sql, params = null, limit = USUAL_ROWS, format: asked } = readQuery(request.body);
  const spreadsheet = isForSpreadsheet(request.query.spreadsheet);
  const format = formatOf(asked, request.headers.accept, 'json', spreadsheet);
  const file = home.newPath('result');
  const gone = new AbortController();
  reply.raw.once('close', () => {
    gone.abort();
  });
  const outcome = await toResult(
    snapshots.use(({ folder }) => pool.run({ folder, sql, params, format, spreadsheet, limit, file }, gone.signal)),
  );
  if (outcome.status === 'rejected') {
    await rm(file, { force: true });
    throw outcome.reason;
  }
  const { size } = await stat(file);
  const content = await contentOf(file, size);
  return reply
    .type(MEDIA_TYPES[format])
    .headers({
      'content-length': size,
      'ticketlake-rows': outcome.value.rows,
      'ticketlake-truncated': String(outcome.value.isTruncated),
      'ticketlake-limit': limit,
    })
    .send(content);
}

/** What is too small to be compressed comes in one piece. Either way the file goes when it was read. */
async function contentOf(file: string, size: number): Promise<Buffer | ReadStream> {
  if (size < LEAST_BYTES) {
    const bytes = await readFile(file);
    await rm(file, { force: true });
    return bytes;
  }
  const content = createReadStream(file);
  content.once('close', () => void rm(file, { force: true }));
  return content;
}

/** @throws Refusal 400 */
function readQuery(body: unknown): QueryRequest {
  const parsed = BODY.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new HttpError(
    400,
    'bad_request',
    `${where}: ${issue?.message ?? 'is not as it should be'}`,
    `It holds: sql, and if wanted params (list or object of texts, numbers, true, false, null), format (${QUERY_FORMATS.join(', ')}), limit (at most ${MOST_ROWS}).`,
  );
}
