/** The service as a whole: what it is made of, how it begins and how it ends. */
import fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { toResult } from '../../../vendors/result';
import type { Redact } from '../../../vendors/redact';
import type { Config } from '../config/config';
import type { Listener } from '../base/events';
import { LakeError } from '../base/errors';
import { messageOf } from '../base/system-error';
import { aboutRoute } from './about';
import type { Health } from './answers';
import { addCompression } from './http/compression';
import { isLoopback, registerAuth } from './http/auth';
import { Draining } from './http/draining';
import { onEnd } from './http/ended';
import { IdleConnections } from './http/idle-connections';
import type { ServiceLog } from './http/log';
import { HttpError, answerOf, handleErrors } from './http/http-error';
import { addSecurityHeaders } from './http/security-headers';
import { answerUnread, refusalOfAddress } from './http/unread-request';
import { lakeContents, lakeRoutes } from './lake-routes';
import type { McpRoute } from './mcp-route';
import { Metrics } from './metrics';
import { odataError, odataRoutes } from './odata/routes';
import type { PageLimits } from './odata/page';
import { pageRoutes } from './page-files';
import { QueryPool } from './query/pool';
import type { PoolOptions } from './query/pool';
import { queryRoutes } from './query/routes';
import { runRoutes } from './runs/routes';
import { Runs } from './runs/runs';
import { Scheduler } from './runs/scheduler';
import { exportInProcess } from './runs/start';
import type { StartExport } from './runs/start';
import { openServicePresence } from '../store/service-presence';
import type { ServicePresence } from '../store/service-presence';
import { Snapshots } from './snapshot/snapshots';
import { RunNotices } from './runs/notices';

export interface ServiceOptions {
  config: Config;
  host: string;
  port: number;
  log: ServiceLog & { request: ServiceLog['info'] };
  /** Gets the events of runs. */
  listener: Listener;
  redact: Redact;
  /** Epoch ms. */
  now?: () => number;
  startExport?: StartExport;
  query?: PoolOptions;
  page?: PageLimits;
  /** Folder of the status page. */
  pageFolder?: string;
  /** How long answers that are under way at the end may take; default 30 s. */
  lastAnswersMs?: number;
}

export interface Service {
  url: string;
  /** Ends the run that is under way after the page in hand, lets answers that are on their way come through. */
  close(): Promise<void>;
  /** Ends everything at once. */
  kill(): void;
}

const ODATA_PAGE: PageLimits = { rows: 5000, characters: 4_000_000 };
const BODY_BYTES = 1024 * 1024;
/** Answers that are under way when the service is ended have this long: as long as a query may take. */
const LAST_ANSWERS_MS = 30_000;
/** Then connections over which nothing came to an end are closed. */
const LAST_CONNECTIONS_MS = 5000;

/** Why the service may not listen there, and what to do; null when it may. */
export function checkListenAddress(host: string, token: string | null): { message: string; remedy: string } | null {
  if (token !== null || isLoopback(host)) return null;
  return {
    message: `refusing to listen on ${host} without a token, because other machines could read the lake`,
    remedy: 'Set serve.token in the configuration, for example token: ${TICKETLAKE_TOKEN}, or leave out the host.',
  };
}

/**
 * @throws Error with a code of the system when it cannot listen (EADDRINUSE), Refusal when it may not
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { config, host, port, log, redact } = options;
  const why = checkListenAddress(host, config.serve.token);
  if (why !== null) throw new HttpError(403, 'open_to_all', why.message, why.remedy);
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES,
    forceCloseConnections: false,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 1000 },
    clientErrorHandler: answerUnread,
    frameworkErrors: ({ statusCode = 400 }, { url }, reply) => {
      const refusal = refusalOfAddress(statusCode);
      const body = JSON.stringify(url.startsWith('/odata/') ? odataError(refusal) : answerOf(refusal));
      reply.hijack();
      reply.raw
        .writeHead(refusal.status, {
          'cache-control': 'no-store',
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(body),
        })
        .end(body);
    },
  });
  const ending: Ending = {
    draining: new Draining(),
    idle: new IdleConnections(app.server),
    lastAnswersMs: options.lastAnswersMs ?? LAST_ANSWERS_MS,
  };
  const home = await openServicePresence(config.lake);
  const parts = await createServices(options, home);
  try {
    await registerRoutes(app, options, { ...parts, draining: ending.draining }, home);
    const mcp = await mcpOf(app, options, parts, home);
    const url = await app.listen({ host, port });
    parts.scheduler?.begin();
    return { url, close: () => close(app, ending, { ...parts, mcp }, home), kill: () => parts.runs.kill() };
  } catch (error) {
    log.error({ event: 'service' }, redact(messageOf(error)));
    await close(app, ending, { ...parts, mcp: null }, home);
    throw error;
  }
}

interface Services {
  snapshots: Snapshots;
  runs: Runs;
  scheduler: Scheduler | null;
  pool: QueryPool;
  metrics: Metrics;
  notices: RunNotices;
}

async function createServices(options: ServiceOptions, home: ServicePresence): Promise<Services> {
  const { config, log, redact, now = Date.now } = options;
  const snapshots = new Snapshots(config.lake, home, now);
  const notices = new RunNotices({ config, redact, log });
  const runs: Runs = await Runs.open({
    config,
    start: options.startExport ?? exportInProcess(),
    now,
    log,
    onEvent: options.listener,
    onEnd: (run) => {
      metrics.runEnded(run);
      notices.notify(run);
    },
  });
  const metrics = new Metrics({
    now,
    isRunning: () => runs.running !== null,
    lake: () =>
      unlessUnpublished(() =>
        snapshots.use(async (snapshot) => ({
          publishedAt: snapshot.manifest.published_at,
          contents: await lakeContents(snapshot, config.lake),
        })),
      ),
  });
  const { schedule, lake } = config;
  const isPublished = (await unlessUnpublished(() => snapshots.use(() => Promise.resolve(true)))) === true;
  const scheduler = schedule && new Scheduler({ schedule, lake, runs, isPublished, now, log });
  return { snapshots, runs, scheduler, pool: new QueryPool(options.query), metrics, notices };
}

/** null while nothing is published. */
async function unlessUnpublished<T>(work: () => Promise<T>): Promise<T | null> {
  const outcome = await toResult(work());
  if (outcome.status === 'fulfilled') return outcome.value;
  if (outcome.reason instanceof LakeError) return null;
  throw outcome.reason;
}

