/** Synqly Ticketing on loopback: the connector, and as much of the Management API as webhooks and tokens need. */
import type { FastifyInstance } from 'fastify';
import type { SandboxService, ServiceRefusal } from '../service';
import { createAccess } from './access';
import { createDeliveries } from './deliveries';
import type { SynqlyState } from './state';
import { escalationRoutes } from './escalation';
import { managementRoutes } from './management';
import { problemBody, refuse, ProblemError } from './answers';
import { routesOf } from './route';
import { threadRoutes } from './threads';
import { ticketRoutes } from './tickets';

export const synqlyService: SandboxService = {
  name: 'synqly',
  prefix: '/synqly',
  apiPath: '',
  credentialType: 'synqlyApi',
  register: (app: FastifyInstance, instance) => {
    const { world } = instance;
    const state: SynqlyState = {
      instance,
      world,
      extras: new Map(),
      titles: new Map(),
      deliveries: createDeliveries(),
    };
    const access = createAccess(instance);
    app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
      const refusal =
        error instanceof ProblemError
          ? error.problem
          : { status: error.statusCode ?? 500, message: 'the request cannot be read' };
      return refuse(request, reply, refusal, world.now());
    });
    const route = routesOf(app);
    ticketRoutes(route, state, access);
    threadRoutes(route, state, access);
    escalationRoutes(route, state, access);
    managementRoutes(route, state, access);
  },
  rateLimited: () => problem(429, 'too many requests'),
  failed: (status) => problem(status, 'the provider did not answer'),
};

function problem(status: number, message: string): ServiceRefusal {
  return { status, body: problemBody({ status, message }, '/v1/ticketing', 0) };
}
