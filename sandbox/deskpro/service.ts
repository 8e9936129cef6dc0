/** Deskpro API v2 on loopback. */
import type { FastifyInstance } from 'fastify';
import type { SandboxService } from '../service';
import { accountRoutes } from './account-routes';
import { blobRoutes } from './blobs';
import { createState } from './state';
import { messageRoutes } from './message-routes';
import { organizationRoutes, peopleRoutes } from './people-routes';
import { referenceRoutes } from './reference-routes';
import { refusal, Refused } from './answers';
import { routesOf } from './route';
import { partRoutes, swappedVerbs, ticketRoutes } from './tickets';

export const deskpro: SandboxService = {
  name: 'deskpro',
  prefix: '/deskpro',
  apiPath: '',
  credentialType: 'deskproApi',
  register: (app: FastifyInstance, instance) => {
    const state = createState(instance);
    app.addContentTypeParser(/^multipart\//, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
      const outcome =
        error instanceof Refused
          ? error.refusal
          : error.statusCode === 400
            ? refusal(400, 'invalid_json_body', 'Invalid JSON body')
            : refusal(error.statusCode ?? 500, 'server_error', 'The request could not be answered');
      return reply
        .code(outcome.status)
        .headers(outcome.headers ?? {})
        .send(outcome.body);
    });
    const routes = routesOf(app, state);
    accountRoutes(routes, app, state);
    ticketRoutes(routes, state);
    swappedVerbs(routes);
    messageRoutes(routes, state);
    partRoutes(routes, state);
    blobRoutes(routes, app, state);
    peopleRoutes(routes, state);
    organizationRoutes(routes, state);
    referenceRoutes(routes, state);
  },
  // No Retry-After was ever seen; the sandbox sets one unless a fault says otherwise.
  rateLimited: () => refusal(429, 'too_many_requests', 'Too many requests'),
  failed: (status) =>
    refusal(
      status,
      status === 423 ? 'locked' : 'server_error',
      status === 423 ? 'The helpdesk is offline for maintenance' : 'Server error',
    ),
};
