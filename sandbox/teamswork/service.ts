/** TeamsWork "Ticketing As A Service": its paths, its gateway's check of the key. */
import { dictionary } from '../dictionary';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SandboxService } from '../service';
import type { WorldTicket } from '../world/world';
import { activitiesOf, attachmentView } from './activities';
import { instanceView, tagCategories } from './instance';
import { listPage } from './list';
import { readMultipart } from './multipart';
import type { Office } from './office';
import { openOffice } from './office';
import type { RouteAnswer } from './answers';
import { gateway, item, items, refused } from './answers';
import type { ListQuestion } from './question';
import { addComment, addFiles, addLinks } from './remarks';
import { wholeTicket } from './ticket-view';
import { asBody, createTicket, setStatus, updateTicket } from './tickets';
import type { Webhooks } from './webhooks';
import { openWebhooks } from './webhooks';

const API = '/ticketing/v1';

export const teamswork: SandboxService = {
  name: 'teamswork',
  prefix: '/teamswork',
  apiPath: API,
  credentialType: 'teamsWorkApi',
  limits: [{ requests: 100, windowMs: 60_000 }],
  rateLimited: (seconds) => gateway(429, `Rate limit is exceeded. Try again in ${seconds} seconds.`),
  failed: (status) =>
    status === 500 ? gateway(500, 'Internal server error') : gateway(status, 'The service is unavailable'),
  register: (app, instance) => {
    const office = openOffice(instance);
    readBodies(app);
    app.setErrorHandler(async (error: Error & { statusCode?: number }, _request, reply) => {
      await send(reply, refused(error.statusCode ?? 500, error.message));
    });
    app.setNotFoundHandler(async (_request, reply) => send(reply, gateway(404, 'Resource not found')));
    readRoutes(app, office);
    writeRoutes(app, office, openWebhooks(app));
    blobRoute(app, office);
  },
};

type Handler = (request: FastifyRequest) => RouteAnswer;

/** Uploads are read by the route; a body that is not JSON is a bad request. */
function readBodies(app: FastifyInstance): void {
  app.addContentTypeParser('multipart/form-data', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
}

function readRoutes(app: FastifyInstance, office: Office): void {
  const read = (endpoint: string, path: string, handler: Handler): void => {
    app.get(`${API}${path}`, { config: { endpoint } }, async (request, reply) => {
      await send(reply, unauthorized(office, request) ?? handler(request));
    });
  };
  read('listTickets', '/tickets', (request) => {
    const query = queryOf(request);
    if (query['select']?.split(',').includes('resolvedStatus')) return refused(500, 'Internal server error');
    const page = listPage(office, query, headerOf(request, 'continuationtoken'));
    return page === undefined ? refused(400, 'continuationToken is invalid') : { status: 200, body: page };
  });
  read('getTicket', '/tickets/:id', (request) =>
    ofTicket(office, request, (ticket) => item(wholeTicket(office, ticket, includes(request, 'description_HTML')))),
  );
  read('listActivities', '/tickets/:id/activities', (request) =>
    ofTicket(office, request, (ticket) => activityPage(office, ticket, request)),
  );
  read('listAttachments', '/tickets/:id/attachments', (request) =>
    ofTicket(office, request, (ticket) =>
      items(ticket.attachments.map((file) => attachmentView(office, ticket, file))),
    ),
  );
  read('listActivityAttachments', '/tickets/activity/:id/attachments', (request) => uploaded(office, request));
  read('getInstance', '/instance', () => item(instanceView(office)));
  read('listTags', '/tags', () => items(tagCategories(office)));
}

function writeRoutes(app: FastifyInstance, office: Office, webhooks: Webhooks): void {
  const write = (method: 'POST' | 'PUT', endpoint: string, path: string, handler: Handler): void => {
    app.route({
      method,
      url: `${API}${path}`,
      config: { endpoint },
      handler: async (request, reply) => {
        const outcome = unauthorized(office, request) ?? readOnly(office, request) ?? handler(request);
        if (outcome.status < 300) announce(office, webhooks, endpoint, idOf(request) || idIn(outcome.body));
        await send(reply, outcome);
      },
    });
  };
  const body = (request: FastifyRequest): Record<string, unknown> => asBody(request.body) ?? {};
  write('POST', 'createTicket', '/tickets', (request) =>
    createTicket(office, body(request), includes(request, 'description_HTML')),
  );
  write('PUT', 'updateTicket', '/tickets/:id', (request) =>
    ofTicket(office, request, (ticket) =>
      updateTicket(office, ticket, body(request), includes(request, 'description_HTML')),
    ),
  );
  write('PUT', 'setStatus', '/tickets/:id/status', (request) =>
    ofTicket(office, request, (ticket) => setStatus(office, ticket, body(request))),
  );
  write('POST', 'addComment', '/tickets/:id/comments', (request) =>
    // The older form knows no private comments.
    ofTicket(office, request, (ticket) =>
      addComment(office, ticket, { comment: body(request)['comment'], user: body(request)['user'] }, 200),
    ),
  );
  write('POST', 'addActivity', '/tickets/:id/activities', (request) =>
    ofTicket(office, request, (ticket) => addComment(office, ticket, body(request), 201)),
  );
  write('POST', 'addAttachments', '/tickets/:id/attachments', (request) =>
    ofTicket(office, request, (ticket) => {
      if (!Buffer.isBuffer(request.body)) return addLinks(office, ticket, body(request));
      const parts = readMultipart(request.body, request.headers['content-type'] ?? '');
      return parts === undefined ? refused(500, 'Internal server error') : addFiles(office, ticket, parts);
    }),
  );
}

/** What the webhooks tell of each write. */
const TOLD: Readonly<Record<string, readonly ['Ticket' | 'Comment' | 'Attachment', string]>> = dictionary({
  createTicket: ['Ticket', 'Created'],
  updateTicket: ['Ticket', 'Updated'],
  setStatus: ['Ticket', 'StatusChanged'],
  addComment: ['Comment', 'Created'],
  addActivity: ['Comment', 'Created'],
  addAttachments: ['Attachment', 'Created'],
});

function announce(office: Office, webhooks: Webhooks, endpoint: string, ticketId: string): void {
  const notification = TOLD[endpoint];
  if (notification === undefined || ticketId === '') return;
  const [subject, event] = notification;
  webhooks.notify(subject, event, ticketId, office.world.now());
}

/** The id of the item that an answer holds. */
function idIn(body: unknown): string {
  const held = asBody(asBody(body)?.['item']);
  return typeof held?.['id'] === 'string' ? held['id'] : '';
}

/** Storage beside the API: a signature in the address instead of the key. */
function blobRoute(app: FastifyInstance, office: Office): void {
  app.get<{ Params: { index: string; uuid: string } }>(
    '/blobs/:index/:uuid',
    { config: { endpoint: 'downloadBlob' } },
    async (request, reply) => {
      const { index, uuid } = request.params;
      const file = office.world.ticket(Number(index))?.attachments.find((candidate) => candidate.uuid === uuid);
      if (file === undefined || queryOf(request)['sig'] !== uuid.slice(0, 8))
        return reply.code(404).send({ error: 'BlobNotFound' });
      return reply.type(file.mediaType).send(Buffer.from(file.bytes));
    },
  );
}

function activityPage(office: Office, ticket: WorldTicket, request: FastifyRequest): RouteAnswer {
  const all = activitiesOf(office, ticket, includes(request, 'comment_HTML'));
  const token = headerOf(request, 'continuationtoken');
  const start = token === undefined ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(start) || start < 0) return refused(400, 'continuationToken is invalid');
  const { limit } = queryOf(request);
  const end = limit === undefined ? all.length : start + Math.max(1, Number(limit) || 1);
  const isRepeated = token !== undefined && office.fault('repeat_cursor', 'listActivities') !== undefined;
  const next = isRepeated ? token : end < all.length ? Buffer.from(String(end)).toString('base64url') : undefined;
  const body = {
    items: all.slice(start, end),
    ...(next === undefined ? {} : { continuationToken: next }),
    error: false,
  };
  return { status: 200, body };
}

