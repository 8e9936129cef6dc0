/** Who is meant by a key or an address, and by which names and addresses the lake knows the person. */
import path from 'node:path';
import type { Rows } from '../../../vendors/model';
import { sha256, shortHash } from '../../../vendors/sha256';
import { fold } from '../../../vendors/text';
import type { Config } from '../config/config';
import { meaningOf, rawPages } from '../raw/records';
import type { ErasedPerson } from '../privacy/erasures';
import { different, isAddress, isDistinctive, spellingsOf, wordsOf } from '../privacy/name-forms';
import type { PersonReference } from '../privacy/stored-people';

export interface Who {
  people: ErasedPerson[];
  emails: string[];
  /** Distinctive ones. */
  names: string[];
  /** Names that others have, too, or that are one word: erased in the person's own rows alone. */
  commonNames: string[];
  /** Other spellings of the names that mean nobody else, as `doe jane` for `Doe, Jane`. */
  spellings: string[];
}

/** Whether a mention is of whom was typed: by e-mail address or `source:person_id`, as tables write it. */
export function isPerson(input: string, { source, person_id: id, email, name }: PersonReference): boolean {
  if (isAddress(input)) return [email, name].some((text) => text !== null && fold(text) === fold(input));
  const key = `${source}:${id}`;
  return input === key || input === `${key}~${sha256(id).slice(0, 8)}`;
}

/**
 * @param references every way in which the sources' rows and pages call people
 * @param known people that were found before, as by an erasing that was killed
 * @param isPseudonym tells names and addresses that an earlier erasing put in
 */
export function resolvePerson(
  input: string,
  references: readonly PersonReference[],
  known: readonly ErasedPerson[],
  isPseudonym: (text: string) => boolean,
): Who {
  const ids = new Set([...known, ...references.filter((reference) => isPerson(input, reference))].map(keyOf));
  const addresses = new Set(isAddress(input) ? [fold(input)] : []);
  // One person may have several ids: whoever has the same address is the same.
  for (let size = -1; size !== ids.size + addresses.size;) {
    size = ids.size + addresses.size;
    for (const reference of references) {
      const own = addressesOf(reference)
        .filter((address) => !isPseudonym(address))
        .map(fold);
      if (!ids.has(keyOf(reference)) && !own.some((address) => addresses.has(address))) continue;
      ids.add(keyOf(reference));
      for (const address of own) addresses.add(address);
    }
  }
  const own = references.filter((reference) => ids.has(keyOf(reference)));
  const others = new Set(
    references
      .filter((reference) => !ids.has(keyOf(reference)))
      .flatMap(({ name }) => (name === null ? [] : [wordsOf(name).join(' ')])),
  );
  const names = different(own.map(({ name }) => name)).filter((name) => !isAddress(name) && !isPseudonym(name));
  return {
    people: [
      ...new Map(
        [...known, ...own].map((person) => [keyOf(person), { source: person.source, person_id: person.person_id }]),
      ).values(),
    ],
    emails: different([...(isAddress(input) ? [input] : []), ...own.flatMap(addressesOf)]).filter(
      (email) => !isPseudonym(email),
    ),
    names: names.filter((name) => isDistinctive(name, others)),
    commonNames: names.filter((name) => !isDistinctive(name, others)),
    spellings: distinctSpellings(
      names.filter((name) => isDistinctive(name, others)),
      others,
    ),
  };
}

/** Those that mean nobody else in the lake: `J. Doe` may be John. */
function distinctSpellings(names: readonly string[], others: ReadonlySet<string>): string[] {
  const taken = new Set([...others].flatMap((name) => [name, ...spellingsOf(name)]));
  return different(names.flatMap(spellingsOf)).filter((spelling) => isDistinctive(spelling, taken));
}

function keyOf({ source, person_id: id }: ErasedPerson): string {
  return JSON.stringify([source, id]);
}

/** Where a service names people by a text, that may be an address. */
function addressesOf({ email, name }: PersonReference): string[] {
  return [email, name].filter((text) => text !== null).filter(isAddress);
}

/** As raw pages call people; older names are only there. */
export async function referencesInRaw(config: Config, sources: readonly string[]): Promise<PersonReference[]> {
  const found = new Map<string, PersonReference>();
  for (const source of config.sources.filter(({ name }) => sources.includes(name))) {
    for await (const page of rawPages(path.join(config.lake, 'raw'), source, () => true)) {
      for (const record of page.records) {
        for (const reference of referencesIn(source.name, meaningOf(source, page, record)))
          found.set(JSON.stringify(reference), reference);
      }
    }
  }
  return [...found.values()];
}

function referencesIn(source: string, rows: Rows): PersonReference[] {
  const references: PersonReference[] = [];
  const add = (id: string | null, name: string | null, email: string | null): void => {
    if (id !== null && (name ?? email) !== null) references.push({ source, person_id: id, name, email });
  };
  for (const person of rows.people) add(person.person_id, person.name, person.email);
  for (const ticket of rows.tickets) {
    add(ticket.requester_id, ticket.requester_name, ticket.requester_email);
    add(ticket.assignee_id, ticket.assignee_name, ticket.assignee_email);
    add(ticket.creator_id, ticket.creator_name, ticket.creator_email);
  }
  for (const comment of rows.comments) add(comment.author_id, comment.author_name, comment.author_email);
  for (const change of rows.status_changes) add(change.changed_by_id, change.changed_by_name, null);
  return references;
}

/**
 * Services without ids know people by a hash of their address or name, which whoever guesses it can confirm: such an id
 * becomes that of the pseudonym, as later pages will give it.
 * @returns the id under which the person goes on
 */
export function lastingId(
  id: string,
  forms: Pick<Who, 'emails' | 'names'>,
  instead: { email: string; name: string },
): string {
  const madeOf = (text: string): boolean => id.endsWith(shortHash(fold(text)));
  const stem = id.slice(0, -12);
  if (forms.emails.some(madeOf)) return `${stem}${shortHash(fold(instead.email))}`;
  return forms.names.some(madeOf) ? `${stem}${shortHash(fold(instead.name))}` : id;
}
