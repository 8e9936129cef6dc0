/** README.md and _dictionary.json beside the files: there, and as they were published. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../base/json-text';
import { DICTIONARY, hashOf } from '../publish/companions';
import type { Manifest, TableShape } from '../publish/manifest';
import type { Table } from '../schema/column';
import type { LakePaths } from '../store/database';
import type { Finding } from './finding';
import { PARQUET, finding } from './finding';

/** Those that the manifest names; earlier versions named none. */
export async function verifyCompanions(
  places: LakePaths,
  manifest: Manifest,
  schema: readonly Table[],
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const unshaped = manifest.tables === undefined ? null : missingIn(columnsIn(manifest.tables), schema);
  if (unshaped !== null) findings.push(finding('manifest', unshaped, { file: `${PARQUET}/_manifest.json` }));
  for (const [name, hash] of Object.entries(manifest.companions ?? {})) {
    const where = { file: `${PARQUET}/${name}` };
    const text = await readFile(path.join(places.parquet, name), 'utf8').catch(() => null);
    const problem = text !== null && name === DICTIONARY ? misdescribed(text, manifest, schema) : null;
    if (text === null) findings.push(finding('missing', 'is not there', where));
    else if (problem !== null) findings.push(finding('manifest', problem, where));
    else if (hashOf(text) !== hash) findings.push(finding('manifest', 'is not the text that was published', where));
  }
  return findings;
}

/** @returns what is wrong with a dictionary */
function misdescribed(text: string, manifest: Manifest, schema: readonly Table[]): string | null {
  const described = describedColumns(text, manifest.schema_version);
  if (described === null) return 'does not describe this publication';
  return missingIn(described, schema);
}

function missingIn(described: ReadonlySet<string>, schema: readonly Table[]): string | null {
  const columns = schema.flatMap((table) => table.columns.map(({ name }) => `${table.name}.${name}`));
  const missing = columns.filter((name) => !described.has(name));
  return missing.length === 0 ? null : `does not describe ${missing.join(', ')}`;
}

function columnsIn(tables: readonly TableShape[]): Set<string> {
  return new Set(tables.flatMap(({ table, columns }) => columns.map(({ name }) => `${table}.${name}`)));
}

const DESCRIBED = z.object({
  schema_version: z.number(),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.object({ name: z.string() })) })),
});

/** @returns null for what is no dictionary of this version */
function describedColumns(text: string, version: number): Set<string> | null {
  const parsed = DESCRIBED.safeParse(jsonOf(text));
  if (!parsed.success || parsed.data.schema_version !== version) return null;
  return new Set(parsed.data.tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`)));
}
