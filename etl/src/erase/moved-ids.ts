/**
 * Ids that a vendor makes of a record's text, where the service gives none: once the text is erased, they are others.
 * Stored rows take the id that later readings will give, so that nothing is doubled.
 */
import type { Rows } from '../../../vendors/model';
import type { SourceConfig } from '../config/config';
import { settingsOf } from '../config/config';
import { storedPageOf } from '../raw/unloaded-pages';
import { meaningOf, rawPages } from '../raw/records';
import type { RawPage } from '../raw/records';
import type { Session } from '../store/session';
import type { Eraser } from '../privacy/eraser';

const CHILDREN = [
  { table: 'w_comments', id: 'comment_id', refers: ['w_attachments'] },
  { table: 'w_changes', id: 'event_id', refers: [] },
  { table: 'w_attachments', id: 'attachment_id', refers: [] },
] as const;
type Child = (typeof CHILDREN)[number];

export interface MovedId {
  table: Child['table'];
  source: string;
  ticket_id: string;
  old: string;
  new: string;
}

/** To be called before raw/ is rewritten. */
export async function movedIds(rawFolder: string, source: SourceConfig, eraser: Eraser): Promise<MovedId[]> {
  const changes = new Map<string, MovedId>();
  for await (const raw of rawPages(rawFolder, source, () => true)) {
    if (!eraser.mentionsIn(raw.page.json)) continue;
    const after = erasedPage(raw, source, eraser);
    for (const [at, record] of raw.records.entries()) {
      const erased = after.records[at];
      if (erased === undefined) continue;
      for (const id of differences(source.name, meaningOf(source, raw, record), meaningOf(source, after, erased)))
        changes.set(JSON.stringify([id.table, id.ticket_id, id.old]), id);
    }
  }
  return [...changes.values()];
}

function erasedPage({ page, stream }: RawPage, source: SourceConfig, eraser: Eraser): RawPage {
  const erased = { ...page, json: eraser.json(page.json) };
  const context = { settings: settingsOf(source), queueIds: [] };
  return { page: erased, stream, records: storedPageOf(erased, stream, context)?.records ?? [] };
}

/** Rows of one record come in the same order. */
function differences(source: string, before: Rows, after: Rows): MovedId[] {
  const ids = (rows: Rows, table: Child['table']): Array<readonly [ticket: string, id: string]> => {
    if (table === 'w_comments') return rows.comments.map((row) => [row.ticket_id, row.comment_id]);
    if (table === 'w_changes') return rows.status_changes.map((row) => [row.ticket_id, row.event_id]);
    return rows.attachments.map((row) => [row.ticket_id, row.attachment_id]);
  };
  return CHILDREN.flatMap(({ table }) => {
    const [old, now] = [ids(before, table), ids(after, table)];
    if (old.length !== now.length) return [];
    return old.flatMap(([ticket, id], at) => {
      const [, other = id] = now[at] ?? [];
      return other === id ? [] : [{ table, source, ticket_id: ticket, old: id, new: other }];
    });
  });
}

/** To be called in a transaction. */
export async function moveIds(session: Session, changes: readonly MovedId[]): Promise<void> {
  for (const { table, id, refers } of CHILDREN) {
    const pairs = changes.filter((each) => each.table === table);
    if (pairs.length === 0) continue;
    await session.run(
      `CREATE OR REPLACE TEMP TABLE moved_ids AS SELECT item.* FROM (SELECT unnest(from_json($pairs,
         '[{"source":"VARCHAR","ticket_id":"VARCHAR","old":"VARCHAR","new":"VARCHAR"}]')) AS item)`,
      { pairs: JSON.stringify(pairs) },
    );
    const same = 'w.source = m.source AND w.ticket_id = m.ticket_id';
    await session.run(
      `DELETE FROM ${table} w USING moved_ids m, ${table} n WHERE ${same} AND w.${id} = m.old
         AND n.source = m.source AND n.ticket_id = m.ticket_id AND n.${id} = m.new`,
    );
    for (const each of [table, ...refers])
      await session.run(`UPDATE ${each} w SET ${id} = m.new FROM moved_ids m WHERE ${same} AND w.${id} = m.old`);
    await session.run('DROP TABLE moved_ids');
  }
}
