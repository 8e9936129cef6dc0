/**
 * The mentions of people and fields that a batch has already. A batch names the same few people and fields many times,
 * and a row for each mention cost more than the ticket's own row.
 */
import type { Json } from '../../../vendors/json';

/** Where a mention stands. */
export interface Mentioned {
  /** When the record was changed that says it. */
  version: string | null;
  /** In which it was received: a person who was renamed is named anew on records that did not change. */
  run: string;
  stream: string;
}

/** The values that make a mention's content, in an order of their table. */
export type Said = ReadonlyArray<string | boolean | null>;

/** The mention that stands for a key of a table, until another one wins. */
export interface Mention {
  /** What was said, to know it again: a batch names the same few people many times. */
  readonly said: Said;
  readonly content: Record<string, Json | undefined>;
  /** Of the content, the same for ever: of two mentions that say as much the larger one wins. */
  readonly hash: string;
  /** How many columns are filled. */
  readonly filled: number;
  where: Mentioned;
  isReplaced: boolean;
}

export function isLater(candidate: Mentioned, known: Mentioned): boolean {
  const [a, b] = [candidate.version ?? '', known.version ?? ''];
  return a === b ? candidate.run > known.run : a > b;
}

/** How people and fields are mentioned. */
export type MentionKind = 'agent' | 'requester' | 'person' | 'field';

interface KnownMention {
  name: string | null;
  more: string | null;
  where: Mentioned;
  /** The one that stands for the key; null: another one than was said does. */
  mention: Mention | null;
}

export class KnownMentions {
  private readonly byKind = new Map<MentionKind, Map<string, KnownMention>>();

  /** @returns whether the same was said before in this run, so that nothing is to be done but what this does */
  has(kind: MentionKind, id: string, name: string | null, more: string | null, where: Mentioned): boolean {
    const known = this.byKind.get(kind)?.get(id);
    if (known?.name !== name || known.more !== more || known.where.run !== where.run) return false;
    // By a record that is not older: it can change nothing.
    if (!isLater(where, known.where)) return true;
    const { mention } = known;
    if (mention === null || mention.isReplaced) return false;
    if (isLater(where, mention.where)) mention.where = where;
    known.where = where;
    return true;
  }

  /** @param mention which stands for the key now; null: another one than was said does */
  add(
    kind: MentionKind,
    id: string,
    name: string | null,
    more: string | null,
    where: Mentioned,
    mention: Mention | null,
  ): void {
    let known = this.byKind.get(kind);
    if (known === undefined) this.byKind.set(kind, (known = new Map()));
    known.set(id, { name, more, where, mention });
  }
}
