/** Moves the durable work list with the rows of the same pages: cursors, slices that take over, tickets that end. */
import type { Slice } from '../../../vendors/vendor';
import { maybeNumberIn, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { ReadPage } from '../raw/page';
import type { Stage, StageColumns } from '../store/staging';
import { StageFile } from '../store/staging';

/** A ticket whose per-ticket stream ends in this batch. */
export interface EndedTicket {
  stream: string;
  slice: string;
  ticket_id: string;
  /** When the first and the last page of this reading were received. */
  begun_at: string;
  ended_at: string;
}

/** A row of `slices`. */
export interface SliceRow {
  stream: string;
  scan: string | null;
  key: string;
  ticket_id: string | null;
  params: string;
  cursor: string | null;
  state: string;
  /** Why a slice in the state `unproven` cannot be called whole. */
  doubt: string | null;
  pages: number;
  rows: number;
  total: number | null;
  position: number;
  begun_at: string;
  /** When the page that moved it last was received. */
  moved_at: string;
}

const COLUMNS: StageColumns = [
  ['stream', 'VARCHAR'],
  ['scan', 'VARCHAR'],
  ['key', 'VARCHAR'],
  ['ticket_id', 'VARCHAR'],
  ['params', 'VARCHAR'],
  ['cursor', 'VARCHAR'],
  ['state', 'VARCHAR'],
  ['doubt', 'VARCHAR'],
  ['pages', 'INTEGER'],
  ['rows', 'BIGINT'],
  ['total', 'BIGINT'],
  ['position', 'INTEGER'],
  ['begun_at', 'VARCHAR'],
  ['moved_at', 'VARCHAR'],
];
const NAMES = COLUMNS.map(([name]) => name).join(', ');

/**
 * Plays the pages' moves, in order. A page moves its slice when it continues where the slice stands, or begins it anew;
 * a page that is loaded twice, or that is older than the scan, moves nothing.
 * @returns tickets whose slice ended
 */
export async function moveSlices(
  session: Session,
  folder: string,
  source: string,
  pages: readonly ReadPage[],
): Promise<EndedTicket[]> {
  const [last = 0] = await session.all(
    'SELECT coalesce(max(position), 0) AS n FROM slices WHERE source = $source',
    { source },
    (row) => numberIn(row, 'n'),
  );
  const places = await stageConcerned(session, folder, pages);
  const play = new Play(await slicesAt(session, places, source), last);
  for (const page of pages) play.page(page);
  await writeMoves(session, folder, places, source, play);
  return play.ended;
}

class Play {
  readonly ended: EndedTicket[] = [];
  hasMoved = false;
  /** Tickets that are read from their first page once more: what the first attempt named does not count. */
  readonly restarted: Array<{ stream: string; key: string }> = [];
  private readonly rows: Map<string, SliceRow>;

  /** @param position the last one in use: slices that take over are read after all others */
  constructor(
    known: readonly SliceRow[],
    private position: number,
  ) {
    this.rows = new Map(known.map((row) => [placeOf(row.stream, row.key), row]));
  }

  page(page: ReadPage): void {
    if (page.slice.ticketId === undefined) this.moveSlice(page);
    else this.moveTicket(page, page.slice.ticketId);
  }

  private moveSlice(page: ReadPage): void {
    const known = this.rows.get(placeOf(page.stream, page.slice.key));
    if (known?.state !== 'open' || page.receivedAt < known.begun_at || !moves(page, known)) return;
    this.put({
      ...known,
      cursor: page.next,
      state: stateAfter(page),
      doubt: page.unproven,
      pages: known.pages + 1,
      rows: known.rows + page.rows,
      total: page.total ?? known.total,
      moved_at: page.receivedAt,
    });
    for (const heir of page.replacedBy ?? []) this.inherit(known, heir);
  }

  private inherit(from: SliceRow, heir: Slice): void {
    if (this.rows.has(placeOf(from.stream, heir.key))) return;
    this.position += 1;
    const blank = { cursor: null, state: 'open', doubt: null, pages: 0, rows: 0, total: null, moved_at: from.begun_at };
    this.put({ ...from, ...blank, key: heir.key, params: JSON.stringify(heir.params), position: this.position });
  }

  /**
   * A ticket's pages have a slice in the list only while they are interrupted half-way. An end that proves nothing
   * leaves the ticket waiting for another reading, as do slices that take over.
   */
  private moveTicket(page: ReadPage, ticketId: string): void {
    const { stream, slice, receivedAt } = page;
    const known = this.rows.get(placeOf(stream, slice.key));
    if (page.cursor !== null && known?.cursor !== page.cursor) return;
    const isWhole = page.unproven === null && (page.replacedBy ?? []).length === 0;
    if (known && (page.cursor === null || !isWhole)) this.restarted.push({ stream, key: slice.key });
    const begun = page.cursor === null || !known ? receivedAt : known.begun_at;
    if (page.next === null) {
      if (isWhole)
        this.ended.push({ stream, slice: slice.key, ticket_id: ticketId, begun_at: begun, ended_at: receivedAt });
      if (known) this.drop(known);
      return;
    }
    this.put({
      stream,
      scan: null,
      key: slice.key,
      ticket_id: ticketId,
      params: JSON.stringify(slice.params),
      cursor: page.next,
      state: 'open',
      doubt: null,
      pages: (known?.pages ?? 0) + 1,
      rows: (known?.rows ?? 0) + page.rows,
      total: null,
      position: 0,
      begun_at: begun,
      moved_at: receivedAt,
    });
  }

  private put(row: SliceRow): void {
    this.rows.set(placeOf(row.stream, row.key), row);
    this.hasMoved = true;
  }

  private drop(row: SliceRow): void {
    this.rows.delete(placeOf(row.stream, row.key));
    this.hasMoved = true;
  }

  /** What the concerned slices are after the play. */
  remaining(): SliceRow[] {
    return [...this.rows.values()];
  }
}

/** `unproven` is an end, too, but one that a run which is killed right after it must not take for a proof. */
function stateAfter({ replacedBy, next, unproven }: ReadPage): 'open' | 'replaced' | 'unproven' | 'done' {
  if (replacedBy !== null) return 'replaced';
  if (next !== null) return 'open';
  return unproven === null ? 'done' : 'unproven';
}

function moves(page: ReadPage, known: SliceRow): boolean {
  return page.cursor === known.cursor || (page.cursor === null && page.receivedAt > known.moved_at);
}

/** The slices that the pages belong to, and those that would take over from them. */
async function stageConcerned(session: Session, folder: string, pages: readonly ReadPage[]): Promise<Stage> {
  const places = new Map<string, { stream: string; key: string }>();
  for (const { stream, slice, replacedBy } of pages) {
    for (const { key } of [slice, ...(replacedBy ?? [])]) places.set(placeOf(stream, key), { stream, key });
  }
  return stagePlaces(session, folder, [...places.values()], 'places');
}

function slicesAt(session: Session, places: Stage, source: string): Promise<SliceRow[]> {
  return session.all(
    `SELECT ${NAMES} FROM slices SEMI JOIN ${places.name} p USING (stream, key) WHERE source = $source`,
    { source },
    (row) => ({
      stream: textIn(row, 'stream'),
      scan: maybeTextIn(row, 'scan'),
      key: textIn(row, 'key'),
      ticket_id: maybeTextIn(row, 'ticket_id'),
      params: textIn(row, 'params'),
      cursor: maybeTextIn(row, 'cursor'),
      state: textIn(row, 'state'),
      doubt: maybeTextIn(row, 'doubt'),
      pages: numberIn(row, 'pages'),
      rows: numberIn(row, 'rows'),
      total: maybeNumberIn(row, 'total'),
      position: numberIn(row, 'position'),
      begun_at: textIn(row, 'begun_at'),
      moved_at: textIn(row, 'moved_at'),
    }),
  );
}

async function writeMoves(session: Session, folder: string, places: Stage, source: string, play: Play): Promise<void> {
  if (play.restarted.length > 0) {
    const restarted = await stagePlaces(session, folder, play.restarted, 'restarted');
    await session.run(
      `DELETE FROM seen s USING ${restarted.name} p WHERE s.source = $source AND s.stream = p.stream AND s.slice_key = p.key`,
      { source },
    );
  }
  if (!play.hasMoved) return;
  await session.run(
    `DELETE FROM slices s USING ${places.name} p WHERE s.source = $source AND s.stream = p.stream AND s.key = p.key`,
    { source },
  );
  await insertSlices(session, folder, source, play.remaining());
}

/** Many slices at once: a statement a row would cost DuckDB a quarter of a megabyte each until the commit. */
export async function insertSlices(
  session: Session,
  folder: string,
  source: string,
  rows: readonly SliceRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const file = StageFile.write(folder, 'slices', COLUMNS, rows);
  await session.run(`INSERT INTO slices BY NAME SELECT $source AS source, * FROM ${file.sql}`, { source });
}

async function stagePlaces(
  session: Session,
  folder: string,
  places: ReadonlyArray<{ stream: string; key: string }>,
  name: string,
): Promise<Stage> {
  const columns = ['stream', 'key'].map((column) => [column, 'VARCHAR'] as const);
  return StageFile.write(folder, name, columns, places).into(session);
}

function placeOf(stream: string, key: string): string {
  return JSON.stringify([stream, key]);
}
