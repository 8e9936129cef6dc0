/** Starts the simulators on 127.0.0.1. */
import fastify, { type FastifyInstance } from 'fastify';
import type { WorldBase } from './world/base';
import type { Escapes } from './escapes';
import { createClock, type SandboxClock } from './world/clock';
import { registerControl } from './control';
import { startRedirectTarget, type RedirectTarget } from './faults/redirect-target';
import { createFaultQueue, type FaultOrder, type FaultQueue } from './faults/faults';
import { checkedFault } from './faults/fault-order';
import { generate } from './generated/base';
import { createInstance, type ServiceInstance } from './service-instance';
import { seedFrom } from './world/random';
import { createRequestLog, type RequestLog } from './request-log';
import type { SandboxService } from './service';
import { SERVICES } from './services';
import { addRequestHooks } from './request-hooks';
import type { World } from './world/world';

export interface SandboxOptions {
  /** Default 0: any free port. */
  port?: number;
  /** Generated tickets a service; default 5,000. */
  tickets?: number;
  /** Default 1. The same seed, tickets and clock give the same world. */
  seed?: number;
  /** Served by every service instead of generated tickets. */
  base?: WorldBase;
  /** Names from the registry, or simulators; default all of the registry. */
  services?: ReadonlyArray<string | SandboxService>;
  /** Whether the services' rate limits hold; default true. */
  limits?: boolean;
  /** Milliseconds for the rate limits; default real time. */
  limitClock?: () => number;
  faults?: readonly FaultOrder[];
  /** Whose way of escaping JSON the answers have; default none's. */
  escapes?: Escapes;
  /** Where the clock starts, epoch milliseconds; default now. A fixed instant gives the same world with every start. */
  clock?: number | { now?: number; frozen?: boolean };
}

export interface RunningService {
  name: string;
  /** As `url` of a source in ticketlake.yaml. */
  url: string;
  key: string;
  lesserKey: string;
}

export interface Sandbox {
  url: string;
  port: number;
  services: RunningService[];
  service(name: string): RunningService;
  world(name: string): World;
  faults: FaultQueue;
  requests: RequestLog;
  clock: SandboxClock;
  /** The host that the fault redirect points to. */
  redirectTarget: Pick<RedirectTarget, 'url' | 'requests' | 'reset'>;
  close(): Promise<void>;
}

/**
 * @throws Error with what to mend: an unknown service or fault; a port that is taken
 *   has the code EADDRINUSE.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const chosen = (options.services ?? SERVICES).map(serviceOf);
  const start = typeof options.clock === 'number' ? { now: options.clock } : (options.clock ?? {});
  const now = start.now ?? Date.now();
  const clock = createClock(now, start.frozen);
  const faults = checkedQueue(chosen.map(({ name }) => name));
  const log = createRequestLog();
  const bases = basesOf(chosen, options, now);
  let url = '';
  const instances = chosen.map((service, at) => createInstance(service, pickBase(bases, at), clock, faults, () => url));
  for (const fault of options.faults ?? []) faults.add(fault);
  const redirectTarget = await startRedirectTarget(instances.flatMap(({ keys }) => [keys.lesser, keys.full]));
  const closing = new AbortController();
  const app = fastify(SERVER);
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.all([app.close(), redirectTarget.close()]);
  };
  addRequestHooks(app, instances, {
    log,
    faults,
    hasLimits: options.limits ?? true,
    limitClock: options.limitClock ?? (() => performance.now()),
    redirectTarget: redirectTarget.url,
    closing: closing.signal,
    escapes: options.escapes ?? null,
  });
  // In a scope of its own, as the services are.
  void app.register(async (scope) => {
    registerControl(scope, { instances, log, faults, clock, redirectTarget });
  });
  url = await listen(app, instances, options.port ?? 0).catch(async (problem: unknown) => {
    await close();
    throw problem;
  });
  const instanceOf = (name: string): ServiceInstance => {
    const instance = instances.find(({ service }) => service.name === name);
    return instance ?? missing(name, chosen);
  };
  const running = (instance: ServiceInstance): RunningService => ({
    name: instance.service.name,
    url: instance.origin() + instance.service.apiPath,
    key: instance.keys.full,
    lesserKey: instance.keys.lesser,
  });
  return {
    url,
    port: Number(new URL(url).port),
    services: instances.map(running),
    service: (name) => running(instanceOf(name)),
    world: (name) => instanceOf(name).world,
    faults,
    requests: log,
    clock,
    redirectTarget,
    close,
  };
}

const SERVER = {
  logger: false,
  forceCloseConnections: true,
  bodyLimit: 64 * 1024 * 1024,
  routerOptions: { maxParamLength: 2000 },
} as const;

/** Every service in a scope of its own: its parsers, hooks and errors are not the others'. */
async function listen(app: FastifyInstance, instances: readonly ServiceInstance[], port: number): Promise<string> {
  for (const instance of instances) {
    const register = async (scope: FastifyInstance): Promise<void> => instance.service.register(scope, instance);
    await app.register(register, { prefix: instance.service.prefix });
  }
  return app.listen({ host: '127.0.0.1', port });
}

function serviceOf(choice: string | SandboxService): SandboxService {
  if (typeof choice !== 'string') return choice;
  return SERVICES.find(({ name }) => name === choice) ?? missing(choice, SERVICES);
}

function missing(name: string, there: readonly SandboxService[]): never {
  throw new Error(`no service "${name}" in the sandbox; it has ${there.map((service) => service.name).join(', ')}`);
}

/** Ids of tickets, comments and files stay exact numbers. */
const MOST_TICKETS = 100_000_000;

/** A base that was given is shared by all services; generated tickets differ by service. */
function basesOf(services: readonly SandboxService[], options: SandboxOptions, now: number): WorldBase[] {
  const { base, tickets = 5000, seed = 1 } = options;
  if (base !== undefined) return services.map(() => base);
  if (!Number.isInteger(tickets) || tickets < 0 || tickets > MOST_TICKETS) {
    throw new Error(`tickets: ${tickets} is not a whole number from 0 to ${MOST_TICKETS}`);
  }
  if (!Number.isInteger(seed)) throw new Error(`seed: ${seed} is not a whole number`);
  return services.map(({ name }) =>
    generate({ tickets, seed: (seedFrom(name) ^ Math.imul(seed, 0x9e3779b1)) >>> 0, end: now }),
  );
}

function pickBase(bases: readonly WorldBase[], at: number): WorldBase {
  const base = bases[at];
  if (!base) throw new RangeError('a service without a world');
  return base;
}

function checkedQueue(services: readonly string[]): FaultQueue {
  const queue = createFaultQueue();
  return { ...queue, add: (order) => queue.add(checkedFault(order, services)) };
}
