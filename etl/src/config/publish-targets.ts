/** The entries of `publish:` together: names, options that a format has, places that targets share. */
import path from 'node:path';
import type { TargetConfig } from './config';
import { holds, isSystemFolder, withoutLinks } from './lake-folder';
import type { PublishEntry } from './publish-schema';
import { isInstalled, S3_SDK, sdkRemedy } from './sdk';
import { showValue } from './display-value';
import type { StoreAccess, TargetPlace } from './target-place';
import type { Variables } from './variables';

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
 * @param variables environment and `.env`, where keys stand
 * @param hasSdk whether a package can be loaded
 */
export function settledTargets(
  entries: ReadonlyArray<PublishEntry | undefined>,
  lake: string,
  folder: string,
  variables: Variables,
  hasSdk: (name: string) => boolean = isInstalled,
): SettledTargets {
  const settled: SettledTargets = { targets: [], problems: [] };
  const seen: TargetConfig[] = [];
  for (const [at, entry] of entries.entries()) {
    if (entry === undefined) continue;
    const add = (key: string, message: string, remedy: string): void => {
      settled.problems.push({ at, key, message, remedy });
    };
    const target = targetOf(entry, at, lake, folder, variables);
    refuseOptions(entry, target, add);
    refusePlace(target, lake, hasSdk, add);
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

const DEFAULT_TIMEOUT_MS = 60_000;

type Add = (key: string, message: string, remedy: string) => void;

function targetOf(entry: PublishEntry, at: number, lake: string, folder: string, variables: Variables): TargetConfig {
  const { format } = entry;
  const place = placeOf(entry.to, folder);
  return {
    name: entry.name ?? `${format}-${at + 1}`,
    to: place.kind === 's3' ? `s3://${place.bucket}/${place.prefix}` : place.folder,
    place,
    access: place.kind === 's3' ? accessOf(entry, variables) : null,
    isLake: placeKey(place) === placeKey({ kind: 'folder', folder: path.join(lake, 'parquet') }),
    format,
    localTimes: entry.local_times ?? 'utc',
    partitionBy: entry.partition_by ?? 'source',
    keepMs: entry.keep,
  };
}

function placeOf(place: TargetPlace, folder: string): TargetPlace {
  return place.kind === 's3' ? place : { kind: 'folder', folder: path.resolve(folder, place.folder) };
}

/** Variables of the SDK count in `.env`, too, which the SDK does not read. */
function accessOf({ endpoint, region, profile, timeout }: PublishEntry, variables: Variables): StoreAccess {
  const variable = (name: string): string | null => variables[name]?.trim() || null;
  const [id, secret] = [variable('AWS_ACCESS_KEY_ID'), variable('AWS_SECRET_ACCESS_KEY')];
  return {
    endpoint: endpoint ?? variable('AWS_ENDPOINT_URL_S3') ?? variable('AWS_ENDPOINT_URL'),
    region: region ?? variable('AWS_REGION') ?? variable('AWS_DEFAULT_REGION'),
    profile: profile ?? variable('AWS_PROFILE'),
    timeoutMs: timeout ?? DEFAULT_TIMEOUT_MS,
    keys: id === null || secret === null ? null : { id, secret, session: variable('AWS_SESSION_TOKEN') },
  };
}

const OF_STORES = ['endpoint', 'region', 'profile', 'timeout'] as const;

/** An option that would change nothing is refused: whoever wrote it expects something of it. */
function refuseOptions(entry: PublishEntry, target: TargetConfig, add: Add): void {
  for (const key of OF_STORES)
    if (target.place.kind === 'folder' && entry[key] !== undefined)
      add(key, 'a folder has no such option', 'Remove it.');
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

function refusePlace(
  { format, isLake, place }: TargetConfig,
  lake: string,
  hasSdk: (name: string) => boolean,
  add: Add,
): void {
  if (place.kind === 's3') {
    if (!hasSdk(S3_SDK)) add('to', `the package ${S3_SDK}, which S3 needs, is not installed`, sdkRemedy(S3_SDK));
    return;
  }
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

/** What two spellings of one place have in common. */
function placeKey(place: TargetPlace): string {
  return place.kind === 's3' ? `s3://${place.bucket}/${place.prefix}` : withoutLinks(place.folder);
}
