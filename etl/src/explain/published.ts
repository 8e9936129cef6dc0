/** What the published lake says of one ticket. */
import { isPublished } from '../publish/published';
import { batchesOf, columnsOf } from '../query/values';
import type { Cell } from '../query/values';
import { ticketsAwaited } from '../base/tickets-awaited';
import { tickets } from '../schema/ticket-tables';
import type { PublishedReader } from '../store/database';

export type PublishedRow = Readonly<Record<string, Cell>>;

export interface PublishedTicket {
  row: PublishedRow;
  comments: PublishedRow[];
  changes: PublishedRow[];
  attachments: number;
  /** Of the source, for the ticket's record or those that hang on it. */
  rejects: PublishedRow[];
  run: PublishedRow | null;
}

/**
 * @returns the tickets that this key, number or id names; a key that fits exactly is the only one
 * @throws LakeError `no_tickets` while they are awaited
 */
export async function ticketsNamed(
  reader: PublishedReader,
  input: string,
  source: string | null,
): Promise<PublishedRow[]> {
  if (!(await isPublished(reader, tickets.name))) throw ticketsAwaited();
  const found = await rowsOf(
    reader,
    `SELECT * FROM tickets WHERE (ticket_key = $typed OR ticket_id = $typed OR lower(ticket_number) = lower($typed))
       AND ($source IS NULL OR source = $source) ORDER BY ticket_key LIMIT 100`,
    { typed: input, source },
  );
  const exact = found.filter((row) => row['ticket_key'] === input);
  return exact.length > 0 ? exact : found;
}

/** @param records ids of records in raw/ that hang on the ticket, whose rejects count as its own */
export async function publishedTicket(
  reader: PublishedReader,
  row: PublishedRow,
  records: readonly string[],
): Promise<PublishedTicket> {
  const key = cellText(row['ticket_key']);
  const ofTicket = (sql: string): Promise<PublishedRow[]> => rowsOf(reader, sql, { key });
  const [run = null] = await rowsOf(
    reader,
    'SELECT min(started_at) AS started_at, any_value(mode) AS mode FROM runs WHERE run_id = $run AND source = $source HAVING count(*) > 0',
    { run: cellText(row['run_id']), source: cellText(row['source']) },
  );
  const [files] = await ofTicket('SELECT count(*) AS files FROM attachments WHERE ticket_key = $key');
  return {
    row,
    comments: await ofTicket(
      'SELECT * EXCLUDE (title, body) FROM comments WHERE ticket_key = $key ORDER BY created_at, comment_key',
    ),
    changes: await ofTicket('SELECT * FROM status_changes WHERE ticket_key = $key ORDER BY sequence'),
    attachments: Number(files?.['files'] ?? 0),
    rejects: await rowsOf(
      reader,
      `SELECT * FROM rejects WHERE source = $source AND ((stream = 'tickets' AND record_id = $id)
         OR stream || ' ' || coalesce(record_id, '') IN (SELECT unnest(from_json($records, '["VARCHAR"]')))) ORDER BY ALL`,
      { source: cellText(row['source']), id: cellText(row['ticket_id']), records: JSON.stringify(records) },
    ),
    run,
  };
}

export async function rowsOf(
  { connection }: PublishedReader,
  sql: string,
  params: Record<string, string | null>,
): Promise<PublishedRow[]> {
  const result = await connection.stream(sql, params);
  const names = columnsOf(result).map(({ name }) => name);
  const rows: PublishedRow[] = [];
  for await (const batch of batchesOf(result)) {
    for (const cells of batch) rows.push(Object.fromEntries(cells.map((cell, at) => [names[at] ?? '', cell])));
  }
  return rows;
}

export function cellText(cell: Cell | undefined): string {
  return typeof cell === 'string' ? cell : cell === null || cell === undefined ? '' : JSON.stringify(cell);
}
