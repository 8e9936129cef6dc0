/** The entries of `publish:` together: names, options that a format has, places that targets share. */
import path from 'node:path';
import type { TargetConfig } from './config';
import { holds, isSystemFolder, withoutLinks } from './lake-folder';
import type { PublishEntry } from './publish-schema';
import { showValue } from './shown';

/** Something that is wrong with one entry, at one of its keys. */
export interface EntryProblem {
  at: number;
  key: string;
  message: string;
  remedy: string;
}

export interface SettledTargets {
  targets: TargetConfig[];
  problems: EntryProblem[];
}

/**
 * @param entries by their position in the file; those that could not be read are undefined
 * @param lake absolute path
 * @param folder of the configuration
 */
export function settledTargets(
  entries: ReadonlyArray<PublishEntry | undefined>,
  lake: string,
  folder: string,
): SettledTargets {
  const settled: SettledTargets = { targets: [], problems: [] };
  const seen: TargetConfig[] = [];
  for (const [at, entry] of entries.entries()) {
    if (entry === undefined) continue;
    const add = (key: string, message: string, remedy: string): void => {
      settled.problems.push({ at, key, message, remedy });
    };
    const target = targetOf(entry, at, lake, folder);
    refuseOptions(entry, target, add);
    refusePlace(target, lake, add);
    const same = seen.find(({ name }) => name.toLowerCase() === target.name.toLowerCase());
    if (same !== undefined)
      add('name', `two targets are called ${target.name}`, 'Give each a name of its own with name:.');
    const beside = seen.find(({ place }) => placeKey(place) === placeKey(target.place));
    if (beside !== undefined)
      add('to', `${beside.name} publishes there already`, 'Give each target a folder of its own.');
    seen.push(target);
    settled.targets.push(target);
  }
  return settled;
}

type Add = (key: string, message: string, remedy: string) => void;

function targetOf(entry: PublishEntry, at: number, lake: string, folder: string): TargetConfig {
  const { format } = entry;
  const place = { ...entry.to, folder: path.resolve(folder, entry.to.folder) };
  return {
    name: entry.name ?? `${format}-${at + 1}`,
    to: place.folder,
    place,
    isLake: isSame(place.folder, path.join(lake, 'parquet')),
    format,
    localTimes: entry.local_times ?? 'utc',
    partitionBy: entry.partition_by ?? 'source',
    keepMs: entry.keep,
  };
}

/** An option that would change nothing is refused: whoever wrote it expects something of it. */
function refuseOptions(entry: PublishEntry, target: TargetConfig, add: Add): void {
  if (target.format === 'delta') return;
  if (entry.local_times !== undefined)
    add('local_times', 'a parquet target has its local times as the lake has them', 'Remove it, or add format: delta.');
  if (entry.partition_by !== undefined)
    add(
      'partition_by',
      'a parquet target is divided as the lake is',
      'Remove it, and use partition: of the top level; or add format: delta.',
    );
}

function refusePlace({ format, isLake, place }: TargetConfig, lake: string, add: Add): void {
  if (isLake) {
    if (format !== 'parquet')
      add('to', 'this is the folder of the lake’s own Parquet files', 'Give the Delta tables a folder of their own.');
    return;
  }
  const message = `${showValue(place.folder)} is no folder for a target`;
  if (isSystemFolder(place.folder)) add('to', `${message}: it belongs to the system`, 'Give a folder of its own.');
  else if (holds(lake, place.folder))
    add('to', `${message}: it lies in the lake`, 'Give a folder outside of the lake, for example ./share.');
  else if (holds(place.folder, lake))
    add('to', `${message}: the lake lies in it`, 'Give a folder beside the lake, for example ./share.');
}

function isSame(one: string, other: string): boolean {
  return placeKey({ kind: 'folder', folder: one }) === placeKey({ kind: 'folder', folder: other });
}

/** What two spellings of one place have in common. */
function placeKey({ folder }: TargetConfig['place']): string {
  return withoutLinks(folder);
}
