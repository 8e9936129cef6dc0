/** Notific's customers, services and operators over the world's people and queues. */
import type { InstanceContext } from '../service';
import type { World, WorldPerson } from '../world/world';
import type { ModelState } from './answers';
import type { NotificOptions } from './options';

type Members = ReadonlyMap<string, unknown>;

/** What every resource can do. */
export interface Records {
  /** Oldest first, at most `end` of them. */
  all(end: number): unknown[];
  get(id: string): unknown;
  create(members: Members): { record: unknown; id: number } | ModelState;
  /** undefined: there is no such record. */
  put(id: string, members: Members): 'done' | ModelState | undefined;
  remove(id: string): unknown;
}

interface Beside {
  phone: string | null;
  services: number[];
}

export function createServices({ world }: InstanceContext): Records {
  const find = (id: string) => world.queues().find((queue) => String(queue.id) === id);
  const render = ({ id, name }: { id: number; name: string }) => ({ Id: id, Name: name });
  return {
    all: (end) => world.queues().slice(0, end).map(render),
    get: (id) => {
      const queue = find(id);
      return queue && render(queue);
    },
    create: (members) => {
      const wrong = required('service', 'Name', members);
      if (wrong) return wrong;
      const made = world.addNamed('queues', String(members.get('name')));
      return { record: render(made), id: made.id };
    },
    put: (id, members) => {
      const queue = find(id);
      if (!queue) return undefined;
      const wrong = required('service', 'Name', members);
      if (wrong) return wrong;
      world.rename('queues', queue.id, String(members.get('name')));
      return 'done';
    },
    remove: (id) => {
      const queue = find(id);
      if (queue) world.removeNamed('queues', queue.id);
      return queue && render(queue);
    },
  };
}

export function createCustomers({ world }: InstanceContext, options: NotificOptions): Records {
  const beside = new Map<number, Beside>();
  const besideOf = (person: WorldPerson): Beside => beside.get(person.id) ?? bornWith(world, person);
  const render = (person: WorldPerson) => {
    const { phone, services } = besideOf(person);
    const { id, name, email } = person;
    const list =
      options.services === 'ids'
        ? { ServiceIds: services }
        : { Services: services.map((service) => recordOf(world, service)) };
    return { Id: id, Name: name, Email: email === '' ? null : email, CellPhone: phone, ...list };
  };
  const write = (person: WorldPerson, members: Members): void => {
    const { email, name } = readPerson(members);
    world.changePerson(person.id, { name, email });
    beside.set(person.id, { phone: memberText(members, 'cellphone'), services: servicesIn(members) });
  };
  return personRecords(world, { isAgent: false, entity: 'customer', render, write });
}

/** An operator's record holds more than should leave the house. */
export function createOperators({ world }: InstanceContext): Records {
  const render = ({ id, name, email, isActive }: WorldPerson) => ({
    Id: id,
    Name: name,
    Email: email === '' ? null : email,
    UserName: email.split('@')[0] ?? name,
    PasswordHash: `AQAAAAEAACcQAAAAE${String(id).padStart(8, '0')}==`,
    ResetCode: `reset-${id}`,
    IsActive: isActive,
  });
  const write = (person: WorldPerson, members: Members): void => {
    const active = members.get('isactive');
    world.changePerson(person.id, {
      ...readPerson(members),
      isActive: typeof active === 'boolean' ? active : person.isActive,
    });
  };
  return personRecords(world, { isAgent: true, entity: 'operator', render, write });
}

interface PersonKind {
  isAgent: boolean;
  entity: string;
  render(person: WorldPerson): unknown;
  /** Writes what a body says; what it leaves out is erased. */
  write(person: WorldPerson, members: Members): void;
}

function personRecords(world: World, { isAgent, entity, render, write }: PersonKind): Records {
  const gone = new Set<number>();
  const isOne = (person: WorldPerson): boolean => person.isAgent === isAgent && !gone.has(person.id);
  const find = (id: string): WorldPerson | undefined => {
    const person = world.person(Number(id));
    return person && isOne(person) ? person : undefined;
  };
  return {
    all: (end) => world.people().filter(isOne).slice(0, end).map(render),
    get: (id) => {
      const person = find(id);
      return person && render(person);
    },
    create: (members) => {
      const wrong = required(entity, 'Name', members);
      if (wrong) return wrong;
      const made = world.addPerson({
        ...readPerson(members),
        isAgent,
        isActive: true,
        organization: null,
        team: null,
        timeZone: 'UTC',
      });
      write(made, members);
      return { record: render(world.person(made.id) ?? made), id: made.id };
    },
    put: (id, members) => {
      const person = find(id);
      if (!person) return undefined;
      const wrong = required(entity, 'Name', members);
      if (wrong) return wrong;
      write(person, members);
      return 'done';
    },
    remove: (id) => {
      const person = find(id);
      if (person) gone.add(person.id);
      return person && render(person);
    },
  };
}

function required(entity: string, name: string, members: Members): ModelState | undefined {
  if (memberText(members, name.toLowerCase()) !== null) return undefined;
  return { [`${entity}.${name}`]: [`The ${name} field is required.`] };
}

function readPerson(members: Members): { name: string; email: string } {
  return { name: memberText(members, 'name') ?? '', email: memberText(members, 'email') ?? '' };
}

function memberText(members: Members, name: string): string | null {
  const value = members.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** `ServiceIds: [1, 2]` or `Services: [{Id: 1}, 2]`. */
function servicesIn(members: Members): number[] {
  const list = members.get('serviceids') ?? members.get('services');
  if (!Array.isArray(list)) return [];
  const ids = list.map((item: unknown) => (typeof item === 'object' && item !== null ? idIn(item) : Number(item)));
  return ids.filter((id) => Number.isInteger(id));
}

function idIn(item: object): number {
  const id = Object.entries(item).find(([name]) => name.toLowerCase() === 'id')?.[1] as unknown;
  return Number(id);
}

function recordOf(world: World, id: number) {
  return { Id: id, Name: world.queues().find((queue) => queue.id === id)?.name ?? null };
}

/** What a customer of the world has before anything is written. */
function bornWith(world: World, { id }: WorldPerson): Beside {
  const services = world
    .queues()
    .filter((_queue, at) => (id + at) % 3 === 0)
    .map((queue) => queue.id);
  return { phone: id % 4 === 0 ? null : `+47 400 ${String(id % 100_000).padStart(5, '0')}`, services };
}
