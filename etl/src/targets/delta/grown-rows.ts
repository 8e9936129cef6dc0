/** Rows of a table that every lake of a set has, as the days of `dates`, without those that stand there already. */
import path from 'node:path';
import { TABLES, literal, quoted } from '../../schema/tables';
import type { LakeTable } from '../published-lake';
import { relationOf } from '../published-lake';
import { TargetError } from '../store/store';
import type { LogReader, Snapshot } from './snapshot';

/**
 * @param damaged files whose rows nobody can read
 * @returns SQL behind FROM
 */
export async function newRows(
  { store }: LogReader,
  table: LakeTable,
  { files }: Snapshot,
  damaged: ReadonlySet<string>,
  folder: string,
): Promise<string> {
  const places: string[] = [];
  for (const name of files.keys()) {
    if (damaged.has(name)) continue;
    const place = path.join(folder, `standing-${places.length}.parquet`);
    if (!(await store.fetch(`${table.name}/${decodeURIComponent(name)}`, place)))
      throw new TargetError(`${table.name}/${name} is not there`, 'Run `ticketlake publish` again.');
    places.push(place);
  }
  if (places.length === 0) return relationOf(table);
  const key = TABLES.find(({ name }) => name === table.name)?.key ?? [];
  const on = key.map((name) => `l.${quoted(name)} IS NOT DISTINCT FROM t.${quoted(name)}`).join(' AND ');
  const standing = `read_parquet([${places.map(literal).join(', ')}], hive_partitioning = false, union_by_name = true)`;
  return `(SELECT * FROM ${relationOf(table)} l ANTI JOIN ${standing} t ON ${on}) AS l`;
}
