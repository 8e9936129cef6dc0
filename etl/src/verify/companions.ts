/** README.md and _dictionary.json beside the files: there, and as the program writes them for this publication. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Shape } from '../publish/companions';
import { COMPANIONS, DICTIONARY, companionTexts } from '../publish/companions';
import type { Manifest } from '../publish/manifest';
import { publishedTables } from '../publish/manifest';
import type { Table } from '../schema/column';
import { SCHEMA_VERSION } from '../schema/tables';
import type { Places } from '../store/database';
import type { Finding } from './finding';
import { PARQUET, finding } from './finding';

/** @param shape what of the configuration stands in them; undefined: it is not known, and texts are not compared as a whole */
export async function verifyCompanions(
  places: Places,
  manifest: Manifest,
  schema: readonly Table[],
  shape: Shape | undefined,
): Promise<Finding[]> {
  const present = new Map<string, string>();
  for (const name of COMPANIONS) {
    const text = await readFile(path.join(places.parquet, name), 'utf8').catch(() => null);
    if (text !== null) present.set(name, text);
  }
  // Earlier versions, which did not name the database in the manifest, wrote none.
  if (present.size === 0 && manifest.database === undefined) return [];
  const isOwn = shape !== undefined && manifest.schema_version === SCHEMA_VERSION;
  const wanted = isOwn ? companionTexts(shape, publishedTables(manifest)) : undefined;
  return COMPANIONS.flatMap((name) => {
    const where = { file: `${PARQUET}/${name}` };
    const text = present.get(name);
    if (text === undefined) return [finding('missing', 'is not there', where)];
    const problem = name === DICTIONARY ? misdescribed(text, manifest, schema) : null;
    if (problem !== null) return [finding('manifest', problem, where)];
    if (wanted === undefined || wanted.get(name) === text) return [];
    return [finding('manifest', 'is not the text that belongs to this publication and configuration', where)];
  });
}

/** @returns what is wrong with a dictionary */
function misdescribed(text: string, manifest: Manifest, schema: readonly Table[]): string | null {
  const described = describedColumns(text, manifest.schema_version);
  if (described === null) return 'does not describe this publication';
  const columns = schema.flatMap((table) => table.columns.map(({ name }) => `${table.name}.${name}`));
  const missing = columns.filter((name) => !described.has(name));
  return missing.length === 0 ? null : `does not describe ${missing.join(', ')}`;
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

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
