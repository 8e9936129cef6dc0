/** Moves the durable work list with the rows of the same pages: cursors, slices that take over, tickets that end. */
import type { Slice } from '../../../vendors/vendor';
import type { JsonColumns } from '../store/json-rows';
import { jsonRows } from '../store/json-rows';
import type { Row } from '../store/row';
import { maybeNumberIn, maybeTextIn, numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';
import type { PageMeta } from '../raw/page';

/** A ticket whose per-ticket stream ends in this batch. */
export interface EndedTicket {
  stream: string;
  slice: string;
  ticket_id: string;
  /** When the first and the last page of this reading were received. */
  begun_at: string;
  ended_at: string;
}

interface SliceId {
  stream: string;
  key: string;
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

const COLUMNS: JsonColumns = [
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
const PLACES: JsonColumns = [
  ['stream', 'VARCHAR'],
  ['key', 'VARCHAR'],
];
/** The text of so many is read at once. */
const ROWS_AT_ONCE = 10_000;
const NAMES = COLUMNS.map(([name]) => name).join(', ');

/**
 * Plays the pages' moves, in order. A page moves its slice when it continues where the slice stands, or begins it anew;
 * a page that is loaded twice, or that is older than the scan, moves nothing.
 * @returns tickets whose slice ended
 */
export async function moveSlices(session: Session, source: string, pages: readonly PageMeta[]): Promise<EndedTicket[]> {
  const { slices, last } = await concernedSlices(session, source, pages);
  const play = new Play(slices, last);
  for (const page of pages) play.page(page);
  await writeMoves(session, source, play);
  return play.ended;
}

class Play {
  readonly ended: EndedTicket[] = [];
  private readonly changed = new Map<string, SliceRow>();
  private readonly dropped = new Map<string, SliceId>();
  /** Tickets that are read from their first page once more: what the first attempt named does not count. */
  readonly restarted: SliceId[] = [];
  private readonly rows: Map<string, SliceRow>;

  /** @param position the last one in use: slices that take over are read after all others */
  constructor(
    known: readonly SliceRow[],
    private position: number,
  ) {
    this.rows = new Map(known.map((row) => [placeOf(row.stream, row.key), row]));
  }

  page(page: PageMeta): void {
    if (page.slice.ticketId === undefined) this.moveSlice(page);
    else this.moveTicket(page, page.slice.ticketId);
  }

  private moveSlice(page: PageMeta): void {
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
    for (const replacement of page.replacedBy ?? []) this.addReplacement(known, replacement);
  }

  private addReplacement(from: SliceRow, replacement: Slice): void {
    if (this.rows.has(placeOf(from.stream, replacement.key))) return;
    this.position += 1;
    const blank = { cursor: null, state: 'open', doubt: null, pages: 0, rows: 0, total: null, moved_at: from.begun_at };
    this.put({
      ...from,
      ...blank,
      key: replacement.key,
      params: JSON.stringify(replacement.params),
      position: this.position,
    });
  }

  /**
   * A ticket's pages have a slice in the list only while they are interrupted half-way. An end that proves nothing
   * leaves the ticket waiting for another reading, as do slices that take over.
   */
  private moveTicket(page: PageMeta, ticketId: string): void {
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
    const place = placeOf(row.stream, row.key);
    this.rows.set(place, row);
    this.changed.set(place, row);
    this.dropped.delete(place);
  }

  private drop({ stream, key }: SliceRow): void {
    const place = placeOf(stream, key);
    this.rows.delete(place);
    this.changed.delete(place);
    this.dropped.set(place, { stream, key });
  }

  /** Slices that are new, or not where they stood. */
  get rowsToWrite(): SliceRow[] {
    return [...this.changed.values()];
  }

  get gone(): SliceId[] {
    return [...this.dropped.values()];
  }
}

/** `unproven` is an end, too, but one that a run which is killed right after it must not take for a proof. */
function stateAfter({ replacedBy, next, unproven }: PageMeta): 'open' | 'replaced' | 'unproven' | 'done' {
  if (replacedBy !== null) return 'replaced';
  if (next !== null) return 'open';
  return unproven === null ? 'done' : 'unproven';
}

function moves(page: PageMeta, known: SliceRow): boolean {
  return page.cursor === known.cursor || (page.cursor === null && page.receivedAt > known.moved_at);
}

/** The slices that the pages belong to, and those that would take over from them. */
async function concernedSlices(
  session: Session,
  source: string,
  pages: readonly PageMeta[],
): Promise<{ slices: SliceRow[]; last: number }> {
  const places = new Map<string, SliceId>();
  for (const { stream, slice, replacedBy } of pages) {
    for (const { key } of [slice, ...(replacedBy ?? [])]) places.set(placeOf(stream, key), { stream, key });
  }
  let last = 0;
  const slices = await session.all(
    `SELECT ${NAMES}, (SELECT max(position) FROM slices WHERE source = $source) AS last
     FROM slices SEMI JOIN ${jsonRows(PLACES)} p USING (stream, key) WHERE source = $source`,
    { source, rows: JSON.stringify([...places.values()]) },
    (row) => {
      last = numberIn(row, 'last');
      return sliceRowOf(row);
    },
  );
  return { slices, last };
}

function sliceRowOf(row: Row): SliceRow {
  return {
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
  };
}

async function writeMoves(session: Session, source: string, play: Play): Promise<void> {
  const atPlaces = (places: readonly SliceId[]) => ({ source, rows: JSON.stringify(places) });
  if (play.restarted.length > 0) {
    await session.run(
      `DELETE FROM seen s USING ${jsonRows(PLACES)} p WHERE s.source = $source AND s.stream = p.stream AND s.slice_key = p.key`,
      atPlaces(play.restarted),
    );
  }
  if (play.gone.length > 0) {
    await session.run(
      `DELETE FROM slices s USING ${jsonRows(PLACES)} p WHERE s.source = $source AND s.stream = p.stream AND s.key = p.key`,
      atPlaces(play.gone),
    );
  }
  await writeSlices(session, source, play.rowsToWrite);
}

/** Writes slices, or writes them anew. Many at once: a statement a row would cost DuckDB a quarter of a megabyte each until the commit. */
export async function writeSlices(session: Session, source: string, rows: readonly SliceRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await session.run(
      `MERGE INTO slices s USING (SELECT $source AS source, * FROM ${jsonRows(COLUMNS)}) n
         ON s.source = n.source AND s.stream = n.stream AND s.key = n.key
       WHEN MATCHED THEN UPDATE WHEN NOT MATCHED THEN INSERT BY NAME`,
      { source, rows: JSON.stringify(rows.slice(from, from + ROWS_AT_ONCE)) },
    );
  }
}

function placeOf(stream: string, key: string): string {
  return JSON.stringify([stream, key]);
}
