/** Notific's simulator: four resources, five verbs each, whole lists. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { InstanceContext, SandboxService } from '../service';
import { exception, invalid, loginPage, noRoute, notFound, wrongKey, type ModelState } from './answers';
import { createCustomers, createOperators, createServices, type Records } from './directory';
import { createMailbox } from './mails';
import { bodyMembers, named } from './members';
import { DEFAULTS, type NotificOptions } from './options';
import { createTickets } from './tickets';

/** @param options what differs from DEFAULTS */
export function notificService(options: Partial<NotificOptions> = {}): SandboxService {
  const settings = { ...DEFAULTS, ...options };
  return {
    name: 'notific',
    prefix: '/notific',
    apiPath: '',
    credentialType: 'notificApi',
    failed: (status) => ({ status, body: { Message: 'An error has occurred.' } }),
    register: (app, instance) => register(app, instance, settings),
  };
}

export const notific = notificService();

function register(app: FastifyInstance, instance: InstanceContext, options: NotificOptions): void {
  app.addHook('preHandler', async (request: FastifyRequest<{ Querystring: { key?: string } }>, reply) => {
    if (['login', 'mails'].includes(request.routeOptions.config.endpoint ?? '')) return undefined;
    return request.query.key === instance.keys.full ? undefined : wrongKey(reply, options.wrongKey, instance.origin());
  });
  app.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    if (error.statusCode === 415)
      return reply.code(415).send({ Message: "The request entity's media type is not supported for this resource." });
    if (error.statusCode === 400)
      return invalid(reply, { body: ['Unexpected character encountered while parsing value.'] });
    return exception(reply, error.statusCode ?? 500, options.details);
  });
  app.setNotFoundHandler(noRoute);

  const mailbox = createMailbox();
  app.get('/Account/Login', { config: { endpoint: 'login' } }, (_request, reply) => loginPage(reply));
  // Not Notific's: how many e-mails would have gone out.
  app.get('/_sandbox/mails', { config: { endpoint: 'mails' } }, () => mailbox.sent());

  registerRecords(app, instance, 'ticket', createTickets(instance, mailbox, options), options);
  registerRecords(app, instance, 'customer', createCustomers(instance, options), options);
  registerRecords(app, instance, 'service', createServices(instance), options);
  registerRecords(app, instance, 'operator', createOperators(instance), options);
}

type ById = { Params: { id: string } };

function registerRecords(
  app: FastifyInstance,
  instance: InstanceContext,
  entity: string,
  records: Records,
  { naming }: NotificOptions,
): void {
  const name = `${entity.charAt(0).toUpperCase()}${entity.slice(1)}s`;
  const path = `/api/${name}`;
  const send = (reply: FastifyReply, record: unknown): unknown =>
    record === undefined ? notFound(reply) : reply.send(named(record, naming));

  app.get(path, { config: { endpoint: `list_${entity}s` } }, () => {
    const endpoint = `list_${entity}s`;
    const ceiling = instance.fault('page_ceiling', endpoint)?.options['ceiling'];
    const rows = records.all(Number(ceiling ?? Number.MAX_SAFE_INTEGER));
    return named(instance.fault('duplicate_rows', endpoint) ? [...rows.slice(0, 1), ...rows] : rows, naming);
  });
  app.get<ById>(`${path}/:id`, { config: { endpoint: `get_${entity}` } }, (request, reply) =>
    send(reply, records.get(request.params.id)),
  );
  app.post(path, { config: { endpoint: `create_${entity}` } }, (request, reply) => {
    const members = bodyMembers(request.body);
    if (!members) return invalid(reply, { [entity]: ['The record is required.'] });
    const made = records.create(members);
    if (!isMade(made)) return invalid(reply, made);
    return reply
      .code(201)
      .header('location', `${instance.origin()}${path}/${made.id}`)
      .send(named(made.record, naming));
  });
  app.put<ById>(`${path}/:id`, { config: { endpoint: `update_${entity}` } }, (request, reply) => {
    const members = bodyMembers(request.body);
    if (!members) return invalid(reply, { [entity]: ['The record is required.'] });
    // The Id must stand in the address and in the record; the scaffolded answer to a mismatch is an empty 400.
    if (String(members.get('id')) !== request.params.id) return reply.code(400).send();
    const outcome = records.put(request.params.id, members);
    if (outcome === undefined) return notFound(reply);
    return outcome === 'done' ? reply.code(204).send() : invalid(reply, outcome);
  });
  app.delete<ById>(`${path}/:id`, { config: { endpoint: `delete_${entity}` } }, (request, reply) =>
    send(reply, records.remove(request.params.id)),
  );
}

function isMade(outcome: { record: unknown; id: number } | ModelState): outcome is { record: unknown; id: number } {
  return 'record' in outcome;
}
