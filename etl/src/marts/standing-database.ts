/** What the working database keeps of the `ticketlake.duckdb` that it published last. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { jsonOf } from '../base/json-text';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION } from '../schema/tables';
import { tickets } from '../schema/ticket-tables';
import type { MetaValues } from '../store/ddl';
import { MART_VERSION } from '../store/unpublished';

/** Where it keeps it. */
export const PUBLISHED_FILE = 'published_file';

const MEASURE = z.object({ rows: z.number(), checksum: z.string() });

const BASIS = z.object({
  /** Digest of what its rows were made from but the tickets: erasures, the configuration, the program. */
  made_from: z.string(),
  /** Digest of the tables and what they say of themselves. */
  described: z.string(),
  /** Rows up to this edition stand in the file as they are. */
  edition: z.number(),
  /** Rows of tickets and people that were deleted since a file was written afresh: what they said is still in its blocks. */
  replaced: z.number(),
  /** Its size when it was written afresh. */
  fresh_bytes: z.number(),
  /** What was proven of it, by table. */
  measures: z.record(z.string(), MEASURE),
});

const STANDING = z.object({
  schema: z.number(),
  sha256: z.string(),
  /** The last run that the file tells of. */
  run_id: z.string(),
  /** What it says of runs up to that one, and of sources but for their last run. */
  about: z.string(),
  basis: BASIS,
});

export type Basis = z.infer<typeof BASIS>;
export type Standing = z.infer<typeof STANDING>;

/** @returns null for what an earlier version kept, or of a file with other columns, or without tables of tickets */
export function standingOf(text = ''): Standing | null {
  const standing = STANDING.safeParse(jsonOf(text)).data;
  return standing?.schema === SCHEMA_VERSION && tickets.name in standing.basis.measures ? standing : null;
}

export function standingText(standing: Omit<Standing, 'schema'>): string {
  return JSON.stringify({ schema: SCHEMA_VERSION, ...standing } satisfies Standing);
}

/** Of the marts as they are built: where it differs, rows were made anew for another reason than a ticket's change. */
export function madeFrom({
  built_from: base = '',
  built_shared: shared = '',
  [MART_VERSION]: version = '',
}: MetaValues): string {
  return digestOf([base, shared, version]);
}

export function describedBy(tables: readonly Table[]): string {
  return digestOf(tables);
}

function digestOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
