/** The durable work list: it moves in the same transactions as the rows, so that a killed run goes on where it was. */
import type { Watermark } from '../../../vendors/vendor';
import type {
  FinishedStream,
  MissingTickets,
  NewScan,
  OpenSlice,
  Reached,
  Scan,
  ScanProgress,
  StreamState,
  Tombstones,
  UnmappedStatus,
  WorkList,
} from './types';
import { fullScanStartedAt } from './types';
import { newSlices, progressIn, scanOf, sliceOf } from './work-rows';
import type { KnownShape, ShapeChange } from './shape-changes';
import { knownShape, missingMembers } from './schema-drift';
import { writeSlices } from './slice-moves';
import type { WorkingDatabase } from '../store/database';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import { foldedWord } from '../store/folded-word';
import { UNMAPPED_HISTORY } from '../store/unmapped-statuses';
import { instantText, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import { recordFullScans, saveStates } from './stream-state';
import { missingTickets, namedTickets, storedAmong, writeTombstones } from './tombstones';

const NEVER_READ: StreamState = {
  watermark: null,
  lastCompleteAt: null,
  lastFullAt: null,
  lastRescanAt: null,
  since: null,
  projects: null,
};

const SCANS: JsonColumns = [
  ['stream', 'VARCHAR'],
  ['scan', 'VARCHAR'],
  ['mode', 'VARCHAR'],
  ['started_at', 'TIMESTAMPTZ'],
  ['plan', 'VARCHAR'],
];
/** The names in the JSON list `$streams`, and a condition that the stream of a row is one of them. */
const NAMES = `SELECT unnest(from_json($streams, '["VARCHAR"]'))`;
const STREAMS = `(${NAMES} AS stream)`;
const NAMED_STREAMS = `stream IN (${NAMES})`;

export function createWorkList(working: WorkingDatabase, source: string): WorkList {
  return new DurableWork(working, source);
}

class DurableWork implements WorkList {
  constructor(
    private readonly working: WorkingDatabase,
    private readonly source: string,
  ) {}

  async openScan(stream: string): Promise<Scan | null> {
    return (await this.progress(stream)).open;
  }

  async beginScans(scans: readonly NewScan[]): Promise<Scan[]> {
    const { source } = this;
    const begun = scans.map(({ stream, scan }) => ({ ...scan, id: `${stream} ${scan.startedAt}` }));
    const rows = begun.map(({ id, mode, startedAt, ...plan }, at) => {
      return { stream: scans[at]?.stream, scan: id, mode, started_at: startedAt, plan: JSON.stringify(plan) };
    });
    const slices = scans.flatMap((each, at) => newSlices(each, begun[at]?.id ?? ''));
    await this.working.transaction(async (session) => {
      const streams = scans.map(({ stream }) => stream);
      const older = await forgetScans(session, source, streams);
      if (older.size > 0) await forgetProgress(session, source, streams);
      const added = { source, rows: JSON.stringify(rows) };
      await session.run(`INSERT INTO scans BY NAME SELECT $source AS source, * FROM ${jsonRows(SCANS)}`, added);
      await writeSlices(session, source, slices);
    });
    return begun;
  }

  async openSlices(stream: string): Promise<OpenSlice[]> {
    return (await this.openSlicesOf([stream])).get(stream) ?? [];
  }

  async openSlicesOf(streams: readonly string[]): Promise<Map<string, OpenSlice[]>> {
    const open = new Map<string, OpenSlice[]>();
    const rows = await this.working.all(
      `SELECT stream, key, params, cursor FROM slices WHERE source = $source AND ${NAMED_STREAMS} AND state = 'open' AND ticket_id IS NULL
       ORDER BY position, key`,
      { source: this.source, streams: JSON.stringify(streams) },
      (row) => ({ stream: textIn(row, 'stream'), slice: sliceOf(row), cursor: maybeTextIn(row, 'cursor') }),
    );
    for (const { stream, ...slice } of rows) open.set(stream, [...(open.get(stream) ?? []), slice]);
    return open;
  }

  async endedSlicesOf(streams: readonly string[]): Promise<Map<string, string[]>> {
    const ended = new Map<string, string[]>();
    const rows = await this.working.all(
      `SELECT stream, key FROM slices WHERE source = $source AND ${NAMED_STREAMS} AND state <> 'open' AND ticket_id IS NULL`,
      { source: this.source, streams: JSON.stringify(streams) },
      (row) => ({ stream: textIn(row, 'stream'), key: textIn(row, 'key') }),
    );
    for (const { stream, key } of rows) {
      const keys = ended.get(stream) ?? [];
      keys.push(key);
      ended.set(stream, keys);
    }
    return ended;
  }

  async reopenSlice(stream: string, key: string): Promise<void> {
    await this.working.run(
      `UPDATE slices SET state = 'open', cursor = NULL WHERE source = ? AND stream = ? AND key = ?`,
      [this.source, stream, key],
    );
  }

  async reachedOf(streams: readonly string[]): Promise<Reached[]> {
    if (streams.length === 0) return [];
    const rows = await this.working.all(
      `SELECT stream, coalesce(c.seen, 0) AS seen, s.key, s.params, s.total, s.named, s.doubt FROM ${STREAMS}
       LEFT JOIN (SELECT stream, count(DISTINCT id) AS seen FROM seen WHERE source = $source AND kind = 'record' AND ${NAMED_STREAMS} GROUP BY stream) c
         USING (stream)
       LEFT JOIN (
         SELECT s.stream, s.key, s.params, s.total, s.doubt, s.state, count(DISTINCT n.id) AS named FROM slices s
         LEFT JOIN seen n ON n.source = s.source AND n.stream = s.stream AND n.slice_key = s.key AND s.state = 'done'
         WHERE s.source = $source AND s.${NAMED_STREAMS}
           AND (s.state = 'unproven' OR (s.state = 'done' AND s.total IS NOT NULL AND s.ticket_id IS NULL)) GROUP BY ALL
         HAVING s.state = 'unproven' OR named < s.total
       ) s USING (stream)
       ORDER BY s.key`,
      { source: this.source, streams: JSON.stringify(streams) },
      (row) => ({ row, stream: textIn(row, 'stream'), doubt: maybeTextIn(row, 'doubt') }),
    );
    return streams.map((stream) => {
      const own = rows.filter((each) => each.stream === stream);
      const [first] = own;
      const short = own.filter(({ row, doubt }) => doubt === null && row['key'] !== null);
      return {
        countMismatches: short.map(({ row }) => ({
          slice: sliceOf(row),
          total: numberIn(row, 'total'),
          rows: numberIn(row, 'named'),
        })),
        incompleteReasons: [...new Set(own.flatMap(({ doubt }) => doubt ?? []))].sort(),
        seen: first === undefined ? 0 : numberIn(first.row, 'seen'),
      };
    });
  }

  missingTickets(scan: Pick<Scan, 'projects' | 'startedAt'>): Promise<MissingTickets> {
    return missingTickets(this.working, this.source, scan);
  }

  namedTickets(): Promise<string[]> {
    return namedTickets(this.working, this.source);
  }

  storedAmong(ids: readonly string[]): Promise<string[]> {
    return storedAmong(this.working, this.source, ids);
  }

  writeTombstones(tombstones: Tombstones): Promise<void> {
    return this.working.transaction((session) => writeTombstones(session, this.source, tombstones));
  }

  deletedAt(at: string): Promise<string[]> {
    return this.ids(
      'SELECT ticket_id AS id FROM w_tickets WHERE source = ? AND gone_at = ?::TIMESTAMPTZ ORDER BY ticket_id',
      [this.source, at],
    );
  }

  async knownShape(stream: string): Promise<KnownShape | null> {
    const { known, since } = await knownShape(this.working, this.source, stream);
    return since === null ? null : known;
  }

  async missingMembers(stream: string, at: string): Promise<ShapeChange[]> {
    const scan = await this.openScan(stream);
    const begun = scan === null ? null : fullScanStartedAt(scan);
    if (begun === null) return [];
    const [missing = []] = await missingMembers(this.working, this.source, [{ stream, since: begun, at }]);
    return missing;
  }

  async finishScans(streams: readonly FinishedStream[]): Promise<void> {
    const { source } = this;
    await this.working.transaction(async (session) => {
      await saveStates(session, source, streams);
      const scans = await dropScans(
        session,
        source,
        streams.map(({ stream }) => stream),
      );
      const full = streams.flatMap(({ stream, finished }) => {
        const scan = scans.get(stream);
        const since = scan === undefined ? null : fullScanStartedAt(scan);
        return since === null ? [] : [{ stream, at: finished.at, since }];
      });
      await recordFullScans(session, source, full);
    });
  }

  async abandonScan(stream: string): Promise<void> {
    await this.working.transaction(async (session) => {
      await dropScans(session, this.source, [stream]);
    });
  }

  async state(stream: string): Promise<StreamState> {
    return (await this.progress(stream)).state;
  }

  async progressOf(streams: readonly string[]): Promise<ScanProgress[]> {
    const rows = await this.working.all(
      `SELECT stream, t.boundary, t.since, t.projects, ${instantText('t.last_complete_at')} AS complete, ${instantText('t.last_full_at')} AS "full",
         ${instantText('t.last_rescan_at')} AS rescan, s.scan, s.mode, ${instantText('s.started_at')} AS started_at, s.plan
       FROM ${STREAMS} LEFT JOIN (SELECT * FROM stream_state WHERE source = $source) t USING (stream)
         LEFT JOIN (SELECT * FROM scans WHERE source = $source) s USING (stream)`,
      { source: this.source, streams: JSON.stringify(streams) },
      (row): [string, ScanProgress] => [textIn(row, 'stream'), progressIn(row)],
    );
    const known = new Map(rows);
    return streams.map((stream) => known.get(stream) ?? { state: NEVER_READ, open: null });
  }

  private async progress(stream: string): Promise<ScanProgress> {
    const [progress] = await this.progressOf([stream]);
    return progress ?? { state: NEVER_READ, open: null };
  }

  async latestStored(): Promise<Watermark> {
    const latest = await this.working.one(
      `SELECT ${instantText('max(created_at)')} AS created, ${instantText('max(updated_at)')} AS updated FROM w_tickets WHERE source = ?`,
      [this.source],
      (row) => ({ created_at: maybeTextIn(row, 'created'), updated_at: maybeTextIn(row, 'updated') }),
    );
    return latest ?? { created_at: null, updated_at: null };
  }

  storedTickets(): Promise<number> {
    return this.count('SELECT count(*) AS n FROM w_tickets WHERE source = ? AND gone_at IS NULL');
  }

  openTicketIds(doneSince: string | null = null): Promise<string[]> {
    return this.ids(
      `SELECT ticket_id AS id FROM w_tickets WHERE source = ? AND gone_at IS NULL AND NOT is_deleted
         AND (status_group NOT IN ('solved', 'closed', 'deleted')
           OR (status_group <> 'deleted'
             AND coalesce(greatest(resolved_at, closed_at), first_done_at, updated_at)::TIMESTAMPTZ >= ?::TIMESTAMPTZ))
       ORDER BY ticket_id`,
      [this.source, doneSince],
    );
  }

  queueIds(): Promise<string[]> {
    return this.ids('SELECT DISTINCT queue_id AS id FROM w_queues WHERE source = ? ORDER BY id', [this.source]);
  }

  unmappedStatuses(): Promise<UnmappedStatus[]> {
    return this.working.all(
      `SELECT w.word, n.id, n.name FROM (
         SELECT raw AS word FROM rejects WHERE source = $source AND reason = 'unmapped_status' AND raw IS NOT NULL
         UNION SELECT word FROM (${UNMAPPED_HISTORY}) WHERE source = $source) w
       LEFT JOIN (SELECT id, min(name) AS name FROM w_names WHERE source = $source AND kind = 'status' GROUP BY id) n
         ON n.id = w.word OR ${foldedWord('n.name')} = ${foldedWord('w.word')}
       QUALIFY row_number() OVER (PARTITION BY w.word ORDER BY n.id = w.word DESC, n.id) = 1
       ORDER BY w.word`,
      { source: this.source },
      (row) => ({
        word: textIn(row, 'word'),
        listed: 'id' in row && row['id'] !== null ? { id: textIn(row, 'id'), name: textIn(row, 'name') } : null,
      }),
    );
  }

  async loadedTo(): Promise<Map<string, number>> {
    const ends = await this.working.all('SELECT file, loaded_to FROM spool WHERE source = ?', [this.source], (row) => {
      return [textIn(row, 'file'), numberIn(row, 'loaded_to')] as const;
    });
    return new Map(ends);
  }

  private ids(sql: string, params: Array<string | null>): Promise<string[]> {
    return this.working.all(sql, params, (row) => textIn(row, 'id'));
  }

  private async count(sql: string, ...params: string[]): Promise<number> {
    const [count = 0] = await this.working.all(sql, [this.source, ...params], (row) => numberIn(row, 'n'));
    return count;
  }
}

/** @returns the scans that were open, by stream */
async function dropScans(session: Session, source: string, streams: readonly string[]): Promise<Map<string, Scan>> {
  const scans = await forgetScans(session, source, streams);
  await forgetProgress(session, source, streams);
  return scans;
}

async function forgetScans(session: Session, source: string, streams: readonly string[]): Promise<Map<string, Scan>> {
  const rows = await session.all(
    `DELETE FROM scans WHERE source = $source AND ${NAMED_STREAMS}
     RETURNING stream, scan, mode, ${instantText('started_at')} AS started_at, plan`,
    { source, streams: JSON.stringify(streams) },
    (row): [string, Scan] => [textIn(row, 'stream'), scanOf(row)],
  );
  return new Map(rows);
}

/** What a stream that is paged by itself has of it, it has with its scan; streams of tickets have it without one. */
async function forgetProgress(session: Session, source: string, streams: readonly string[]): Promise<void> {
  const whose = { source, streams: JSON.stringify(streams) };
  await session.run(`DELETE FROM seen WHERE source = $source AND ${NAMED_STREAMS}`, whose);
  await session.run(`DELETE FROM slices WHERE source = $source AND ${NAMED_STREAMS} AND ticket_id IS NULL`, whose);
}
