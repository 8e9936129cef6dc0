/** What is known of a source before it is asked: from the exporter's own state, or from what it published last. */
import type { FileListState } from '../checkpoints/file-lists';
import type { StreamState, WorkList } from '../checkpoints/types';
import { scopeOf } from '../sync/scan-mode';
import type { SourceConfig } from '../config/config';
import type { RunMode } from '../base/run-row';
import { openPublished, publishedRows } from '../publish/published';
import { queues } from '../schema/reference-tables';
import { tickets } from '../schema/ticket-tables';
import { openWorkingDatabaseToRead } from '../store/database';
import type { WorkingDatabase } from '../store/database';
import { STATE_VERSION, stateVersion } from '../store/ddl';
import { LakeError } from '../base/errors';
import { describeHolder, lockHolder } from '../store/lock';
import { newerState } from '../store/migrations';
import { instantText, maybeNumberIn, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Row } from '../store/row';
import type { Session } from '../store/session';
import { TicketQueue } from '../checkpoints/ticket-queue';
import { createWorkList } from '../checkpoints/work-list';

/** What the last complete reading of a stream cost and brought. */
export interface LastRun {
  requests: number;
  /** New and changed rows. */
  changed: number;
  storedTotal: number | null;
}

export interface SourceKnowledge extends Pick<
  WorkList,
  'state' | 'openScan' | 'openSlices' | 'openTicketIds' | 'queueIds' | 'storedTickets'
> {
  /** How many tickets wait for a per-ticket stream. */
  waitingTickets(stream: string): Promise<number>;
  /** Whether lists of files are known to be needed. */
  fileLists(stream: string): Promise<FileListState>;
  lastRun(stream: string, mode: RunMode): Promise<LastRun | null>;
}

export interface Knowledge {
  from: 'state' | 'publication' | 'nothing';
  /** Why the state itself could not be read. */
  note: string | null;
  of(source: SourceConfig): SourceKnowledge;
  close(): Promise<void>;
}

/**
 * @throws LakeError when a newer version wrote the lake, or it cannot be read
 */
export async function openKnowledge(lake: string): Promise<Knowledge> {
  const holder = lockHolder(lake);
  if (holder !== undefined) return published(lake, `the lake is locked by a run (${describeHolder(holder)})`);
  const opened = await valueOrError(openWorkingDatabaseToRead(lake));
  if (opened instanceof LakeError) {
    if (opened.code !== 'locked') throw opened;
    return published(lake, opened.message);
  }
  if (opened === null) return nothing(null);
  const usable = await valueOrError(isUsable(opened));
  if (usable === true) return fromState(opened);
  await opened.close();
  if (usable instanceof LakeError) throw usable;
  return published(lake, 'the working database is of an older version, which the next export brings up to date');
}

/** @throws LakeError when a newer version wrote it, or it is none of ours */
async function isUsable(working: WorkingDatabase): Promise<boolean> {
  const version = (await stateVersion(working)) ?? 0;
  if (version > STATE_VERSION) throw newerState(version, STATE_VERSION);
  return version === STATE_VERSION;
}

function fromState(working: WorkingDatabase): Knowledge {
  return {
    from: 'state',
    note: null,
    of: ({ name }) => {
      const work = createWorkList(working, name);
      return {
        state: (stream) => work.state(stream),
        openScan: (stream) => work.openScan(stream),
        openSlices: (stream) => work.openSlices(stream),
        openTicketIds: (doneSince) => work.openTicketIds(doneSince),
        queueIds: () => work.queueIds(),
        storedTickets: () => work.storedTickets(),
        waitingTickets: (stream) => new TicketQueue(working, name).count(stream),
        fileLists: (stream) => new TicketQueue(working, name).fileLists(stream),
        lastRun: (stream, mode) => lastRun(working, name, stream, mode),
      };
    },
    close: () => working.close(),
  };
}

async function published(lake: string, why: string): Promise<Knowledge> {
  const reader = await valueOrError(openPublished(lake));
  if (reader instanceof LakeError) {
    if (reader.code !== 'not_published') throw reader;
    return nothing(`${why}, and nothing is published yet`);
  }
  return {
    from: 'publication',
    note: `${why}: planned from what was published last`,
    of: (source) => publishedSource(reader, source),
    close: () => reader.close(),
  };
}

