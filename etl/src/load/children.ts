/** What a ticket's slice that ended proves: which children it has, and that it needs no reading any more. */
import type { Stream, StreamName } from '../../../vendors/vendor';
import { markTicketsDirty } from '../store/dirty';
import { numberIn } from '../store/row';
import type { Session } from '../store/session';
import type { StoredTable } from '../store/staging-tables';
import { STORED_ATTACHMENTS, STORED_CHANGES, STORED_COMMENTS } from '../store/staging-tables';
import type { NamedRecord } from './batch-reader';
import type { EndedTicket } from '../checkpoints/slice-moves';
import type { Stage } from '../store/staging';
import { StageFile } from '../store/staging';

interface ChildKind {
  table: StoredTable;
  id: string;
  served: StreamName;
}

const CHILDREN: readonly ChildKind[] = [
  { table: STORED_COMMENTS, id: 'comment_id', served: 'comments' },
  { table: STORED_CHANGES, id: 'event_id', served: 'history' },
  { table: STORED_ATTACHMENTS, id: 'attachment_id', served: 'attachments' },
];

export function stageNamed(folder: string, named: readonly NamedRecord[]): StageFile {
  const columns = ['stream', 'slice', 'kind', 'id', 'at'].map((name) => [name, 'VARCHAR'] as const);
  return StageFile.write(folder, 'named', columns, named);
}

/**
 * Ids that the scan in progress has named, some of them more than once. Pages that are older than the scan do not count.
 */
export async function rememberNamed(session: Session, named: StageFile, source: string): Promise<void> {
  if (named.rows === 0) return;
  await session.run(
    `INSERT INTO seen SELECT $source, n.stream, n.slice, n.kind, n.id FROM ${named.sql} n
     JOIN slices s ON s.source = $source AND s.stream = n.stream AND s.key = n.slice AND n.at >= s.begun_at
     WHERE s.ticket_id IS NOT NULL OR n.kind IN ('record', 'nameless')`,
    { source },
  );
}

/** Tickets whose slices ended, and what their readings named. */
interface FinishedTickets {
  ended: Stage;
  named: Stage;
  source: string;
}

/**
 * Where the stream's whole answer lists all there is (`isFullReplace`), children that were not
 * named are gone, unless it holds a record that could not be read.
 * @param streams of the service, by name
 * @param isConfirmed what one reading does not name may have been left out by it: it is gone when the next one misses it,
 *   too, for which its ticket waits
 * @returns how many children are gone, by stream, then by table
 */
export async function finishTickets(
  session: Session,
  folder: string,
  source: string,
  tickets: readonly EndedTicket[],
  names: StageFile,
  streams: ReadonlyMap<string, Stream>,
  isConfirmed: boolean,
): Promise<Map<string, Map<string, number>>> {
  if (tickets.length === 0) return new Map();
  const ended = await stageEnded(session, folder, tickets);
  const named = await names.into(session);
  const finished = { ended, named, source };
  const gone = new Map<string, Map<string, number>>();
  for (const name of new Set(tickets.map((ticket) => ticket.stream))) {
    const stream = streams.get(name);
    if (!stream?.isFullReplace) continue;
    const byTable = new Map<string, number>();
    await session.run(CREATE_MISSED);
    for (const kind of CHILDREN) {
      await findDoomed(session, finished, stream, kind);
      if (isConfirmed) await keepUnconfirmed(session, source, stream, kind);
      byTable.set(kind.table.name, await writeTombstones(session, source, kind));
    }
    if (isConfirmed) await rememberMissed(session, finished, stream);
    gone.set(name, byTable);
  }
  await forgetWork(session, finished);
  if (isConfirmed) await queueMissed(session, finished);
  return gone;
}

function stageEnded(session: Session, folder: string, ended: readonly EndedTicket[]): Promise<Stage> {
  const columns = ['stream', 'slice', 'ticket_id', 'begun_at', 'ended_at'].map((name) => [name, 'VARCHAR'] as const);
  return StageFile.write(folder, 'ended', columns, ended).into(session);
}

/** Children that the readings of this batch should have named. */
async function findDoomed(
  session: Session,
  { ended, named, source }: FinishedTickets,
  stream: Stream,
  { table, id, served }: ChildKind,
): Promise<void> {
  // A ticket's own record may name its attachments, too: they are of the stream that lists them all.
  const isSelected = stream.selectedBy === served || (stream.alsoSelectedBy ?? []).includes(served);
  await session.run(
    `CREATE OR REPLACE TEMP TABLE doomed AS
     SELECT w.ticket_id, w.${id} AS id, e.ended_at FROM ${table.name} w
     JOIN (SELECT ticket_id, max(slice) AS slice, max(ended_at) AS ended_at, max(begun_at) AS begun_at FROM ${ended.name} WHERE stream = $stream GROUP BY ticket_id) e
       USING (ticket_id)
     ANTI JOIN (
       SELECT slice, id FROM ${named.name} WHERE stream = $stream AND kind = $kind
       UNION ALL SELECT slice_key, id FROM seen WHERE source = $source AND stream = $stream AND kind = $kind
     ) n ON n.slice = e.slice AND n.id = w.${id}
     ANTI JOIN (
       SELECT slice FROM ${named.name} WHERE stream = $stream AND kind = 'unread'
       UNION ALL SELECT slice_key FROM seen WHERE source = $source AND stream = $stream AND kind = 'unread'
     ) u ON u.slice = e.slice
     WHERE w.source = $source AND (w.stream = $stream OR (w.stream = 'tickets' AND $serves)) AND w.gone_at IS NULL AND w.rank <= e.begun_at`,
    { source, stream: stream.name, kind: table.name, serves: isSelected },
  );
}

