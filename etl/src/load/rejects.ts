/** What could not be read, one row a record, field and reason; it goes when the record is read again without it. */
import { createHash } from 'node:crypto';
import type { Reject } from '../../../vendors/model';
import { clean, cut } from '../../../vendors/text';
import type { Session } from '../store/session';
import { StageFile } from '../store/staging';
import type { StageColumns } from '../store/staging';

/** Records that were read, so that what was wrong with them before can be forgotten. */
export interface ReadRecord {
  stream: string;
  reader: string;
}

export interface MetReject extends Reject {
  stream: string;
  /** Identity of the record that was read: its id within its slice's ticket, else a hash of it. */
  reader: string;
  ticket_id: string | null;
  met_at: string;
  key: string;
}

/** Said of a whole source: once is enough. */
const ONCE_A_STREAM: ReadonlySet<string> = new Set([
  'no_zone_read_as_utc',
  'before_1900',
  'named_like_a_secret',
  'unreadable_character',
]);
const RAW_LIMIT = 8000;

export function metRejects(
  rejects: readonly Reject[],
  place: ReadRecord,
  ticketId: string | null,
  at: string,
): MetReject[] {
  return rejects.map((reject) => {
    const once = ONCE_A_STREAM.has(reject.reason);
    const met = {
      ...reject,
      record_id: once || reject.record_id === null ? null : cleanCut(reject.record_id),
      raw: once || reject.raw === null ? null : cleanCut(reject.raw),
      field: reject.field === null ? null : cleanCut(reject.field),
      stream: place.stream,
      reader: once ? '*' : cleanCut(place.reader),
      ticket_id: once ? null : ticketId,
      met_at: at,
    };
    return { ...met, key: keyOf([met.stream, met.reader, met.record_id, met.field, met.reason]) };
  });
}

function cleanCut(text: string): string {
  return cut(clean(text), RAW_LIMIT);
}

function keyOf(parts: ReadonlyArray<string | null>): string {
  return createHash('sha1').update(JSON.stringify(parts)).digest('base64');
}

const COLUMNS: StageColumns = [
  ['stream', 'VARCHAR'],
  ['reader', 'VARCHAR'],
  ['ticket_id', 'VARCHAR'],
  ['record_id', 'VARCHAR'],
  ['field', 'VARCHAR'],
  ['severity', 'VARCHAR'],
  ['reason', 'VARCHAR'],
  ['raw', 'VARCHAR'],
  ['key', 'VARCHAR'],
  ['met_at', 'TIMESTAMPTZ'],
];

export function stageRejects(folder: string, rejects: Iterable<MetReject>): StageFile {
  return StageFile.write(folder, 'rejects', COLUMNS, rejects);
}

export function stageReadRecords(folder: string, records: readonly ReadRecord[]): StageFile {
  const columns: StageColumns = [
    ['stream', 'VARCHAR'],
    ['reader', 'VARCHAR'],
  ];
  return StageFile.write(
    folder,
    'read',
    columns,
    records.map(({ stream, reader }) => ({ stream, reader: cleanCut(reader) })),
  );
}

export interface SettledRejects {
  source: string;
  runId: string;
  /** null: nothing was wrong. */
  met: StageFile | null;
  /** Records that were read, asked for where something was wrong with one before: mostly nothing was. */
  read(): StageFile;
  /** Whether it is known that the source has none. */
  hadNone: boolean;
}

/** @returns whether it is known that the source has none now */
export async function settleRejects(
  session: Session,
  { source, runId, met, read, hadNone }: SettledRejects,
): Promise<boolean> {
  const hasOld =
    !hadNone && (await session.one('SELECT 1 FROM rejects WHERE source = $source', { source }, () => true)) === true;
  const stage = met === null ? null : await met.into(session);
  if (hasOld) {
    const again = await read().into(session);
    const isMetAgain = stage === null ? 'false' : `r.key IN (SELECT key FROM ${stage.name})`;
    await session.run(
      `DELETE FROM rejects r USING ${again.name} s WHERE r.source = $source AND r.stream = s.stream AND r.reader = s.reader
         AND NOT ${isMetAgain}`,
      { source },
    );
  }
  if (stage === null) return !hasOld;
  await session.run(
    `CREATE OR REPLACE TEMP TABLE met_before AS SELECT r.key, r.first_run_id, r.last_met_at FROM rejects r JOIN ${stage.name} s USING (key)
     WHERE r.source = $source`,
    { source },
  );
  await session.run('DELETE FROM rejects WHERE source = $source AND key IN (SELECT key FROM met_before)', { source });
  await session.run(
    `INSERT INTO rejects BY NAME SELECT $source AS source, s.stream, s.reader, s.ticket_id, s.record_id, s.field, s.severity,
       s.reason, s.raw, s.key, coalesce(b.first_run_id, $run) AS first_run_id, greatest(s.met_at, b.last_met_at) AS last_met_at
     FROM ${stage.name} s LEFT JOIN met_before b USING (key)`,
    { source, run: runId },
  );
  return false;
}
