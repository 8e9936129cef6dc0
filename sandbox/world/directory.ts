/** People and the named lists of a world: what tickets point at. */
import type { WorldBase } from './base';
import { uuidOf } from './identity';
import type { World, WorldNamed, WorldPerson } from './world';

export type ListName = 'queues' | 'types' | 'teams' | 'organizations';
export type Directory = Pick<
  World,
  | 'people'
  | 'person'
  | 'queues'
  | 'types'
  | 'teams'
  | 'organizations'
  | 'fields'
  | 'addPerson'
  | 'changePerson'
  | 'addNamed'
  | 'rename'
  | 'removeNamed'
>;

export function createDirectory(base: WorldBase): Directory {
  const people = [...base.people];
  const lists: Record<ListName, WorldNamed[]> = {
    queues: [...base.queues],
    types: [...base.types],
    teams: [...base.teams],
    organizations: [...base.organizations],
  };
  const lastId = { queues: 0, types: 0, teams: 0, organizations: 0 };
  for (const list of ['queues', 'types', 'teams', 'organizations'] as const) {
    for (const { id } of lists[list]) lastId[list] = Math.max(lastId[list], id);
  }

  return {
    people: () => people,
    person: (id) => people[id - 1],
    queues: () => lists.queues,
    types: () => lists.types,
    teams: () => lists.teams,
    organizations: () => lists.organizations,
    fields: () => base.fields,
    addPerson: (person) => {
      const id = people.length + 1;
      const added: WorldPerson = { ...person, id, uuid: uuidOf(base.seed, 'person', id) };
      people.push(added);
      return added;
    },
    changePerson: (id, patch) => {
      const person = people[id - 1];
      if (!person) return undefined;
      const changed: WorldPerson = { ...person, ...patch };
      people[id - 1] = changed;
      return changed;
    },
    addNamed: (list, name) => {
      const id = ++lastId[list];
      const added = { id, uuid: uuidOf(base.seed, list, id), name };
      lists[list].push(added);
      return added;
    },
    rename: (list, id, name) => {
      const at = lists[list].findIndex((named) => named.id === id);
      const named = lists[list][at];
      if (!named) return undefined;
      const renamed = { ...named, name };
      lists[list][at] = renamed;
      return renamed;
    },
    removeNamed: (list, id) => {
      const at = lists[list].findIndex((named) => named.id === id);
      if (at >= 0) lists[list].splice(at, 1);
      return at >= 0;
    },
  };
}