async function writeTombstones(session: Session, source: string, { table, id }: ChildKind): Promise<number> {
  const [count = 0] = await session.all('SELECT count(*) AS n FROM doomed', undefined, (row) => numberIn(row, 'n'));
  if (count > 0) {
    await session.run(
      `UPDATE ${table.name} w SET gone_at = d.ended_at::TIMESTAMPTZ FROM doomed d
       WHERE w.source = $source AND w.ticket_id = d.ticket_id AND w.${id} = d.id`,
      { source },
    );
    await markTicketsDirty(session, 'SELECT DISTINCT $source, ticket_id FROM doomed', { source });
  }
  return count;
}

const CREATE_MISSED = 'CREATE OR REPLACE TEMP TABLE missed(ticket_id VARCHAR, kind VARCHAR, id VARCHAR)';
/** Of `seen`: what the last reading of a ticket missed. */
const MISSED = "'missed ' || ";

/** What the reading before did not miss is not doomed yet. */
async function keepUnconfirmed(
  session: Session,
  source: string,
  { name }: Stream,
  { table }: ChildKind,
): Promise<void> {
  const unconfirmed = `NOT EXISTS (SELECT 1 FROM seen s WHERE s.source = $source AND s.stream = $stream AND s.kind = $kind
    AND s.slice_key = ${MISSED} d.ticket_id AND s.id = d.id)`;
  const params = { source, stream: name, kind: table.name };
  await session.run(
    `INSERT INTO missed SELECT DISTINCT d.ticket_id, $kind, d.id FROM doomed d WHERE ${unconfirmed}`,
    params,
  );
  await session.run(
    `DELETE FROM doomed d WHERE EXISTS (SELECT 1 FROM missed m WHERE m.kind = $kind AND m.ticket_id = d.ticket_id AND m.id = d.id)`,
    { kind: table.name },
  );
}

/** What earlier readings of these tickets missed does not count any more. */
async function rememberMissed(session: Session, { ended, source }: FinishedTickets, { name }: Stream): Promise<void> {
  await session.run(
    `DELETE FROM seen s USING ${ended.name} e WHERE s.source = $source AND s.stream = $stream AND e.stream = $stream AND s.slice_key = ${MISSED} e.ticket_id`,
    { source, stream: name },
  );
  await session.run(`INSERT INTO seen SELECT $source, $stream, ${MISSED} ticket_id, kind, id FROM missed`, {
    source,
    stream: name,
  });
}

async function queueMissed(session: Session, { ended, source }: FinishedTickets): Promise<void> {
  await session.run(
    `INSERT INTO todo SELECT DISTINCT $source, e.stream, e.ticket_id, 'missed', e.ended_at::TIMESTAMPTZ FROM ${ended.name} e
     WHERE EXISTS (SELECT 1 FROM seen s WHERE s.source = $source AND s.stream = e.stream AND s.slice_key = ${MISSED} e.ticket_id)
       AND NOT EXISTS (SELECT 1 FROM todo t WHERE t.source = $source AND t.stream = e.stream AND t.ticket_id = e.ticket_id)`,
    { source },
  );
}

/** Read to the end: the ticket waits no more, unless it changed after this reading began. */
async function forgetWork(session: Session, { ended, source }: FinishedTickets): Promise<void> {
  await session.run(
    `DELETE FROM todo t USING ${ended.name} e WHERE t.source = $source AND t.stream = e.stream AND t.ticket_id = e.ticket_id
       AND t.queued_at <= e.begun_at::TIMESTAMPTZ`,
    { source },
  );
  await session.run(
    `DELETE FROM slices s USING ${ended.name} e WHERE s.source = $source AND s.stream = e.stream AND s.key = e.slice`,
    { source },
  );
  await session.run(
    `DELETE FROM seen s USING ${ended.name} e WHERE s.source = $source AND s.stream = e.stream AND s.slice_key = e.slice`,
    { source },
  );
  await session.run(
    `DELETE FROM rejects r USING ${ended.name} e WHERE r.source = $source AND r.stream = e.stream AND r.ticket_id = e.ticket_id
       AND r.last_met_at < e.begun_at::TIMESTAMPTZ`,
    { source },
  );
  // Read for the first time: that it has none is known now.
  await markTicketsDirty(
    session,
    `SELECT DISTINCT $source, e.ticket_id FROM ${ended.name} e
     ANTI JOIN reads r ON r.source = $source AND r.stream = e.stream AND r.ticket_id = e.ticket_id`,
    { source },
  );
  await session.run(
    `DELETE FROM reads r USING ${ended.name} e WHERE r.source = $source AND r.stream = e.stream AND r.ticket_id = e.ticket_id`,
    { source },
  );
  await session.run(
    `INSERT INTO reads SELECT $source, stream, ticket_id, max(ended_at)::TIMESTAMPTZ FROM ${ended.name} GROUP BY stream, ticket_id`,
    { source },
  );
}
