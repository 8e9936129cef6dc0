/** What is wrong with a publication, where, and how to mend it. */

export type Check =
  | 'manifest'
  | 'missing'
  | 'stranger'
  | 'bytes'
  | 'sha256'
  | 'unreadable'
  | 'schema'
  | 'rows'
  | 'empty_value'
  | 'key'
  | 'reference'
  | 'date'
  | 'minutes'
  | 'database'
  | 'sources'
  | 'runs'
  | 'raw';

export interface Finding {
  check: Check;
  table: string | null;
  /** Below the lake, with `/`. */
  file: string | null;
  message: string;
  /** Keys or values that show it, a few. */
  examples: string[];
  remedy: string;
}

/** So many keys are shown of a finding. */
export const EXAMPLES = 3;

export const PARQUET = 'parquet';
export const DATABASE = 'ticketlake.duckdb';

const REMEDIES: Readonly<Record<Check, string>> = {
  manifest: 'Run `ticketlake export`, which writes a new one.',
  missing: 'Run `ticketlake export`, which writes the file anew.',
  stranger: 'Move it away. Programs that read the folder would take it for a part of the lake.',
  bytes: 'Run `ticketlake export`, which writes the file anew.',
  sha256: 'Run `ticketlake export`, which writes the file anew.',
  unreadable: 'Run `ticketlake export`, which writes the file anew.',
  schema: 'Run `ticketlake export`, which writes the file anew.',
  rows: 'Run `ticketlake export`, which writes the file anew.',
  empty_value: 'Run `ticketlake export`. If the problem remains, report it.',
  key: 'Run `ticketlake export`. If the problem remains, report it.',
  reference: 'Run `ticketlake export`. If the problem remains, report it.',
  date: 'Run `ticketlake export`. If the problem remains, report it.',
  minutes: 'Run `ticketlake export`. If the problem remains, report it.',
  database: 'Run `ticketlake export`, which writes the database anew.',
  sources: 'Run `ticketlake export`. If the problem remains, report it.',
  runs: 'Run `ticketlake export`. If the problem remains, report it.',
  raw: 'Run `ticketlake export --full`, which reads again what stood there. `ticketlake replay` skips the place, until raw_retention removes the file.',
};

/** @param where of the finding; what is left out is not known or not one place */
export function finding(
  check: Check,
  message: string,
  where: { table?: string; file?: string; examples?: readonly string[] } = {},
): Finding {
  const { table = null, file = null, examples = [] } = where;
  return { check, table, file, message, examples: [...examples], remedy: REMEDIES[check] };
}
