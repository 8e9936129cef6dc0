/** __title__'s routes of tickets, over the tickets of the world. */
import type { FastifyInstance } from 'fastify';

export function ticketRoutes(app: FastifyInstance): void {
  app.get('/not-written', { config: { endpoint: 'list_tickets' } }, () => {
    throw unwritten('sandbox/__name__/tickets.ts: list_tickets is not written yet');
  });
  app.get('/not-written/:id', { config: { endpoint: 'get_ticket' } }, () => {
    throw unwritten('sandbox/__name__/tickets.ts: get_ticket is not written yet');
  });
  app.post('/not-written', { config: { endpoint: 'create_ticket' } }, () => {
    throw unwritten('sandbox/__name__/tickets.ts: create_ticket is not written yet');
  });
  app.patch('/not-written/:id', { config: { endpoint: 'update_ticket' } }, () => {
    throw unwritten('sandbox/__name__/tickets.ts: update_ticket is not written yet');
  });
}

function unwritten(what: string): Error {
  return Object.assign(new Error(what), { statusCode: 501 });
}
