/**
 * Keys of published rows. Power BI folds case and trims blanks: ids that fold alike get `~` and 8 hex digits of the
 * sha256 of the id, all of them.
 */
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import type { Tables } from './temporary-table';
import { makeEmpty } from './temporary-table';

/** SQL that makes a key of expressions for the parts of an id. NULL where a part is NULL. */
export interface Keys {
  ticket(source: string, ticketId: string): string;
  comment(source: string, ticketId: string, commentId: string): string;
  attachment(source: string, ticketId: string, attachmentId: string): string;
  person(source: string, personId: string): string;
  queue(source: string, queueId: string): string;
  field(source: string, fieldId: string): string;
  /** What decides them beside the ids. */
  made: Tables<'clash'>;
}

interface KeyKind {
  name: 'ticket' | 'comment' | 'attachment' | 'person' | 'queue' | 'field';
  table: string;
  /** Ids below the source, outer first. */
  id: string;
  parent: string | null;
}

function kindsOf(t: Tables<'queue_ids'>): readonly KeyKind[] {
  return [
    { name: 'ticket', table: 'w_tickets', id: 'ticket_id', parent: null },
    { name: 'comment', table: 'w_comments', id: 'comment_id', parent: 'ticket_id' },
    { name: 'attachment', table: 'w_attachments', id: 'attachment_id', parent: 'ticket_id' },
    { name: 'person', table: 'w_people', id: 'person_id', parent: null },
    { name: 'queue', table: t.queue_ids, id: 'queue_id', parent: null },
    { name: 'field', table: 'w_fields', id: 'field_id', parent: null },
  ];
}

/** Finds the ids that fold alike, once a build, and returns how keys are made. */
export async function prepareKeys(session: Session, known: Tables<'queue_ids'>): Promise<Keys> {
  const t = await makeEmpty(
    session,
    'clash',
    'kind VARCHAR, source VARCHAR, parent VARCHAR, id VARCHAR, suffix VARCHAR',
  );
  await session.run(`INSERT INTO ${t.clash} ${kindsOf(known).map(clashSql).join(' UNION ALL ')}`);
  const clashing = new Set(
    await session.all(`SELECT DISTINCT kind FROM ${t.clash}`, undefined, (row) => textIn(row, 'kind')),
  );
  const suffix = (kind: KeyKind['name'], source: string, parent: string | null, id: string) => {
    if (!clashing.has(kind)) return '';
    const ofParent = parent === null ? '' : ` AND alike.parent = ${parent}`;
    return ` || coalesce((SELECT alike.suffix FROM ${t.clash} alike WHERE alike.kind = '${kind}' AND alike.source = ${source}${ofParent} AND alike.id = ${id}), '')`;
  };
  const plain = (kind: KeyKind['name'], source: string, id: string) =>
    `(${source} || ':' || ${id}${suffix(kind, source, null, id)})`;
  const ticket = (source: string, id: string) => plain('ticket', source, id);
  return {
    ticket,
    comment: (source, ticketId, id) =>
      `(${ticket(source, ticketId)} || '/' || ${id}${suffix('comment', source, ticketId, id)})`,
    attachment: (source, ticketId, id) =>
      `(${ticket(source, ticketId)} || '/file-' || ${id}${suffix('attachment', source, ticketId, id)})`,
    person: (source, id) => plain('person', source, id),
    queue: (source, id) => plain('queue', source, id),
    field: (source, id) => plain('field', source, id),
    made: t,
  };
}

/**
 * SELECT of the ids that clash. `folded` is set only where folding changes an id, so that ids clash only with one of those. A `/` in an id may
 * make two pairs of parent and child read alike; those are told apart in the same way.
 */
function clashSql({ name, table, id, parent }: KeyKind): string {
  const foldedKey = parent === null ? `coalesce(folded, ${id})` : `${parent} || '/' || coalesce(folded, ${id})`;
  const slashed = parent === null ? '' : ` OR contains(${id}, '/')`;
  return `SELECT * FROM (
     WITH suspects AS (SELECT DISTINCT source, ${foldedKey} AS folded_key FROM ${table} WHERE folded IS NOT NULL${slashed}),
     ids AS (
       SELECT DISTINCT w.source, ${parent === null ? 'NULL' : `w.${parent}`} AS parent, w.${id} AS id, s.folded_key
       FROM ${table} w JOIN suspects s ON s.source = w.source AND s.folded_key = ${foldedKey.replace('folded,', 'w.folded,')}
     )
     SELECT '${name}' AS kind, source, parent, id, '~' || left(sha256(id), 8) AS suffix FROM ids
     QUALIFY count(*) OVER (PARTITION BY source, folded_key) > 1)`;
}
