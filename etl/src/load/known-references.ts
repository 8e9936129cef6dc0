/**
 * The mentions of people and fields that a batch has already. A batch names the same few people and fields many times,
 * and a row for each mention cost more than the ticket's own row.
 */
import type { PersonRole } from '../../../vendors/model';
import type { Content } from './content';

/** Where a mention stands. */
export interface ReferenceMeta {
  /** When the record was changed that says it. */
  version: string | null;
  /** In which it was received: a person who was renamed is named anew on records that did not change. */
  run: string;
  stream: string;
}

/** The values that make a mention's content, in an order of their table. */
export type ReferenceValues = ReadonlyArray<string | boolean | null>;

/** The mention that stands for a key of a table, until another one wins. */
export interface InlineReference {
  /** What was said, to know it again: a batch names the same few people many times. */
  readonly values: ReferenceValues;
  readonly content: Content;
  /** Of the content, the same for ever: of two mentions that say as much the larger one wins. */
  readonly hash: string;
  /** How many columns are filled. */
  readonly filled: number;
  where: ReferenceMeta;
  isReplaced: boolean;
}

export function isLater(candidate: ReferenceMeta, known: ReferenceMeta): boolean {
  const [a, b] = [candidate.version ?? '', known.version ?? ''];
  return a === b ? candidate.run > known.run : a > b;
}

/** How people and fields are mentioned: by a reference, or with what a record says of them besides. */
export type ReferenceKind = 'agent' | 'requester' | 'person' | 'field' | `mentioned ${PersonRole | 'person'}`;

interface KnownMention {
  name: string | null;
  more: string | null;
  where: ReferenceMeta;
  /** The one that stands for the key; null: another one than was said does. */
  reference: InlineReference | null;
}

export class KnownReferences {
  private readonly byKind = new Map<ReferenceKind, Map<string, KnownMention>>();

  /** @returns whether the same was said before in this run, so that nothing is to be done but what this does */
  has(kind: ReferenceKind, id: string, name: string | null, more: string | null, where: ReferenceMeta): boolean {
    const known = this.byKind.get(kind)?.get(id);
    if (known?.name !== name || known.more !== more || known.where.run !== where.run) return false;
    // By a record that is not older: it can change nothing.
    if (!isLater(where, known.where)) return true;
    const { reference } = known;
    if (reference === null || reference.isReplaced) return false;
    if (isLater(where, reference.where)) reference.where = where;
    known.where = where;
    return true;
  }

  /** @param reference which stands for the key now; null: another one than was said does */
  add(
    kind: ReferenceKind,
    id: string,
    name: string | null,
    more: string | null,
    where: ReferenceMeta,
    reference: InlineReference | null,
  ): void {
    let known = this.byKind.get(kind);
    if (known === undefined) this.byKind.set(kind, (known = new Map()));
    known.set(id, { name, more, where, reference });
  }
}
