/** Removes files of this lake that no version needs which is to be kept, and files that no commit ever named. */
import type { LogReader } from './snapshot';
import { snapshotOf } from './snapshot';
import type { Age } from './checkpoint';
import { removeOldLog, writeCheckpoint } from './checkpoint';
import type { Ownership } from './ownership';
import { ownFolders, ownsFile } from './ownership';

/** Only what this writer names so is certainly nobody's work in progress while the lake is held. */
const OWN_NAME = /\/[0-9a-f]{64}\.parquet$/;

/** @param asked nothing old is kept: what the log says of it goes, too */
export async function vacuumTable(
  log: LogReader,
  table: string,
  ownership: Ownership,
  age: Age,
  asked: boolean,
): Promise<void> {
  // What all lakes have is about nobody, and its versions are theirs, too.
  const purge = asked && !ownership.onlyGrows;
  const lists = await Promise.all(ownFolders(table, ownership).map((folder) => log.store.list(folder)));
  // After the list: a file that is committed in between is in the snapshot.
  const snapshot = await snapshotOf(log, table);
  if (snapshot.version < 0) return;
  const needed = new Set([...snapshot.files.keys()].map((path) => `${table}/${decoded(path)}`));
  const gone = new Map([...snapshot.removed].map(([path, remove]) => [`${table}/${decoded(path)}`, remove]));
  for (const { name, modified } of lists.flat()) {
    if (needed.has(name) || !ownsFile(table, name, ownership)) continue;
    const removed = gone.get(name);
    const since = removed === undefined ? modified : (removed.deletionTimestamp ?? 0);
    const isAtOnce = purge && (removed !== undefined || (ownership.isAlone && OWN_NAME.test(name)));
    if (isAtOnce || since < age.now - age.keepMs) await log.store.delete(name);
  }
  // Before the first version there is none.
  if (purge && snapshot.version > 0) await writeCheckpoint(log, table, snapshot, age);
  await removeOldLog(log, table, age, purge);
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
