/** Texts that differed before a person was erased may be one text afterwards: rows and tags that say the same become one. */
import { fold } from '../../../vendors/text';
import { foldedTags } from '../load/tags';
import { jsonRows } from '../store/json-rows';
import { textIn } from '../store/row';
import type { Session } from '../store/session';
import { STORED_TABLES } from '../store/staging-tables';
import type { StoredTable } from '../store/staging-tables';

/**
 * Does what a load of the erased texts would do: two rows of one key are the later reading, two tags that fold alike are
 * one. To be called in the transaction that erased the texts.
 */
export async function uniteAlike(session: Session, sources: readonly string[], pseudonym: string): Promise<void> {
  for (const table of STORED_TABLES) {
    await foldIds(session, table, pseudonym);
    await uniteRows(session, table);
  }
  await uniteTags(session, sources, pseudonym);
  await uniteShapes(session);
}

async function uniteTags(session: Session, sources: readonly string[], pseudonym: string): Promise<void> {
  const erased = await session.all(
    `SELECT source, ticket_id, to_json(tag_labels)::VARCHAR AS labels FROM w_tickets
     WHERE source IN (SELECT unnest(from_json($sources, '["VARCHAR"]')))
       AND list_bool_or(list_transform(tag_labels, label -> contains(label, $pseudonym)))`,
    { sources: JSON.stringify(sources), pseudonym },
    (row) => ({ source: textIn(row, 'source'), ticket_id: textIn(row, 'ticket_id'), labels: textIn(row, 'labels') }),
  );
  if (erased.length === 0) return;
  const rows = erased.map(({ labels, ...place }) => {
    const folded = foldedTags(JSON.parse(labels) as string[]);
    return { ...place, tags: folded.map(({ tag }) => tag), labels: folded.map(({ label }) => label) };
  });
  const columns = [
    ['source', 'VARCHAR'],
    ['ticket_id', 'VARCHAR'],
    ['tags', 'JSON'],
    ['labels', 'JSON'],
  ] as const;
  await session.run(
    `UPDATE w_tickets w SET tags = from_json(n.tags, '["VARCHAR"]'), tag_labels = from_json(n.labels, '["VARCHAR"]')
     FROM ${jsonRows(columns)} n WHERE w.source = n.source AND w.ticket_id = n.ticket_id`,
    { rows: JSON.stringify(rows) },
  );
}

/** Ids that were erased fold otherwise than before. */
async function foldIds(session: Session, { name, key, columns }: StoredTable, pseudonym: string): Promise<void> {
  if (!columns.some(([column]) => column === 'folded')) return;
  const id = key.filter((column) => column !== 'origin').at(-1) ?? '';
  const ids = await session.all(
    `SELECT DISTINCT ${id} AS id FROM ${name} WHERE contains(${id}, $pseudonym)`,
    { pseudonym },
    (row) => textIn(row, 'id'),
  );
  for (const each of ids) {
    const folded = fold(each);
    await session.run(`UPDATE ${name} SET folded = nullif($folded, $id) WHERE ${id} = $id`, { id: each, folded });
  }
}

/** Of rows that are ranked alike the one that was written last is kept. */
async function uniteRows(session: Session, { name, key }: StoredTable): Promise<void> {
  await session.run(
    `DELETE FROM ${name} WHERE rowid IN (
       SELECT rowid FROM ${name}
       QUALIFY row_number() OVER (PARTITION BY source, ${key.join(', ')} ORDER BY rank DESC NULLS LAST, rowid DESC) > 1
     )`,
  );
}

async function uniteShapes(session: Session): Promise<void> {
  await session.run(
    `CREATE OR REPLACE TEMP TABLE alike_shapes AS
     SELECT source, stream, path, array_to_string(list_sort(list_distinct(flatten(list(string_split(nullif(types, ''), '|'))))), '|') AS types,
       max(last_seen_at) AS last_seen_at
     FROM shapes GROUP BY source, stream, path HAVING count(*) > 1`,
  );
  await session.run(
    'DELETE FROM shapes WHERE (source, stream, path) IN (SELECT (source, stream, path) FROM alike_shapes)',
  );
  await session.run("INSERT INTO shapes BY NAME SELECT * REPLACE (coalesce(types, '') AS types) FROM alike_shapes");
  await session.run('DROP TABLE alike_shapes');
}
