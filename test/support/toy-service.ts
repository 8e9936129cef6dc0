/** A service as small as can be, to test what the sandbox does around any service. */
import type { SandboxService } from '../../sandbox/service';

/**
 * `GET /toy/api/tickets/:id` (endpoint `get`), `POST /toy/api/tickets` (endpoint `create`), `GET /toy/api/numbers`
 * (endpoint `list`; makes the fault wrong_total). Key in `Authorization`, else its own 401.
 */
export const toyService: SandboxService = {
  name: 'toy',
  prefix: '/toy',
  apiPath: '/api',
  limits: [{ requests: 3, windowMs: 60_000, counts: ({ method }) => method === 'GET' }],
  rateLimited: (seconds) => ({ status: 429, body: { toy: `slow down for ${seconds} s` } }),
  register: (app, instance) => {
    app.addHook('onRequest', async (request, reply) => {
      if (request.headers.authorization !== instance.keys.full) return reply.code(401).send({ toy: 'who are you?' });
      return undefined;
    });
    app.get<{ Params: { id: string } }>('/api/tickets/:id', { config: { endpoint: 'get' } }, ({ params }, reply) => {
      const ticket = instance.world.ticket(Number(params.id) - 1);
      return ticket ? { id: ticket.id, subject: ticket.subject } : reply.code(404).send({ toy: 'no such ticket' });
    });
    app.post<{ Body: { subject: string } }>('/api/tickets', { config: { endpoint: 'create' } }, ({ body }, reply) => {
      const ticket = instance.world.create({ subject: body.subject, requester: 1 }, null);
      return reply.code(201).send({ id: ticket.id, createdAt: ticket.createdAt });
    });
    app.get('/api/numbers', { config: { endpoint: 'list' } }, () => {
      const numbers = Array.from({ length: 100 }, (_unused, at) => at);
      return { total: instance.fault('wrong_total', 'list') ? 7 : numbers.length, numbers };
    });
  },
};
