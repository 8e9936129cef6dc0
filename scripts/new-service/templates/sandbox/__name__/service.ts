/** __title__'s stand-in. It is written from the service's page, not from vendors/__name__. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { SandboxService, ServiceHouse } from '../service';

export const __name__: SandboxService = {
  name: '__name__',
  prefix: '/__name__',
  apiPath: '',
  credentialType: '__camel__Api',
  register,
};

function register(app: FastifyInstance, house: ServiceHouse): void {
  app.addHook('preHandler', async (request, reply) =>
    keyOf(request) === house.keys.full ? undefined : reply.code(401).send({ message: 'Unknown key' }),
  );
  app.get('/not-written', { config: { endpoint: 'list_tickets' } }, () => {
    throw unwritten('sandbox/__name__/service.ts: list_tickets is not written yet');
  });
  app.get('/not-written/:id', { config: { endpoint: 'get_ticket' } }, () => {
    throw unwritten('sandbox/__name__/service.ts: get_ticket is not written yet');
  });
  app.post('/not-written', { config: { endpoint: 'create_ticket' } }, () => {
    throw unwritten('sandbox/__name__/service.ts: create_ticket is not written yet');
  });
  app.patch('/not-written/:id', { config: { endpoint: 'update_ticket' } }, () => {
    throw unwritten('sandbox/__name__/service.ts: update_ticket is not written yet');
  });
}

function keyOf(_request: FastifyRequest): string | undefined {
  throw unwritten('sandbox/__name__/service.ts: keyOf is not written yet');
}

function unwritten(what: string): Error {
  return Object.assign(new Error(what), { statusCode: 501 });
}
