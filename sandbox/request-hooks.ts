/** What the sandbox does around every request to a service: Date header, limits, faults, log. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Escapes } from './escapes';
import { escapedJson } from './escapes';
import type { FaultQueue } from './faults/faults';
import { HTTP_FAULTS } from './faults/faults';
import type { House } from './service-instance';
import { pause, spoil, standIn, tooMany } from './faults/http-faults';
import { createSlidingWindow } from './faults/limits';
import { withoutSecrets, type LoggedRequest, type RequestLog } from './request-log';
import type { Fault, ServiceRefusal } from './service';

export interface VisitOptions {
  log: RequestLog;
  faults: FaultQueue;
  hasLimits: boolean;
  /** Milliseconds; real time unless a test hands in another. */
  limitClock: () => number;
  /** Origin of the other host. */
  elsewhere: string;
  closing: AbortSignal;
  /** null: as JSON.stringify writes answers. */
  escapes: Escapes | null;
}

interface Visit {
  house: House;
  entry: LoggedRequest;
  fault: Fault | undefined;
}

/** Called before the services register their routes: a path that no service knows is a visit too. */
export function watchVisits(app: FastifyInstance, houses: readonly House[], options: VisitOptions): void {
  const visits = new WeakMap<FastifyRequest, Visit>();
  const secrets = houses.flatMap(({ keys }) => [keys.lesser, keys.full]);
  const byPrefix = new Map(houses.map((house) => [house.service.prefix, { house, waitFor: limitsOf(house, options) }]));

  const arrive = (house: House, request: FastifyRequest, reply: FastifyReply): Visit => {
    const started = performance.now();
    const entry: LoggedRequest = {
      at: new Date(house.world.now()).toISOString(),
      service: house.service.name,
      endpoint: request.routeOptions.config.endpoint ?? 'unknown',
      method: request.method,
      path: withoutSecrets(request.raw.url ?? '/', secrets),
      status: null,
      ms: null,
      fault: null,
    };
    const visit: Visit = { house, entry, fault: undefined };
    visits.set(request, visit);
    options.log.add(entry);
    const leave = (): void => {
      if (entry.status !== null) return;
      house.skew(-skewOf(visit.fault));
      const ms = Math.round((performance.now() - started) * 10) / 10;
      options.log.end(entry, { status: reply.raw.headersSent ? reply.raw.statusCode : 0, ms, fault: entry.fault });
    };
    reply.raw.once('finish', leave);
    reply.raw.once('close', leave);
    return visit;
  };

  app.addHook('onRequest', async (request, reply) => {
    const path = request.raw.url ?? '/';
    const place = byPrefix.get(/^\/[^/?#]*/.exec(path)?.[0] ?? '');
    if (!place) return undefined;
    const { house } = place;
    const visit = arrive(house, request, reply);
    const waitMs = place.waitFor(request);
    if (waitMs > 0) {
      visit.entry.fault = 'limit';
      stamp(reply, house);
      return answer(reply, tooMany(house.service, String(Math.ceil(waitMs / 1000))));
    }
    const fault = options.faults.take(house.service.name, visit.entry.endpoint, HTTP_FAULTS);
    visit.fault = fault;
    visit.entry.fault = fault?.kind ?? null;
    house.skew(skewOf(fault));
    stamp(reply, house);
    if (!fault) return undefined;
    if (fault.kind === 'slow' && fault.options['dripMs'] === undefined) {
      await pause(Number(fault.options['delayMs'] ?? 1000), options.closing);
    }
    const refusal = standIn(fault, house.service, { now: house.world.now(), path, elsewhere: options.elsewhere });
    return refusal ? answer(reply, refusal) : undefined;
  });

  const { escapes } = options;
  if (escapes !== null) {
    app.addHook('onSend', async (_request, reply, payload) => {
      const isJson = typeof payload === 'string' && String(reply.getHeader('content-type')).includes('json');
      return isJson ? escapedJson(payload, escapes) : payload;
    });
  }

  app.addHook('onSend', async (request, reply, payload) => {
    const fault = visits.get(request)?.fault;
    return fault ? spoil(fault, reply, payload, options.closing) : payload;
  });
}

/** How long a request has to wait, in milliseconds; 0 = it may pass. */
function limitsOf({ service }: House, { hasLimits, limitClock }: VisitOptions): (request: FastifyRequest) => number {
  const windows = (hasLimits ? (service.limits ?? []) : []).map((limit) => ({
    limit,
    window: createSlidingWindow(limit.requests, limit.windowMs, limitClock),
  }));
  return (request) => {
    let longest = 0;
    for (const { limit, window } of windows) {
      if (limit.counts?.(request) !== false) longest = Math.max(longest, window.take());
    }
    return longest;
  };
}

function skewOf(fault: Fault | undefined): number {
  return fault?.kind === 'clock_skew' ? Number(fault.options['skewMs'] ?? 3_600_000) : 0;
}

function stamp(reply: FastifyReply, house: House): void {
  reply.header('date', new Date(house.world.now()).toUTCString());
}

function answer(reply: FastifyReply, refusal: ServiceRefusal): FastifyReply {
  return reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .send(refusal.body);
}