function uploaded(office: Office, request: FastifyRequest): RouteAnswer {
  const upload = office.uploads.get(idOf(request));
  const ticket = upload && office.world.ticket(upload.ticket);
  if (upload === undefined || ticket === undefined) return refused(500, 'Internal server error');
  const files = ticket.attachments.filter((file) => upload.attachments.includes(file.id));
  return items(files.map((file) => attachmentView(office, ticket, file)));
}

/** Only the query counts: the gateway does not read the header of its own family. */
function unauthorized(office: Office, request: FastifyRequest): RouteAnswer | undefined {
  const { key } = queryOf(request);
  if (key === undefined) return gateway(401, 'Access denied: the subscription key is missing.');
  const isKnown = key === office.keys.full || key === office.keys.lesser;
  return isKnown ? undefined : gateway(401, 'Access denied: the subscription key is invalid.');
}

function readOnly(office: Office, request: FastifyRequest): RouteAnswer | undefined {
  return queryOf(request)['key'] === office.keys.full ? undefined : refused(403, 'The secondary key is read only');
}

function ofTicket(office: Office, request: FastifyRequest, handle: (ticket: WorldTicket) => RouteAnswer): RouteAnswer {
  const index = office.world.indexOfUuid(idOf(request));
  const ticket = index === undefined ? undefined : office.world.ticket(index);
  return ticket === undefined || ticket.status === 'deleted' ? refused(404, 'Ticket not found') : handle(ticket);
}

function idOf(request: FastifyRequest): string {
  const params = asBody(request.params);
  return String(params?.['id'] ?? '');
}

/** Of a name that repeats, the first. */
function queryOf(request: FastifyRequest): ListQuestion {
  const entries = Object.entries(asBody(request.query) ?? {}).map(([name, value]): [string, string] => [
    name,
    String(Array.isArray(value) ? value[0] : value),
  ]);
  return Object.fromEntries(entries);
}

function headerOf(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function includes(request: FastifyRequest, member: string): boolean {
  return (queryOf(request)['include'] ?? '').split(',').includes(member);
}

async function send(reply: FastifyReply, { status, body }: RouteAnswer): Promise<void> {
  await reply.code(status).send(body);
}
