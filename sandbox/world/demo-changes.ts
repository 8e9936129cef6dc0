/** A busy hour on demand: changes as people make them, so that the next incremental run has something to find. */
import { hash32, mulberry32, pick, position, type Random } from './random';
import type { World, WorldPerson, WorldTicket } from './world';

export interface ChangeSummary {
  created: number;
  commented: number;
  solved: number;
  reopened: number;
  assigned: number;
  prioritized: number;
}

const SUBJECTS = [
  'Cannot reach the file share',
  'Rechnung fehlt',
  'Imprimante bloquée au 3e étage',
  'Error al iniciar sesión 🙁',
  'VPN drops every hour',
];
const REPLIES = [
  'Thank you, we are looking into it.',
  'Bitte versuchen Sie es noch einmal.',
  'Merci, c’est réglé 👍',
  'Any news on this?',
  'Reproduced; a fix is on its way.',
];
const CREATED_SHARE = 0.2;
/** Of the others, cumulative: commented, solved or reopened, assigned, prioritized. */
const SHARES = [0.5, 0.75, 0.9, 1];
/** Most changes are to the newest tickets. */
const RECENT = 2000;

/** Makes `count` changes; the same seed on the same world makes the same ones. A world without people is left alone. */
export function makeChanges(world: World, count: number, seed: number): ChangeSummary {
  const random = mulberry32(hash32(seed, world.size, 77));
  const summary: Record<keyof ChangeSummary, number> = {
    created: 0,
    commented: 0,
    solved: 0,
    reopened: 0,
    assigned: 0,
    prioritized: 0,
  };
  const agents = world.people().filter(({ isAgent, isActive }) => isAgent && isActive);
  const requesters = world.people().filter(({ isAgent }) => !isAgent);
  if (agents.length === 0 || requesters.length === 0) return summary;
  for (let done = 0; done < count; done++) {
    const ticket = random() < CREATED_SHARE ? undefined : someTicket(world, random);
    summary[ticket ? changeOne(world, ticket, agents, random) : createOne(world, requesters, random)]++;
  }
  return summary;
}

function someTicket(world: World, random: Random): WorldTicket | undefined {
  for (let tries = 0; tries < 20; tries++) {
    const ticket = world.ticket(world.size - 1 - Math.floor(random() * Math.min(RECENT, world.size)));
    if (ticket && ticket.status !== 'deleted') return ticket;
  }
  return undefined;
}

function createOne(world: World, requesters: readonly WorldPerson[], random: Random): 'created' {
  const subject = pick(SUBJECTS, random());
  const requester = pick(requesters, random()).id;
  world.create(
    { subject, description: `${subject}.`, requester, queue: pick(world.queues(), random()).id, channel: 'email' },
    requester,
  );
  return 'created';
}

function changeOne(
  world: World,
  ticket: WorldTicket,
  agents: readonly WorldPerson[],
  random: Random,
): keyof ChangeSummary {
  const agent = pick(agents, random()).id;
  const kind = position(SHARES, random());
  if (kind === 1) {
    const isDone = ticket.status === 'solved' || ticket.status === 'closed';
    world.change(ticket.index, { status: isDone ? 'open' : 'solved' }, agent);
    return isDone ? 'reopened' : 'solved';
  }
  if (kind === 2) {
    const other = pick(agents.filter(({ id }) => id !== ticket.assignee).concat(agents.slice(0, 1)), random()).id;
    world.change(ticket.index, { assignee: other }, agent);
    return 'assigned';
  }
  if (kind === 3) {
    world.change(ticket.index, { priority: ticket.priority === 'urgent' ? 'high' : 'urgent' }, agent);
    return 'prioritized';
  }
  const author = random() < 0.5 ? agent : ticket.requester;
  world.comment(ticket.index, {
    author,
    isPublic: true,
    title: null,
    body: pick(REPLIES, random()),
    format: 'text',
    attachments: [],
  });
  return 'commented';
}