async function registerRoutes(
  app: FastifyInstance,
  options: ServiceOptions,
  parts: Services & Pick<Ending, 'draining'>,
  home: ServicePresence,
): Promise<void> {
  const { config, log, redact, now = Date.now } = options;
  const { snapshots, runs, scheduler, pool, metrics } = parts;
  const report = (error: unknown): void => {
    const stack = error instanceof Error ? error.stack : undefined;
    log.error({ event: 'defect', stack }, messageOf(error));
  };
  // First, so that a request which the guard refuses is logged too.
  metrics.watch(app);
  onEnd(app, (request, reply, milliseconds) => {
    const { method, routeOptions, ip } = request;
    const facts = { event: 'request', method, route: routeOptions.url ?? null, status: reply.statusCode, ip };
    log.request({ ...facts, ms: Math.round(milliseconds) }, 'answered');
  });
  takeJsonOnly(app);
  addSecurityHeaders(app);
  parts.draining.watch(app);
  registerAuth(app, config.serve.token);
  handleErrors(app, redact, report);
  await addCompression(app);
  app.get('/health', (): Health => ({ status: 'ok' }));
  app.get('/metrics', async (_request, reply) => reply.type(metrics.mediaType).send(await metrics.text()));
  aboutRoute(app, config);
  lakeRoutes(app, config.lake, snapshots);
  runRoutes(app, runs, config.schedule && scheduler && { config: config.schedule, scheduler });
  queryRoutes(app, { snapshots, pool, home });
  const odata = odataRoutes({ snapshots, limits: options.page ?? ODATA_PAGE, redact, now, report });
  void app.register(odata, { prefix: '/odata' });
  pageRoutes(app, options.pageFolder);
}

/** What it needs is loaded only where it is asked for. */
async function mcpOf(
  app: FastifyInstance,
  { config, log }: ServiceOptions,
  { snapshots, pool }: Services,
  home: ServicePresence,
): Promise<McpRoute | null> {
  if (!config.serve.mcp) return null;
  const [{ mcpRoute }, { mcpLake }] = await Promise.all([import('./mcp-route.js'), import('./mcp-lake.js')]);
  return mcpRoute(app, mcpLake({ config, snapshots, pool, home }), (error) => {
    log.error({ event: 'mcp' }, messageOf(error));
  });
}

/** A form or a text, which a page of another site may send, is refused; no body at all is an empty one. */
function takeJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

/** What knows of requests that are under way. */
interface Ending {
  draining: Draining;
  idle: IdleConnections;
  lastAnswersMs: number;
}

async function close(
  app: FastifyInstance,
  { draining, idle, lastAnswersMs }: Ending,
  { snapshots, runs, scheduler, pool, notices, mcp }: Services & { mcp: McpRoute | null },
  home: ServicePresence,
): Promise<void> {
  scheduler?.close();
  const lastRun = runs.close();
  const isAnswered = await draining.end(lastAnswersMs);
  const stopEnding = idle.end();
  if (!isAnswered) app.server.closeAllConnections();
  const force = setTimeout(() => {
    app.server.closeAllConnections();
  }, LAST_CONNECTIONS_MS);
  await Promise.all([app.close(), lastRun, mcp?.close()]);
  clearTimeout(force);
  stopEnding();
  await notices.close();
  await pool.close();
  await snapshots.close();
  await home.close();
}
