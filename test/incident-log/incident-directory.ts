/** People, queues, types and custom fields of an incident log, in the order of their first appearance. */
import { addressWord } from '../../sandbox/generated/names';
import { uuidOf, type IdentityKind } from '../../sandbox/world/identity';
import { fieldTypeOf, PLACED_COLUMNS } from './incident-columns';
import type { WorldField, WorldNamed, WorldPerson } from '../../sandbox/world/world';

export interface LogDirectory {
  people: readonly WorldPerson[];
  queues: readonly WorldNamed[];
  types: readonly WorldNamed[];
  fields: readonly WorldField[];
  /** Ids; what is not known yet is added. */
  person(name: string, isAgent: boolean): number;
  queue(name: string): number;
  type(name: string): number;
  option(field: WorldField, name: string): number;
}

export function createLogDirectory(seed: number, columns: readonly string[]): LogDirectory {
  const people: WorldPerson[] = [];
  const peopleByName = new Map<string, number>();
  const addresses = new Set<string>();
  const [queues, queue] = namedList(seed, 'queues');
  const [types, type] = namedList(seed, 'types');
  const customColumns = columns.filter((column) => !PLACED_COLUMNS.includes(column));
  const fields = customColumns.map((name, at): WorldField => {
    return { id: at + 1, uuid: uuidOf(seed, 'field', at + 1), name, type: fieldTypeOf(name), options: [] };
  });
  const optionIds = new Map<string, number>();

  return {
    people,
    queues,
    types,
    fields,
    queue,
    type,
    person: (name, isAgent) => {
      const known = peopleByName.get(name);
      if (known !== undefined) return known;
      const id = people.length + 1;
      const word = addressWord(name);
      const address = addresses.has(word) ? `${word}.${id}` : word;
      addresses.add(address);
      peopleByName.set(name, id);
      people.push({
        id,
        uuid: uuidOf(seed, 'person', id),
        name,
        email: `${address}@incidents.example`,
        isAgent,
        isActive: true,
        organization: null,
        team: null,
        timeZone: 'UTC',
      });
      return id;
    },
    option: (field, name) => {
      const key = `${field.id} ${name}`;
      const known = optionIds.get(key);
      if (known !== undefined) return known;
      // Options of all fields are numbered through, as help desks do.
      const id = optionIds.size + 1;
      optionIds.set(key, id);
      field.options.push({ id, uuid: uuidOf(seed, 'option', id), name });
      return id;
    },
  };
}

function namedList(seed: number, kind: IdentityKind): [list: WorldNamed[], idOf: (name: string) => number] {
  const list: WorldNamed[] = [];
  const ids = new Map<string, number>();
  const idOf = (name: string): number => {
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = list.length + 1;
    ids.set(name, id);
    list.push({ id, uuid: uuidOf(seed, kind, id), name });
    return id;
  };
  return [list, idOf];
}
