/** The transactions of a build, and what they changed. */
import type { Table } from '../schema/column';
import {
  attachments,
  comments,
  statusChanges,
  ticketCustomFieldOptions,
  ticketCustomFields,
  ticketTags,
  tickets,
} from '../schema/ticket-tables';
import { LastingMemory } from '../store/memory-retry';
import type { Session } from '../store/session';
import { inTransaction } from '../store/session';
import { noteUnpublished } from '../store/unpublished';
import { isAboutTheRun } from '../schema/run-tables';
import type { Mart, Stamp, Verdict } from './diff';
import { judge, judgeTickets, nextRows } from './diff';
import type { MartFile } from './mart-file';
import { MartMasks } from './masked';
import type { Tables } from './temporary-table';

/** Their rows are made ticket by ticket. */
export const TICKET_TABLES: readonly Table[] = [
  tickets,
  comments,
  statusChanges,
  ticketTags,
  ticketCustomFields,
  ticketCustomFieldOptions,
  attachments,
];

/** How many rows of each mart came or went; a changed row counts twice. */
export class Changes {
  private readonly rows = new Map<Table, number>();

  add(table: Table, rows: number): void {
    this.rows.set(table, this.of(table) + rows);
  }

  addAll(other: Changes): void {
    for (const [table, rows] of other.rows) this.add(table, rows);
  }

  of(table: Table): number {
    return this.rows.get(table) ?? 0;
  }

  get isOfTickets(): boolean {
    return TICKET_TABLES.some((table) => this.of(table) > 0);
  }

  get hasAny(): boolean {
    return this.tables.length > 0;
  }

  /** Their names. */
  get tables(): string[] {
    return [...this.rows].filter(([, rows]) => rows > 0).map(([{ name }]) => name);
  }
}

/** One transaction of a build; the rows that it found go into the file when it has ended. */
export interface Step {
  session: Session;
  changes: Changes;
  update(mart: Mart): Promise<void>;
  /** @param isNew whether the mart has no row at all */
  updateTickets(mart: Mart, keys: Tables<'keys'>, isNew: boolean): Promise<void>;
  /** The rows of a mart, without stamps: those that this step has made, or those of the file. Null: there are none yet. */
  rowsOf(table: Table): string | null;
}

/** A part of 10,000 tickets needs it: the joins of `tickets` take some megabytes each (measured). */
const PART_MEMORY = '128MB';

/**
 * One update of all marts, a transaction a part: what a part held in memory and in temporary tables is free when it is
 * done. Nothing else is done with the database in between.
 */
export class Build {
  readonly changes = new Changes();
  private masks = MartMasks.none;
  private readonly memory: LastingMemory;

  constructor(
    private readonly session: Session,
    memoryLimit: string,
    private readonly stamp: Stamp,
    readonly file: MartFile,
  ) {
    this.memory = new LastingMemory({ memoryLimit, run: (sql) => session.run(sql) });
  }

  /** To be called before the steps that are parts of the tickets: they need more memory than any other. */
  beginParts(): Promise<void> {
    return this.memory.give(PART_MEMORY);
  }

  /** Nothing is to follow. */
  end(): Promise<void> {
    return this.memory.end();
  }

  /** Every mart that is updated from now on passes the masks. */
  maskWith(masks: MartMasks): void {
    this.masks = masks;
  }

  /** @param work is done again from its beginning when it fails for want of memory */
  async step<T>(work: (step: Step) => Promise<T>): Promise<T> {
    const { session, memory, stamp, file } = this;
    const { result, changes, verdicts } = await memory.retry(() =>
      inTransaction(session, async () => {
        const changed = new Changes();
        const found: Verdict[] = [];
        const note = (verdict: Verdict): void => {
          changed.add(verdict.table, verdict.changed);
          found.push(verdict);
        };
        const done = await work({
          session,
          changes: changed,
          update: async (mart) => note(await judge(session, this.masks.mart(mart), stamp, file.editions)),
          updateTickets: async (mart, keys, isNew) =>
            note(await judgeTickets(session, this.masks.mart(mart), stamp, file.editions, keys, isNew)),
          rowsOf: (table) => (found.some((each) => each.table === table) ? nextRows(table) : file.relation(table)),
        });
        if (changed.hasAny) await noteUnpublished(session, changed.tables);
        return { result: done, changes: changed, verdicts: found };
      }),
    );
    await this.write(verdicts);
    if (changes.isOfTickets) await memory.release();
    this.changes.addAll(changes);
    return result;
  }

  /** What is said of the run alone is written where something else is. */
  private async write(verdicts: readonly Verdict[]): Promise<void> {
    const { session, file, memory } = this;
    const rest = verdicts.filter(({ table }) => !isAboutTheRun(table.name));
    await memory.retry(() => file.write(session, rest));
    if (rest.length > 0) await session.run(rest.map(({ table }) => `DROP TABLE ${nextRows(table)}`).join('; '));
    for (const verdict of verdicts.filter(({ table }) => isAboutTheRun(table.name))) file.ofTheRun.push(verdict);
  }
}
