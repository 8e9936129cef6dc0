/** Which files of a Delta table are this lake's. What decides is the partition, which stays when others compact. Pure. */
import type { Add } from './actions';

export interface Ownership {
  /** Whether the table is divided by its column source. */
  isDivided: boolean;
  /** Nobody else writes files where the own ones lie. */
  isAlone: boolean;
  /** Whether rows are only added: other lakes have the same ones. */
  onlyGrows: boolean;
  sources: ReadonlySet<string>;
}

export function ownsAdd({ partitionValues }: Pick<Add, 'partitionValues'>, { isDivided, sources }: Ownership): boolean {
  if (!isDivided) return true;
  const source = partitionValues['source'] ?? null;
  return source !== null && sources.has(source);
}

/** Below the store. */
export function folderOf(table: string, source: string | null): string {
  return source === null ? `${table}/` : `${table}/source=${source}/`;
}

export function ownFolders(table: string, { isDivided, sources }: Ownership): string[] {
  return isDivided ? [...sources].map((source) => folderOf(table, source)) : [folderOf(table, null)];
}

/** Only files of data: the log and what others keep beside it are no business of a vacuum. */
export function ownsFile(table: string, name: string, ownership: Ownership): boolean {
  const below = name.slice(table.length + 1);
  if (!name.endsWith('.parquet') || below.startsWith('_') || below.startsWith('.')) return false;
  return !ownership.onlyGrows && ownFolders(table, ownership).some((folder) => name.startsWith(folder));
}
