/** Queues, topics and the lists beside them; users. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { SympoqAccount } from './account';
import type { WorldPerson } from '../world/world';
import { problem } from './answers';
import { bareList, orderOf, pageOf } from './lists';
import { CHANNELS, PRIORITIES, STATUSES } from './render';

/** A list in the account's shape. */
function answerList(
  account: SympoqAccount,
  request: FastifyRequest,
  reply: FastifyReply,
  endpoint: string,
  rows: unknown[],
): unknown {
  const { instance, options } = account;
  const source = {
    window: (offset: number, limit: number) => ({
      rows: rows.slice(offset, offset + limit),
      hasMore: rows.length > offset + limit,
    }),
  };
  if (options.lists !== 'envelope') return bareList(instance, endpoint, source);
  const order = orderOf(request, options.pageSize);
  if (!order) return problem(reply, 400, 'offset or limit cannot be used');
  return pageOf(instance, endpoint, order, source, instance.origin() + account.api);
}

export function registerSettings(app: FastifyInstance, account: SympoqAccount): void {
  const { instance, options, api } = account;
  const { world } = instance;

  const refused = (request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined =>
    account.isAdministrator(request)
      ? undefined
      : problem(reply, options.agentSettings, 'Only an Administrator may see this');

  const queueOf = ({ id, name }: { id: number; name: string }, withPermissions: boolean) => ({
    id,
    name,
    sequence: id * 10,
    ...(withPermissions ? { permissions: permissionsOf(world.people(), id) } : {}),
  });

  const flagOf = (text: string | undefined): boolean | undefined =>
    text === undefined || text === '0' ? false : text === '1' ? true : undefined;

  const listQueues = (request: FastifyRequest, reply: FastifyReply, flag: string | undefined): unknown => {
    const permissions = flagOf(flag);
    const refusal = refused(request, reply);
    if (refusal) return refusal;
    if (permissions === undefined) return problem(reply, 400, 'permissions is 0 or 1');
    return answerList(
      account,
      request,
      reply,
      'list_queues',
      world.queues().map((queue) => queueOf(queue, permissions)),
    );
  };

  const getQueue = (request: FastifyRequest, reply: FastifyReply, id: string, flag: string | undefined): unknown => {
    const permissions = flagOf(flag);
    const refusal = refused(request, reply);
    if (refusal) return refusal;
    if (permissions === undefined) return problem(reply, 400, 'permissions is 0 or 1');
    const queue = world.queues().find((candidate) => String(candidate.id) === id);
    return queue ? queueOf(queue, permissions) : problem(reply, 404, 'There is no such queue');
  };

  type Query = { Querystring: { permissions?: string } };
  const listing = { config: { endpoint: 'list_queues' } };
  const getting = { config: { endpoint: 'get_queue' } };
  if (options.permissions === 'query') {
    app.get<Query>(`${api}/queues`, listing, (request, reply) => listQueues(request, reply, request.query.permissions));
    app.get<Query & { Params: { id: string } }>(`${api}/queue/:id`, getting, (request, reply) =>
      getQueue(request, reply, request.params.id, request.query.permissions),
    );
  } else {
    app.get<{ Params: { flag: string } }>(`${api}/queues/:flag`, listing, (request, reply) =>
      listQueues(request, reply, request.params.flag),
    );
    app.get<{ Params: { id: string; flag: string } }>(`${api}/queue/:id/:flag`, getting, (request, reply) =>
      getQueue(request, reply, request.params.id, request.params.flag),
    );
  }

  const topics = () => world.types().map(({ id, name }) => ({ id, name, active: true }));
  app.get(
    `${api}/topics`,
    { config: { endpoint: 'list_topics' } },
    (request, reply) => refused(request, reply) ?? answerList(account, request, reply, 'list_topics', topics()),
  );
  app.get<{ Params: { id: string } }>(`${api}/topic/:id`, { config: { endpoint: 'get_topic' } }, (request, reply) => {
    const topic = topics().find(({ id }) => String(id) === request.params.id);
    return refused(request, reply) ?? topic ?? problem(reply, 404, 'There is no such topic');
  });

  registerUsers(app, account);
  if (!options.optionalLists) return;
  for (const [name, labels] of Object.entries({ statuses: STATUSES, priorities: PRIORITIES, channels: CHANNELS })) {
    const rows = labels.map((label, at) => ({ id: at + 1, name: label }));
    app.get(`${api}/${name}`, { config: { endpoint: `list_${name}` } }, (request, reply) =>
      answerList(account, request, reply, `list_${name}`, rows),
    );
  }
}

function registerUsers(app: FastifyInstance, account: SympoqAccount): void {
  const { world } = account.instance;
  app.get(`${account.api}/users`, { config: { endpoint: 'list_users' } }, (request, reply) =>
    answerList(
      account,
      request,
      reply,
      'list_users',
      world.people().map((person) => userOf(account, person)),
    ),
  );
  app.get<{ Params: { id: string } }>(
    `${account.api}/user/:id`,
    { config: { endpoint: 'get_user' } },
    (request, reply) => {
      const person = world.person(Number(request.params.id));
      return person ? userOf(account, person) : problem(reply, 404, 'There is no such user');
    },
  );
}

function userOf({ instance }: SympoqAccount, person: WorldPerson) {
  const { id, name, email, isAgent, isActive, organization } = person;
  const shared = { id, name, email: email === '' ? null : email, active: isActive };
  if (isAgent) return { ...shared, role: 'Agent', group: null };
  const group = instance.world.organizations().find((one) => one.id === organization)?.name ?? null;
  return { ...shared, role: id % 7 === 0 ? 'Customer Manager' : 'Customer', group };
}

/** The first agent of a queue manages it. */
function permissionsOf(people: readonly WorldPerson[], queue: number) {
  const agents = people.filter(({ isAgent, isActive }) => isAgent && isActive);
  const members = agents.filter((_agent, at) => (at + queue) % 3 !== 0 || at === 0);
  return members.map(({ id }, at) => ({ agent: id, role: at === 0 ? 'Queue Manager' : 'Agent' }));
}
