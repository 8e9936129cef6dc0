/** The durable work list: it moves in the same transactions as the rows, so that a killed run goes on where it was. */
import type { JsonObject } from '../../../vendors/json';
import { isObject, parseJson } from '../../../vendors/json';
import type { Slice, Watermark } from '../../../vendors/vendor';
import type {
  MissingTickets,
  OpenSlice,
  Reached,
  Scan,
  ScanProgress,
  StreamState,
  Tombstones,
  UnmappedStatus,
  WorkList,
} from './types';
import type { FinishedScan } from '../raw/journal';
import { fullScanStartedAt, uniqueSlices } from './types';
import type { KnownShape, ShapeChange } from './shape-changes';
import { knownShape, missingMembers } from './schema-drift';
import type { SliceRow } from './slice-moves';
import { writeSlices } from './slice-moves';
import type { WorkingDatabase } from '../store/database';
import { foldedWord } from '../store/folded-word';
import { UNMAPPED_HISTORY } from '../store/unmapped-statuses';
import type { Row } from '../store/row';
import { instantText, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import { recordFullScan, saveState } from './stream-state';
import { missingTickets, namedTickets, storedAmong, writeTombstones } from './tombstones';

const NEVER_READ: StreamState = {
  watermark: null,
  lastCompleteAt: null,
  lastFullAt: null,
  lastRescanAt: null,
  since: null,
  projects: null,
};

export function createWorkList(working: WorkingDatabase, source: string): WorkList {
  return new DurableWork(working, source);
}

class DurableWork implements WorkList {
  constructor(
    private readonly working: WorkingDatabase,
    private readonly source: string,
  ) {}

  async openScan(stream: string): Promise<Scan | null> {
    return (await this.standing(stream)).open;
  }

  async beginScan(stream: string, scan: Omit<Scan, 'id'>, slices: readonly Slice[]): Promise<Scan> {
    const id = `${stream} ${scan.startedAt}`;
    const { source } = this;
    await this.working.transaction(async (session) => {
      if ((await forgetScan(session, source, stream)) !== undefined) await forgetProgress(session, source, stream);
      const { mode, startedAt, ...plan } = scan;
      await session.run('INSERT INTO scans VALUES (?, ?, ?, ?, ?, ?)', [
        source,
        stream,
        id,
        mode,
        startedAt,
        JSON.stringify(plan),
      ]);
      await writeSlices(session, source, newSlices(stream, id, startedAt, slices));
    });
    return { ...scan, id };
  }

  openSlices(stream: string): Promise<OpenSlice[]> {
    return this.working.all(
      `SELECT key, params, cursor FROM slices WHERE source = ? AND stream = ? AND state = 'open' AND ticket_id IS NULL ORDER BY position, key`,
      [this.source, stream],
      (row) => ({ slice: sliceOf(row), cursor: maybeTextIn(row, 'cursor') }),
    );
  }

  async reopenSlice(stream: string, key: string): Promise<void> {
    await this.working.run(
      `UPDATE slices SET state = 'open', cursor = NULL WHERE source = ? AND stream = ? AND key = ?`,
      [this.source, stream, key],
    );
  }

  async reached(stream: string): Promise<Reached> {
    const rows = await this.working.all(
      `SELECT c.seen, s.key, s.params, s.total, s.named, s.doubt
       FROM (SELECT count(DISTINCT id) AS seen FROM seen WHERE source = $source AND stream = $stream AND kind = 'record') c
       LEFT JOIN (
         SELECT s.key, s.params, s.total, s.doubt, s.state, count(DISTINCT n.id) AS named FROM slices s
         LEFT JOIN seen n ON n.source = s.source AND n.stream = s.stream AND n.slice_key = s.key AND s.state = 'done'
         WHERE s.source = $source AND s.stream = $stream
           AND (s.state = 'unproven' OR (s.state = 'done' AND s.total IS NOT NULL AND s.ticket_id IS NULL)) GROUP BY ALL
       ) s ON s.state = 'unproven' OR s.named < s.total
       ORDER BY s.key`,
      { source: this.source, stream },
      (row) => ({ row, seen: numberIn(row, 'seen'), doubt: maybeTextIn(row, 'doubt') }),
    );
    const doubts = new Set(rows.flatMap(({ doubt }) => doubt ?? []));
    const short = rows.filter(({ row, doubt }) => doubt === null && row['key'] !== null);
    return {
      countMismatches: short.map(({ row }) => ({
        slice: sliceOf(row),
        total: numberIn(row, 'total'),
        rows: numberIn(row, 'named'),
      })),
      incompleteReasons: [...doubts].sort(),
      seen: rows[0]?.seen ?? 0,
    };
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
    return begun === null ? [] : missingMembers(this.working, this.source, stream, begun, at);
  }

  async finishScan(stream: string, finished: FinishedScan): Promise<void> {
    const { source } = this;
    await this.working.transaction(async (session) => {
      await saveState(session, source, stream, finished);
      const scan = await dropScan(session, source, stream);
      if (scan !== undefined) await recordFullScan(session, source, stream, finished, fullScanStartedAt(scan));
    });
  }

  async abandonScan(stream: string): Promise<void> {
    await this.working.transaction(async (session) => {
      await dropScan(session, this.source, stream);
    });
  }

  async state(stream: string): Promise<StreamState> {
    return (await this.standing(stream)).state;
  }

  async standing(stream: string): Promise<ScanProgress> {
    const standing = await this.working.one(
      `SELECT t.boundary, t.since, t.projects, ${instantText('t.last_complete_at')} AS complete, ${instantText('t.last_full_at')} AS "full",
         ${instantText('t.last_rescan_at')} AS rescan, s.scan, s.mode, ${instantText('s.started_at')} AS started_at, s.plan
       FROM (SELECT $source AS source, $stream AS stream) LEFT JOIN stream_state t USING (source, stream) LEFT JOIN scans s USING (source, stream)`,
      { source: this.source, stream },
      (row) => ({
        state: {
          watermark: watermarkOf(maybeTextIn(row, 'boundary')),
          lastCompleteAt: maybeTextIn(row, 'complete'),
          lastFullAt: maybeTextIn(row, 'full'),
          lastRescanAt: maybeTextIn(row, 'rescan'),
          since: maybeTextIn(row, 'since'),
          projects: maybeTextIn(row, 'projects'),
        },
        open: row['scan'] === null ? null : scanOf(row),
      }),
    );
    return standing ?? { state: NEVER_READ, open: null };
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

/** @returns the scan that was open */
async function dropScan(session: Session, source: string, stream: string): Promise<Scan | undefined> {
  const scan = await forgetScan(session, source, stream);
  await forgetProgress(session, source, stream);
  return scan;
}

function forgetScan(session: Session, source: string, stream: string): Promise<Scan | undefined> {
  return session.one(
    `DELETE FROM scans WHERE source = ? AND stream = ? RETURNING scan, mode, ${instantText('started_at')} AS started_at, plan`,
    [source, stream],
    scanOf,
  );
}

/** What a stream that is paged by itself has of it, it has with its scan; streams of tickets have it without one. */
async function forgetProgress(session: Session, source: string, stream: string): Promise<void> {
  await session.run('DELETE FROM seen WHERE source = ? AND stream = ?', [source, stream]);
  await session.run('DELETE FROM slices WHERE source = ? AND stream = ? AND ticket_id IS NULL', [source, stream]);
}

function scanOf(row: Row): Scan {
  const plan = objectOf(textIn(row, 'plan'));
  const mode = textIn(row, 'mode') === 'full' ? 'full' : 'incremental';
  const text = (name: string) => (typeof plan[name] === 'string' ? plan[name] : null);
  return {
    id: textIn(row, 'scan'),
    mode,
    startedAt: textIn(row, 'started_at'),
    serverNow: text('serverNow'),
    complete: plan['complete'] === true,
    total: typeof plan['total'] === 'number' ? plan['total'] : null,
    since: text('since'),
    projects: text('projects'),
    words: text('words') ?? '',
  };
}

function sliceOf(row: Row): Slice {
  return { key: textIn(row, 'key'), params: objectOf(textIn(row, 'params')) };
}

function watermarkOf(text: string | null): Watermark | null {
  if (text === null) return null;
  const { created_at: created, updated_at: updated } = objectOf(text);
  return {
    created_at: typeof created === 'string' ? created : null,
    updated_at: typeof updated === 'string' ? updated : null,
  };
}

function objectOf(text: string): JsonObject {
  const parsed = parseJson(text);
  return parsed.ok && isObject(parsed.value) ? parsed.value : {};
}

function newSlices(stream: string, scan: string, begun: string, slices: readonly Slice[]): SliceRow[] {
  return uniqueSlices(slices).map(({ key, params }, position) => ({
    stream,
    scan,
    key,
    doubt: null,
    ticket_id: null,
    params: JSON.stringify(params),
    cursor: null,
    state: 'open',
    pages: 0,
    rows: 0,
    total: null,
    position,
    begun_at: begun,
    moved_at: begun,
  }));
}
