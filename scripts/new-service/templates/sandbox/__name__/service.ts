/** __title__'s simulator. It is written from the service's page, not from vendors/__name__. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxService, InstanceContext } from '../service';
import { refused } from './answers';
import { ticketRoutes } from './tickets';

export const __name__: SandboxService = {
  name: '__name__',
  prefix: '/__name__',
  apiPath: '',
  credentialType: '__camel__Api',
  register,
};

function register(app: FastifyInstance, instance: InstanceContext): void {
  app.addHook('preHandler', async (request, reply) =>
    keyOf(request) === instance.keys.full ? undefined : refused(reply, 401, 'Unknown key'),
  );
  ticketRoutes(app);
}

function keyOf(_request: FastifyRequest): string | undefined {
  throw unwritten('sandbox/__name__/service.ts: keyOf is not written yet');
}

function unwritten(what: string): Error {
  return Object.assign(new Error(what), { statusCode: 501 });
}