function nothing(note: string | null): Knowledge {
  return {
    from: 'nothing',
    note,
    of: () => ({
      state: async () => NEVER_READ,
      openScan: async () => null,
      openSlices: async () => [],
      openTicketIds: async () => [],
      queueIds: async () => [],
      storedTickets: async () => 0,
      waitingTickets: async () => 0,
      fileLists: async () => NEVER_LISTED,
      lastRun: async () => null,
    }),
    close: async () => undefined,
  };
}

const NEVER_LISTED: FileListState = { sampledAt: null, why: null };

const NEVER_READ: StreamState = {
  watermark: null,
  lastCompleteAt: null,
  lastFullAt: null,
  lastRescanAt: null,
  since: null,
  projects: null,
};

/** Interrupted scans, waiting tickets and the scope of the last scan are not published: they count as none and the same. */
function publishedSource(session: Session, source: SourceConfig): SourceKnowledge {
  const { name } = source;
  const ids = (sql: string, ...params: Array<string | null>) =>
    session.all(sql, [name, ...params], (row) => textIn(row, 'id'));
  return {
    state: (stream) => publishedState(session, source, stream),
    openScan: async () => null,
    openSlices: async () => [],
    openTicketIds: async (doneSince = null) =>
      ids(
        `SELECT ticket_id AS id FROM ${await publishedRows(session, tickets)} WHERE source = ? AND NOT is_deleted
           AND (is_open OR coalesce(greatest(resolved_at, closed_at), updated_at) >= ?::TIMESTAMPTZ) ORDER BY id`,
        doneSince,
      ),
    queueIds: async () =>
      ids(`SELECT queue_id AS id FROM ${await publishedRows(session, queues)} WHERE source = ? ORDER BY id`),
    storedTickets: async () => {
      const rows = await publishedRows(session, tickets);
      const sql = `SELECT count(*) AS n FROM ${rows} WHERE source = ? AND NOT is_deleted`;
      return (await session.one(sql, [name], (row) => numberIn(row, 'n'))) ?? 0;
    },
    waitingTickets: async () => 0,
    fileLists: async () => NEVER_LISTED,
    lastRun: (stream, mode) => lastRun(session, name, stream, mode),
  };
}

async function publishedState(session: Session, source: SourceConfig, stream: string): Promise<StreamState> {
  const state = await session.one(
    `SELECT ${instantText('max(finished_at)')} AS complete,
       ${instantText(`max(finished_at) FILTER (mode = 'full')`)} AS "full", arg_max(cursor_to, finished_at) AS boundary
     FROM runs WHERE source = ? AND stream = ? AND outcome = 'complete'`,
    [source.name, stream],
    (row) => ({
      complete: maybeTextIn(row, 'complete'),
      full: maybeTextIn(row, 'full'),
      boundary: maybeTextIn(row, 'boundary'),
    }),
  );
  if (!state || state.complete === null) return NEVER_READ;
  return {
    watermark: { created_at: state.boundary, updated_at: state.boundary },
    lastCompleteAt: state.complete,
    lastFullAt: state.full,
    lastRescanAt: state.complete,
    since: source.since,
    projects: scopeOf(source.projects),
  };
}

async function lastRun(session: Session, source: string, stream: string, mode: RunMode): Promise<LastRun | null> {
  const last = await session.one(
    `SELECT requests, rows_new + rows_changed AS changed, stored_total FROM runs
     WHERE source = ? AND stream = ? AND mode = ? AND outcome = 'complete' ORDER BY run_id DESC LIMIT 1`,
    [source, stream, mode],
    (row: Row) => ({
      requests: numberIn(row, 'requests'),
      changed: numberIn(row, 'changed'),
      storedTotal: maybeNumberIn(row, 'stored_total'),
    }),
  );
  return last ?? null;
}

async function valueOrError<T>(work: Promise<T>): Promise<T | LakeError> {
  return work.catch((error: unknown) => {
    if (error instanceof LakeError) return error;
    throw error;
  });
}
