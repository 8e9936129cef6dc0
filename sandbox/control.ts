/** The sandbox's own endpoints, `/_sandbox…`: to look at it and to steer it. No key: it listens on loopback only. */
import type { FastifyError, FastifyInstance, FastifyReply } from 'fastify';
import { membersOf } from './body-checks';
import type { ClockSetting, SandboxClock } from './world/clock';
import { makeChanges } from './world/demo-changes';
import type { RedirectTarget } from './faults/redirect-target';
import type { FaultOrder, FaultQueue } from './faults/faults';
import type { ServiceInstance } from './service-instance';
import type { RequestLog } from './request-log';
import { FAULT_KINDS } from './service';

export interface ControlRoom {
  instances: readonly ServiceInstance[];
  log: RequestLog;
  faults: FaultQueue;
  clock: SandboxClock;
  redirectTarget: RedirectTarget;
}

/** The years that every date format of the services can write. */
const LATEST = Date.UTC(2100, 0);

/** `now` in epoch milliseconds or as an ISO text with a zone. */
function clockSetting(body: unknown): ClockSetting {
  const members = membersOf(body, 'clock', ['now', 'advanceMs', 'frozen']);
  const text = members.get('now');
  const now = typeof text === 'string' ? instantOf(text) : members.whole('now', 0, LATEST);
  const setting = { now, advanceMs: members.whole('advanceMs', -LATEST, LATEST), frozen: members.toggle('frozen') };
  if (Object.values(setting).every((value) => value === undefined))
    throw new Error('clock: give now, advanceMs or frozen');
  return setting;
}

function instantOf(text: string): number {
  const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!(instant >= 0 && instant <= LATEST))
    throw new Error('clock: now: is not as 2026-11-02T09:00:00Z or epoch milliseconds');
  return instant;
}

function lastOf(query: unknown): number {
  const text = membersOf(query, 'query', ['last']).text('last') ?? '100';
  if (!/^\d{1,6}$/.test(text)) throw new Error('query: last: is not a whole number');
  return Number(text);
}

/** Runs and answers; a body that does not fit is a 400 that says why. */
function answer(reply: FastifyReply, work: () => unknown): unknown {
  const result = tryCall(work);
  return result.ok ? result.value : reply.code(400).send({ error: result.message });
}

function tryCall(work: () => unknown): { ok: true; value: unknown } | { ok: false; message: string } {
  try {
    return { ok: true, value: work() };
  } catch (problem) {
    return { ok: false, message: problem instanceof Error ? problem.message : String(problem) };
  }
}

export function registerControl(app: FastifyInstance, room: ControlRoom): void {
  // A body is JSON whatever it is called: `curl -d` calls it a form.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
    const read = tryCall((): unknown => (body === '' ? undefined : JSON.parse(String(body))));
    if (read.ok) done(null, read.value);
    else done(Object.assign(new Error(`the body is not JSON: ${read.message}`), { statusCode: 400 }));
  });
  app.setErrorHandler((problem: FastifyError, _request, reply) =>
    reply.code(problem.statusCode ?? 500).send({ error: problem.message }),
  );

  const clockState = (): object => ({
    now: room.clock.now(),
    iso: new Date(room.clock.now()).toISOString(),
    frozen: room.clock.isFrozen(),
  });

  app.get('/_sandbox', () => ({
    services: room.instances.map(({ service, keys, world, origin }) => ({
      name: service.name,
      url: origin() + service.apiPath,
      key: keys.full,
      lesserKey: keys.lesser,
      tickets: world.size,
      limits: (service.limits ?? []).map(({ requests, windowMs }) => ({ requests, windowMs })),
    })),
    clock: clockState(),
    requests: room.log.count(),
    faults: room.faults.list(),
    faultKinds: FAULT_KINDS,
    elsewhere: room.redirectTarget.url,
  }));

  app.get('/_sandbox/requests', (request, reply) =>
    answer(reply, () => ({ ...room.log.counts(), last: room.log.last(lastOf(request.query)) })),
  );
  app.delete('/_sandbox/requests', (_request, reply) => {
    room.log.reset();
    room.redirectTarget.reset();
    return reply.code(204).send();
  });
  app.get('/_sandbox/elsewhere', () =>
    room.redirectTarget
      .requests()
      .map(({ method, headers, carriesKey }) => ({ method, headers: Object.keys(headers), carriesKey })),
  );

  app.get('/_sandbox/faults', () => room.faults.list());
  app.post<{ Body: FaultOrder }>('/_sandbox/faults', (request, reply) =>
    answer(reply, () => {
      const fault = room.faults.add(request.body);
      reply.code(201);
      return fault;
    }),
  );
  app.delete('/_sandbox/faults', (request, reply) =>
    answer(reply, () => {
      room.faults.clear(membersOf(request.query, 'query', ['service']).text('service'));
      return reply.code(204).send();
    }),
  );

  app.get('/_sandbox/clock', clockState);
  app.post('/_sandbox/clock', (request, reply) =>
    answer(reply, () => {
      room.clock.set(clockSetting(request.body));
      return clockState();
    }),
  );

  app.post<{ Params: { service: string } }>('/_sandbox/:service/changes', (request, reply) => {
    const instance = room.instances.find(({ service }) => service.name === request.params.service);
    if (!instance) return reply.code(404).send({ error: `no service "${request.params.service}" here` });
    return answer(reply, () => {
      const members = membersOf(request.body, 'changes', ['count', 'seed']);
      const count = members.whole('count', 1, 100_000);
      const seed = members.whole('seed', 0, 0xffffffff) ?? 1;
      if (count === undefined) throw new Error('changes: count: is missing; give a whole number from 1 to 100000');
      return { ...makeChanges(instance.world, count, seed), tickets: instance.world.size };
    });
  });
}
