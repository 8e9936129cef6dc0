/** SympoQ's simulator. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InstanceContext, SandboxService } from '../service';
import type { SympoqAccount } from './account';
import { DEFAULTS, type SympoqOptions } from './options';
import { problem } from './answers';
import { registerSettings } from './settings';
import { registerTickets } from './tickets';

const API = '/app/desk/api';

/** @param options what differs from DEFAULTS */
export function sympoqService(options: Partial<SympoqOptions> = {}): SandboxService {
  const settings = { ...DEFAULTS, ...options };
  const { limits } = settings;
  // Files come from another host of the service, which is not part of the API.
  const isApi = (request: FastifyRequest): boolean => request.url.includes(API);
  const isRead = (request: FastifyRequest): boolean => request.method === 'GET';
  return {
    name: 'sympoq',
    prefix: '/sympoq',
    apiPath: API,
    credentialType: 'sympoqApi',
    limits: limits
      ? [
          { requests: limits.reads, windowMs: 60_000, counts: (request) => isApi(request) && isRead(request) },
          { requests: limits.writes, windowMs: 60_000, counts: (request) => isApi(request) && !isRead(request) },
        ]
      : [],
    rateLimited: () => ({
      status: 429,
      body: { code: 'TooManyRequests', title: 'Too Many Requests', message: 'The limit of requests is reached' },
    }),
    failed: (status) => ({
      status,
      body: {
        code: 'InternalServerError',
        title: 'Internal Server Error',
        message: 'The request could not be completed',
      },
    }),
    register: (app, instance) => register(app, accountOf(instance, settings)),
  };
}

export const sympoq = sympoqService();

function register(app: FastifyInstance, account: SympoqAccount): void {
  app.addHook('preHandler', async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.routeOptions.config.endpoint === 'file') return undefined;
    const { full, lesser } = account.instance.keys;
    const key = request.headers['apikey'];
    return key === full || key === lesser ? undefined : problem(reply, 401, 'The key is not accepted');
  });
  app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) =>
    problem(
      reply,
      error.statusCode ?? 500,
      error.statusCode === undefined ? 'An unexpected exception occurred' : error.message,
    ),
  );
  app.setNotFoundHandler((_request, reply) => problem(reply, 404, 'The URI pattern has not been followed'));
  registerSettings(app, account);
  registerTickets(app, account);
}

function accountOf(instance: InstanceContext, options: SympoqOptions): SympoqAccount {
  const isAdministrator = (request: FastifyRequest): boolean => request.headers['apikey'] === instance.keys.full;
  return {
    instance,
    options,
    api: API,
    isAdministrator,
    agentOf: (request) => {
      const agents = instance.world.people().filter((person) => person.isAgent && person.isActive);
      return (isAdministrator(request) ? agents[0] : (agents[1] ?? agents[0]))?.id ?? 0;
    },
  };
}
