/** What the sandbox does around every request to a service: Date header, limits, faults, log. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Escapes } from './escapes';
import { escapedJson } from './escapes';
import type { FaultQueue } from './faults/faults';
import { HTTP_FAULTS } from './faults/faults';
import type { ServiceInstance } from './service-instance';
import { pause, spoil, standIn, tooMany } from './faults/http-faults';
import { createSlidingWindow } from './faults/limits';
import { withoutSecrets, type LoggedRequest, type RequestLog } from './request-log';
import type { Fault, ServiceRefusal } from './service';

export interface HookOptions {
  log: RequestLog;
  faults: FaultQueue;
  hasLimits: boolean;
  /** Milliseconds; real time unless a test hands in another. */
  limitClock: () => number;
  /** Origin of the other host. */
  redirectTarget: string;
  closing: AbortSignal;
  /** null: as JSON.stringify writes answers. */
  escapes: Escapes | null;
}

interface RequestContext {
  instance: ServiceInstance;
  entry: LoggedRequest;
  fault: Fault | undefined;
}

/** Called before the services register their routes: a path that no service knows is a visit too. */
export function addRequestHooks(
  app: FastifyInstance,
  instances: readonly ServiceInstance[],
  options: HookOptions,
): void {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  const secrets = instances.flatMap(({ keys }) => [keys.lesser, keys.full]);
  const byPrefix = new Map(
    instances.map((instance) => [instance.service.prefix, { instance, waitFor: limitsOf(instance, options) }]),
  );

  const arrive = (instance: ServiceInstance, request: FastifyRequest, reply: FastifyReply): RequestContext => {
    const started = performance.now();
    const entry: LoggedRequest = {
      at: new Date(instance.world.now()).toISOString(),
      service: instance.service.name,
      endpoint: request.routeOptions.config.endpoint ?? 'unknown',
      method: request.method,
      path: withoutSecrets(request.raw.url ?? '/', secrets),
      status: null,
      ms: null,
      fault: null,
    };
    const visit: RequestContext = { instance, entry, fault: undefined };
    contexts.set(request, visit);
    options.log.add(entry);
    const finish = (): void => {
      if (entry.status !== null) return;
      instance.skew(-skewOf(visit.fault));
      const ms = Math.round((performance.now() - started) * 10) / 10;
      options.log.end(entry, { status: reply.raw.headersSent ? reply.raw.statusCode : 0, ms, fault: entry.fault });
    };
    reply.raw.once('finish', finish);
    reply.raw.once('close', finish);
    return visit;
  };

  app.addHook('onRequest', async (request, reply) => {
    const path = request.raw.url ?? '/';
    const place = byPrefix.get(/^\/[^/?#]*/.exec(path)?.[0] ?? '');
    if (!place) return undefined;
    const { instance } = place;
    const visit = arrive(instance, request, reply);
    const waitMs = place.waitFor(request);
    if (waitMs > 0) {
      visit.entry.fault = 'limit';
      stamp(reply, instance);
      return answer(reply, tooMany(instance.service, String(Math.ceil(waitMs / 1000))));
    }
    const fault = options.faults.take(instance.service.name, visit.entry.endpoint, HTTP_FAULTS);
    visit.fault = fault;
    visit.entry.fault = fault?.kind ?? null;
    instance.skew(skewOf(fault));
    stamp(reply, instance);
    if (!fault) return undefined;
    if (fault.kind === 'slow' && fault.options['dripMs'] === undefined) {
      await pause(Number(fault.options['delayMs'] ?? 1000), options.closing);
    }
    const refusal = standIn(fault, instance.service, {
      now: instance.world.now(),
      path,
      redirectTarget: options.redirectTarget,
    });
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
    const fault = contexts.get(request)?.fault;
    return fault ? spoil(fault, reply, payload, options.closing) : payload;
  });
}

/** How long a request has to wait, in milliseconds; 0 = it may pass. */
function limitsOf(
  { service }: ServiceInstance,
  { hasLimits, limitClock }: HookOptions,
): (request: FastifyRequest) => number {
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

function stamp(reply: FastifyReply, instance: ServiceInstance): void {
  reply.header('date', new Date(instance.world.now()).toUTCString());
}

function answer(reply: FastifyReply, refusal: ServiceRefusal): FastifyReply {
  return reply
    .code(refusal.status)
    .headers(refusal.headers ?? {})
    .send(refusal.body);
}
