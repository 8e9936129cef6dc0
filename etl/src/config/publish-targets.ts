/** The entries of `publish:` together: names, options that a format has, places that targets share. */
import path from 'node:path';
import { isReadableOnTheWay } from '../base/loopback';
import type { StateConfig, TargetConfig } from './config';
import { holds, isSystemFolder, withoutLinks } from './lake-folder';
import type { PublishEntry } from './publish-schema';
import { isInstalled, sdkRemedy } from './sdk';
import { showValue } from './display-value';
import type { StoreAccess } from './store-access';
import { accessOf, neededSdk } from './store-access';
import type { TargetPlace } from './target-place';
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
    refusePlace(target, entry, lake, hasSdk, add);
    const same = seen.find(({ name }) => name.toLowerCase() === target.name.toLowerCase());
    if (same !== undefined)
      add('name', `two targets are called ${target.name}`, 'Give each a name of its own with name:.');
    for (const other of seen) refuseNeighbour(target, other, add);
    seen.push(target);
    settled.targets.push(target);
  }
  return settled;
}

type Add = (key: string, message: string, remedy: string) => void;

function targetOf(entry: PublishEntry, at: number, lake: string, folder: string, variables: Variables): TargetConfig {
  const { format } = entry;
  const place = placeOf(entry.to, folder);
  return {
    name: entry.name ?? `${format}-${at + 1}`,
    to: urlOf(place),
    place,
    access: place.kind === 'folder' ? null : accessOf(place, entry, variables),
    isLake: place.kind === 'folder' && withoutLinks(place.folder) === withoutLinks(path.join(lake, 'parquet')),
    format,
    localTimes: entry.local_times ?? 'utc',
    partitionBy: entry.partition_by ?? 'source',
    keepMs: entry.keep,
  };
}

function placeOf(place: TargetPlace, folder: string): TargetPlace {
  return place.kind === 'folder' ? { kind: 'folder', folder: path.resolve(folder, place.folder) } : place;
}

/** As messages show it. */
function urlOf(place: TargetPlace): string {
  if (place.kind === 'folder') return place.folder;
  if (place.kind === 's3') return `s3://${place.bucket}/${place.prefix}`;
  if (place.kind === 'gcs') return `gs://${place.bucket}/${place.prefix}`;
  const { service, container, prefix } = place;
  if (service === null) return `az://${container}/${prefix}`;
  return `abfss://${container}@${new URL(service).host.replace('.blob.', '.dfs.')}/${prefix}`;
}

const OF_STORES = ['endpoint', 'region', 'profile', 'timeout'] as const;
const OF_S3 = ['region', 'profile'] as const;

/** An option that would change nothing is refused: whoever wrote it expects something of it. */
function refuseOptions(entry: PublishEntry, target: TargetConfig, add: Add): void {
  for (const key of OF_STORES)
    if (target.place.kind === 'folder' && entry[key] !== undefined)
      add(key, 'a folder has no such option', 'Remove it.');
  for (const key of OF_S3)
    if (target.place.kind === 'azure' || target.place.kind === 'gcs')
      if (entry[key] !== undefined) add(key, 'only a bucket of S3 has this option', 'Remove it.');
  if (target.place.kind === 'azure' && target.place.service !== null && entry.endpoint !== undefined)
    add('endpoint', 'abfss:// names its host already', 'Remove it, or write az://container/folder.');
  if (target.format === 'delta') return;
  if (entry.local_times !== undefined)
    add('local_times', 'a parquet target has its local times as the lake has them', 'Remove it, or add format: delta.');
  if (entry.partition_by !== undefined)
    add(
      'partition_by',
      'a parquet target is divided as the lake is',
      'Remove it and use partition: of the top level, or add format: delta.',
    );
}

function refusePlace(
  { format, isLake, place, access }: TargetConfig,
  entry: PublishEntry,
  lake: string,
  hasSdk: (name: string) => boolean,
  add: Add,
): void {
  if (access !== null) refuseAccess(access, entry, hasSdk, add);
  if (place.kind !== 'folder') return;
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

function refuseAccess(
  access: StoreAccess,
  { endpoint }: PublishEntry,
  hasSdk: (name: string) => boolean,
  add: Add,
): void {
  if (access.kind === 'azure' && access.service === null)
    add(
      'to',
      'nothing names the storage account',
      'Set AZURE_STORAGE_ACCOUNT, or write abfss://container@account.dfs.core.windows.net/folder.',
    );
  const url = urlOfAccess(access);
  if (url !== null && (!URL.canParse(url) || isReadableOnTheWay(url)))
    add(
      endpoint === undefined ? 'to' : 'endpoint',
      URL.canParse(url)
        ? `requests to ${new URL(url).host} would leave this machine over plain http, where keys and rows can be read on the way`
        : `the endpoint that ${VARIABLE_OF[access.kind]} names is no URL`,
      `Give an https URL in ${endpoint === undefined ? VARIABLE_OF[access.kind] : 'endpoint:'}. Plain http is only for a store on this machine.`,
    );
  const sdk = neededSdk(access);
  if (sdk !== null && !hasSdk(sdk))
    add('to', `the package ${sdk}, which ${NEEDED_BY[access.kind]}, is not installed`, sdkRemedy(sdk));
}

/** null: the maker's own store, or nothing names one. */
function urlOfAccess(access: StoreAccess): string | null {
  return access.kind === 'azure' ? access.service : access.endpoint;
}

/** What names an endpoint where `endpoint:` does not. */
const VARIABLE_OF: Readonly<Record<StoreAccess['kind'], string>> = {
  s3: 'AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL',
  azure: 'BlobEndpoint of AZURE_STORAGE_CONNECTION_STRING',
  gcs: 'STORAGE_EMULATOR_HOST',
};

const NEEDED_BY: Readonly<Record<StoreAccess['kind'], string>> = {
  s3: 'S3 needs',
  azure: 'an account of Azure needs where no AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN is set for it',
  gcs: 'Google Cloud Storage needs',
};

/** One target in another one would be taken for a table of it, or be removed with old files. */
function refuseNeighbour(target: TargetConfig, other: TargetConfig, add: Add): void {
  const [own, its] = [placeKey(target), placeKey(other)];
  if (own === its) add('to', `${other.name} publishes there already`, 'Give each target a folder of its own.');
  else if (own.startsWith(its))
    add('to', `it lies in the folder of ${other.name}`, 'Give each target a folder of its own, none in another one.');
  else if (its.startsWith(own))
    add('to', `${other.name} lies in it`, 'Give each target a folder of its own, none in another one.');
}

/** What two spellings of one place have in common; with a sign at its end, so that it begins what lies in it. */
export function placeKey({ place, access }: StateConfig): string {
  if (place.kind === 'folder') return path.join(withoutLinks(place.folder), path.sep);
  const { prefix } = place;
  if (place.kind === 'azure')
    return `azure ${(access?.kind === 'azure' ? access.service : null) ?? ''} ${place.container}/${prefix}`;
  const endpoint = access?.kind === 's3' || access?.kind === 'gcs' ? (access.endpoint ?? '') : '';
  return `${place.kind} ${endpoint} ${place.bucket}/${prefix}`;
}
