/** Reads a parquet target as its manifest says. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { rowTexts } from './delta-log';

interface Manifest {
  files: Array<{ path: string; table: string; sha256: string }>;
}

/** Every row of a table, each as one text, sorted; none where nothing was published. */
export async function parquetRows(folder: string, table: string, columns: readonly string[]): Promise<string[]> {
  const place = path.join(folder, '_manifest.json');
  if (!existsSync(place)) return [];
  const { files } = JSON.parse(readFileSync(place, 'utf8')) as Manifest;
  const texts: string[] = [];
  for (const entry of files.filter((each) => each.table === table)) {
    const file = path.join(folder, entry.path);
    const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
    if (sha256 !== entry.sha256) throw new Error(`${file} is not what the manifest says`);
    for (const text of await rowTexts(file, columns)) texts.push(text);
  }
  return texts.sort();
}
