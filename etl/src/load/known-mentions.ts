/**
 * The mentions of people and fields that a batch has already. A batch names the same few people and fields many times,
 * and a row for each mention cost more than the ticket's own row.
 */

/** Where a mention stands. */
export interface Mentioned {
  /** When the record was changed that says it. */
  version: string | null;
  /** In which it was received: a person who was renamed is named anew on records that did not change. */
  run: string;
  stream: string;
}

/** How people and fields are mentioned. */
export type MentionKind = 'agent' | 'requester' | 'person' | 'field';

interface Said {
  name: string | null;
  more: string | null;
  where: Mentioned;
}

export class KnownMentions {
  private readonly byKind = new Map<MentionKind, Map<string, Said>>();

  /** @returns whether the same was said by a record that is not older: the mention can change nothing then */
  has(kind: MentionKind, id: string, name: string | null, more: string | null, where: Mentioned): boolean {
    let known = this.byKind.get(kind);
    if (known === undefined) this.byKind.set(kind, (known = new Map()));
    const said = known.get(id);
    if (said !== undefined && said.name === name && said.more === more && isCovered(where, said.where)) return true;
    known.set(id, { name, more, where });
    return false;
  }
}

function isCovered({ version, run }: Mentioned, by: Mentioned): boolean {
  return run === by.run && (version ?? '') <= (by.version ?? '');
}
