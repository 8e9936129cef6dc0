/** Published tables, read without DuckDB. */
import path from 'node:path';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

export interface Published {
  columns: readonly string[];
  /** Values as text: instants and wall-clock times with six digits. */
  rows: ReadonlyArray<Record<string, string | null>>;
}

const pad = (micros: bigint): string => String(micros).padStart(6, '0');

/** @param lake without partitions */
export async function readTable(lake: string, table: string): Promise<Published> {
  const file = await asyncBufferFromFile(path.join(lake, 'parquet', `${table}.parquet`));
  const metadata = await parquetMetadataAsync(file);
  const rows = await parquetReadObjects({
    file,
    metadata,
    compressors,
    parsers: {
      timestampFromMicroseconds: (micros: bigint) => {
        const second = micros / 1_000_000n - (micros % 1_000_000n < 0n ? 1n : 0n);
        const text = new Date(Number(second) * 1000).toISOString().slice(0, 19).replace('T', ' ');
        return `${text}.${pad(micros - second * 1_000_000n)}`;
      },
      dateFromDays: (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10),
    },
  });
  return {
    columns: metadata.schema.slice(1).map(({ name }) => name),
    rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)]))),
  };
}

function shown(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  throw new Error(`a value of type ${typeof value}`);
}
