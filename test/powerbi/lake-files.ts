/** A lake's files as Power Query sees them: a listing, and rows of Parquet with their types. */
import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { SchemaElement } from 'hyparquet';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import type { Value } from './m-values';
import { Binary, Moment, Table } from './m-values';
import type { Surroundings } from './m';

/** What a column holds, from the file's own schema. */
export type ParquetType = 'text' | 'integer' | 'bigint' | 'double' | 'boolean' | 'date' | 'local' | 'instant';

export interface LakeFiles {
  /** Rows of every Parquet file below the folder, by its path. */
  tables: ReadonlyMap<string, Table>;
  /** Columns with their types, by the path of the file. */
  schemas: ReadonlyMap<string, ReadonlyMap<string, ParquetType>>;
  surroundings: Surroundings;
}

/**
 * @param folder with Parquet files
 * @param seenAs the path or URL that Power BI knows the folder by
 */
export async function lakeFiles(folder: string, seenAs: string): Promise<LakeFiles> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const tables = new Map<string, Table>();
  const schemas = new Map<string, Map<string, ParquetType>>();
  for (const { name, parentPath } of files) {
    const file = path.join(parentPath, name);
    // What is no Parquet file fails when a query reads it, not when it lists it.
    const schema = name.endsWith('.parquet') ? await schemaOf(file).catch(() => undefined) : undefined;
    if (!schema) continue;
    schemas.set(file, schema);
    tables.set(file, await rowsOf(file, schema));
  }
  const between = seenAs.includes('\\') ? '\\' : '/';
  const listing = new Table(
    ['Content', 'Name', 'Folder Path'],
    files.map(({ name, parentPath }) => {
      const below = path.relative(folder, parentPath).split(path.sep).filter(Boolean);
      return new Map<string, Value>([
        ['Content', new Binary(path.join(parentPath, name))],
        ['Name', name],
        ['Folder Path', [seenAs, ...below, ''].join(between)],
      ]);
    }),
  );
  const list = (place: Value): Value => {
    if (place === seenAs) return listing;
    throw new Error(`asked for ${String(place)}`);
  };
  const surroundings = {
    'Folder.Files': list,
    'AzureStorage.DataLake': list,
    'Parquet.Document': (content: Value): Value => {
      const found = content instanceof Binary ? tables.get(content.path) : undefined;
      if (!found) throw new Error('not a Parquet file');
      return found;
    },
  };
  return { tables, schemas, surroundings };
}

async function schemaOf(file: string): Promise<Map<string, ParquetType>> {
  const { schema } = await parquetMetadataAsync(await asyncBufferFromFile(file));
  return new Map(schema.slice(1).map((element) => [element.name, typeOf(element)]));
}

function typeOf({ name, type, converted_type: converted, logical_type: logical }: SchemaElement): ParquetType {
  if (logical?.type === 'TIMESTAMP') return logical.isAdjustedToUTC ? 'instant' : 'local';
  if (converted === 'DATE') return 'date';
  if (converted === 'UTF8') return 'text';
  if (type === 'INT32' && (converted === undefined || converted === 'INT_32')) return 'integer';
  if (type === 'INT64' && (converted === undefined || converted === 'INT_64')) return 'bigint';
  if (type === 'DOUBLE') return 'double';
  if (type === 'BOOLEAN') return 'boolean';
  throw new Error(`${name}: a type that Power BI may not read: ${String(type)} ${String(converted)}`);
}

async function rowsOf(file: string, schema: ReadonlyMap<string, ParquetType>): Promise<Table> {
  const rows = await parquetReadObjects({
    file: await asyncBufferFromFile(file),
    compressors,
    parsers: { timestampFromMicroseconds: (value) => value, dateFromDays: (value) => value },
  });
  return new Table(
    [...schema.keys()],
    rows.map((row) => new Map([...schema].map(([name, type]) => [name, valueOf(row[name], type)]))),
  );
}

function valueOf(value: unknown, type: ParquetType): Value {
  if (value === null || value === undefined) return null;
  if (type === 'instant') return new Moment('datetimezone', BigInt(String(value)));
  if (type === 'local') return new Moment('datetime', BigInt(String(value)));
  if (type === 'date') return new Moment('date', BigInt(String(value)));
  if (type === 'integer' || type === 'bigint' || type === 'double') return Number(value);
  return type === 'boolean' ? value === true : String(value);
}
