/** The blocks of a configuration beside its sources. */
import type { BusinessHours } from './business-hours';
import { businessHoursSchema, settledHours } from './business-hours';
import type { NoticeConfig, ScheduleConfig, ServeConfig, StateConfig, TargetConfig } from './config';
import type { Tree } from './document';
import { Text } from './document';
import type { KeyReader } from './key-reader';
import { isTreeMap } from './leaf';
import type { MaskConfig } from './mask';
import { maskSchema, ownKeysOf, settledMask } from './mask';
import { notifySchema } from './notify-schema';
import type { PublishEntry } from './publish-schema';
import { publishSchema } from './publish-schema';
import { settledTargets } from './publish-targets';
import { DEFAULT_HOST, DEFAULT_PORT, scheduleSchema, serveSchema } from './service-schema';
import { showKey } from './display-value';
import type { StateSurroundings } from './state-place';
import { settledState } from './state-place';
import type { TargetPlace } from './target-place';
import type { Variables } from './variables';

const NOTIFY_REMEDY = 'Write it as notify: [{ url: ${TICKETLAKE_WEBHOOK} }], or as a list with "- url:" below it.';
const MASK_EXAMPLE = '{ salt: "${TICKETLAKE_SALT}", people: hash }';
const PUBLISH_REMEDY = 'Write it as publish: [{ to: ./share/desk }], or as a list with "- to:" below it.';

export function readSchedule(keys: KeyReader, tree: Tree | undefined, timezone: string): ScheduleConfig | null {
  const read = keys.readGroup(['schedule'], tree, scheduleSchema, '{ cron: "0 6 * * *" }');
  return read === undefined ? null : { cron: read.cron, timezone: read.timezone ?? timezone };
}

export function readServe(keys: KeyReader, tree: Tree | undefined): { serve: ServeConfig; ofServe: NoticeConfig[] } {
  const read = keys.readGroup(['serve'], tree, serveSchema, `{ port: ${DEFAULT_PORT} }`);
  const serve = {
    host: read?.host ?? DEFAULT_HOST,
    port: read?.port ?? DEFAULT_PORT,
    token: read?.token ?? null,
    mcp: read?.mcp ?? false,
  };
  if (read?.notify === undefined) return { serve, ofServe: [] };
  return {
    serve,
    ofServe: [{ place: 'serve.notify', url: read.notify, on: ['failure'], format: 'json', ping: false }],
  };
}

export function readNotices(keys: KeyReader, tree: Tree | undefined): NoticeConfig[] {
  if (tree === undefined || (tree instanceof Text && tree.isBroken)) return [];
  if (Array.isArray(tree) && tree.length > 0) return tree.flatMap((item, at) => readNotice(keys, item, at) ?? []);
  keys.add(['notify'], 'notify: must be a list of at least one entry', NOTIFY_REMEDY, 'key');
  return [];
}

function readNotice(keys: KeyReader, tree: Tree, at: number): NoticeConfig | undefined {
  const path = ['notify', String(at)];
  if (!isTreeMap(tree)) {
    const isTold = tree instanceof Text && tree.isBroken;
    if (!isTold) keys.add(path, 'notify: an entry needs keys of its own', NOTIFY_REMEDY);
    return undefined;
  }
  const read = keys.parse(notifySchema, tree, path);
  if (read === undefined) return undefined;
  const { url, on, format, ping } = read;
  if (ping && format !== undefined)
    keys.add([...path, 'format'], 'notify.format: a ping has no message', 'Leave out format, or ping.', 'key');
  return { place: `notify ${at + 1}`, url, on, format: format ?? 'json', ping };
}

export function readMask(keys: KeyReader, tree: Tree | undefined): MaskConfig | undefined {
  const own = keys.readGroup(['mask'], isTreeMap(tree) ? ownKeysOf(tree) : tree, maskSchema, MASK_EXAMPLE);
  if (!isTreeMap(tree)) return undefined;
  const { mask, problems } = settledMask(tree, own);
  for (const { path: inside, message, remedy, stands } of problems) {
    const at = ['mask', ...inside];
    keys.add(at, `${at.map(showKey).join('.')}: ${message}`, remedy, stands);
  }
  return own === undefined ? undefined : mask;
}

export function readTargets(
  keys: KeyReader,
  tree: Tree | undefined,
  { lake, folder, variables }: { lake: string; folder: string; variables: Variables },
): TargetConfig[] {
  if (tree === undefined || (tree instanceof Text && tree.isBroken)) return [];
  if (!Array.isArray(tree) || tree.length === 0) {
    keys.add(['publish'], 'publish: must be a list of at least one entry', PUBLISH_REMEDY, 'key');
    return [];
  }
  const entries = tree.map((item, at) => readTarget(keys, item, at));
  const { targets, problems } = settledTargets(entries, lake, folder, variables);
  for (const { at, key, message, remedy } of problems)
    keys.add(['publish', String(at), key], `publish.${at}.${key}: ${message}`, remedy);
  return targets;
}

function readTarget(keys: KeyReader, tree: Tree, at: number): PublishEntry | undefined {
  const path = ['publish', String(at)];
  if (isTreeMap(tree)) return keys.parse(publishSchema, tree, path);
  if (!(tree instanceof Text && tree.isBroken))
    keys.add(path, 'publish: an entry needs keys of its own', PUBLISH_REMEDY);
  return undefined;
}

export function readState(
  keys: KeyReader,
  place: TargetPlace | undefined,
  surroundings: StateSurroundings,
): StateConfig | undefined {
  if (place === undefined) return undefined;
  const { state, problems } = settledState(place, surroundings);
  for (const { message, remedy } of problems) keys.add(['state'], `state: ${message}`, remedy);
  return state;
}

export function readHours(
  keys: KeyReader,
  tree: Tree | undefined,
  at: readonly string[],
  folder: string,
  timezone: string,
): BusinessHours | undefined {
  const block = keys.readGroup(at, tree, businessHoursSchema(folder), '{ week: { mon-fri: "09:00-17:00" } }');
  if (block === undefined) return undefined;
  const { hours, overlaps } = settledHours(block, timezone);
  for (const { at: place, message } of overlaps) {
    const where = [...at, 'holidays'];
    keys.add([...where, place], `${where.map(showKey).join('.')}: ${message}`, 'Let each end before the next begins.');
  }
  return hours;
}
