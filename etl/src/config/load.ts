/** Reads ticketlake.yaml: all problems at once, each with its place and its remedy. */
import path from 'node:path';
import type { z } from 'zod';
import type { Redact } from '../../../vendors/redact';
import { redactor } from '../../../vendors/redact';
import { vendorNamed, vendorNames } from '../../../vendors/registry';
import type { Vendor } from '../../../vendors/vendor';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { BusinessHours } from './business-hours';
import { businessHoursSchema, settledHours } from './business-hours';
import type { Config, NoticeConfig, ScheduleConfig, ServeConfig, SourceConfig, TargetConfig } from './config';
import type { ConfigDocument, Tree, TreeMap } from './document';
import { Text, readDocument } from './document';
import { OWN_FOLDER, isSystemFolder } from './lake-folder';
import type { IssueParams } from './leaf';
import { isTreeMap } from './leaf';
import { suggest } from './nearest';
import { readText } from './file-text';
import { notifySchema } from './notify-schema';
import type { Problem } from './problem';
import { inFileOrder } from './problem';
import { readProxy } from './proxy';
import type { PublishEntry } from './publish-schema';
import { publishSchema } from './publish-schema';
import { settledTargets } from './publish-targets';
import { DEFAULT_HOST, DEFAULT_PORT, scheduleSchema, serveSchema } from './service-schema';
import { sourceKeys, sourceSchema, topLevel } from './schema';
import { secretsIn, writtenIn } from './secret-places';
import { showKey, showValue } from './shown';
import { NAME_REMEDY, SOURCE_NAME } from './source-name';
import { variablesFrom } from './variables';
import type { Variables } from './variables';

export type LoadedConfig = { ok: true; config: Config } | { ok: false; problems: Problem[] };

const NOTIFY_REMEDY = 'Write it as notify: [{ url: ${TICKETLAKE_WEBHOOK} }], or as a list with "- url:" below it.';

const PUBLISH_REMEDY = 'Write it as publish: [{ to: ./share/desk }], or as a list with "- to:" below it.';

/**
 * @param file of the configuration, relative to `cwd`
 * @param env the environment; its names win over those of `.env` beside the file
 * @param keyless secrets are not used: their variables need not be set
 * @returns the checked configuration, or every problem in it, in the order of the file; no message shows a key
 */
export function loadConfig(file: string, env: Variables, cwd: string, keyless = false): LoadedConfig {
  const full = path.resolve(cwd, file);
  const text = readText(full);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  const envFile = readText(path.join(path.dirname(full), '.env'));
  return readConfig(text, full, variablesFrom(typeof envFile === 'string' ? envFile : null, env), keyless);
}

/** @param file absolute path, for the folder of the lake */
export function readConfig(text: string, file: string, variables: Variables, keyless = false): LoadedConfig {
  const document = readDocument(text, variables, keyless);
  const redact = redactor(secretsIn(document.tree).map(({ text }) => text.value));
  const refused = (problems: readonly Problem[]): LoadedConfig => ({
    ok: false,
    problems: inFileOrder(problems).map((problem) => ({ ...problem, message: redact(problem.message) })),
  });
  if (document.syntaxIsBroken) return refused(document.problems);
  const reader = new ConfigReader(document, variables, redact);
  const config = reader.read(file);
  return reader.problems.length === 0 && config !== undefined ? { ok: true, config } : refused(reader.problems);
}

type HoursOf = (tree: Tree | undefined, at: readonly string[]) => BusinessHours | undefined;

class ConfigReader {
  readonly problems: Problem[];

  constructor(
    private readonly document: ConfigDocument,
    private readonly variables: Variables,
    private readonly redact: Redact,
  ) {
    this.problems = [...document.problems];
  }

  read(file: string): Config | undefined {
    const { tree } = this.document;
    if (!isTreeMap(tree)) {
      this.add([], 'the file holds no keys', 'Begin with "sources:".');
      return undefined;
    }
    const top = this.parse(topLevel, tree, []);
    const folder = path.dirname(file);
    const hoursOf: HoursOf = (block, at) => this.readHours(block, at, folder, top?.timezone ?? 'UTC');
    const hours = hoursOf(tree['business_hours'], ['business_hours']);
    const sources = this.readSources(tree['sources'], (block, at) => hoursOf(block, at) ?? hours);
    const schedule = this.readSchedule(tree['schedule'], top?.timezone ?? 'UTC');
    const { serve, ofServe } = this.readServe(tree['serve']);
    const notify = [...this.readNotices(tree['notify']), ...ofServe];
    const { proxy, problems } = readProxy(this.variables);
    for (const problem of problems) this.problems.push(problem);
    if (top === undefined) return undefined;
    const lake = path.resolve(folder, top.lake);
    if (isSystemFolder(lake)) {
      const message = `lake: ${showValue(lake)} is a folder of the system`;
      this.add(['lake'], message, OWN_FOLDER);
    }
    return {
      file,
      lake,
      timezone: top.timezone,
      partition: top.partition,
      compression: top.compression,
      rawRetentionMs: top.raw_retention,
      maxDeleteShare: top.max_delete_share,
      fullScanEveryMs: top.full_scan_every,
      commentsRescanEveryMs: top.comments_rescan_every,
      contract: top.contract,
      sources,
      schedule,
      serve,
      notify,
      publish: this.readTargets(tree['publish'], lake, folder),
      lakeId: top.lake_id ?? null,
      proxy,
      writtenSecrets: writtenIn(tree),
    };
  }

  private readSchedule(tree: Tree | undefined, timezone: string): ScheduleConfig | null {
    const read = this.readGroup(['schedule'], tree, scheduleSchema, '{ cron: "0 6 * * *" }');
    return read === undefined ? null : { cron: read.cron, timezone: read.timezone ?? timezone };
  }

  private readServe(tree: Tree | undefined): { serve: ServeConfig; ofServe: NoticeConfig[] } {
    const read = this.readGroup(['serve'], tree, serveSchema, `{ port: ${DEFAULT_PORT} }`);
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

  private readNotices(tree: Tree | undefined): NoticeConfig[] {
    if (tree === undefined || (tree instanceof Text && tree.isBroken)) return [];
    if (Array.isArray(tree) && tree.length > 0) return tree.flatMap((item, at) => this.readNotice(item, at) ?? []);
    this.add(['notify'], 'notify: must be a list of at least one entry', NOTIFY_REMEDY, 'key');
    return [];
  }

  private readNotice(tree: Tree, at: number): NoticeConfig | undefined {
    const path = ['notify', String(at)];
    if (!isTreeMap(tree)) {
      const isTold = tree instanceof Text && tree.isBroken;
      if (!isTold) this.add(path, 'notify: an entry has keys of its own', NOTIFY_REMEDY);
      return undefined;
    }
    const read = this.parse(notifySchema, tree, path);
    if (read === undefined) return undefined;
    const { url, on, format, ping } = read;
    if (ping && format !== undefined)
      this.add([...path, 'format'], 'notify.format: a ping has no message', 'Leave out format, or ping.', 'key');
    return { place: `notify ${at + 1}`, url, on, format: format ?? 'json', ping };
  }

  private readTargets(tree: Tree | undefined, lake: string, folder: string): TargetConfig[] {
    if (tree === undefined || (tree instanceof Text && tree.isBroken)) return [];
    if (!Array.isArray(tree) || tree.length === 0) {
      this.add(['publish'], 'publish: must be a list of at least one entry', PUBLISH_REMEDY, 'key');
      return [];
    }
    const entries = tree.map((item, at) => this.readTarget(item, at));
    const { targets, problems } = settledTargets(entries, lake, folder, this.variables);
    for (const { at, key, message, remedy } of problems)
      this.add(['publish', String(at), key], `publish.${at}.${key}: ${message}`, remedy);
    return targets;
  }

  private readTarget(tree: Tree, at: number): PublishEntry | undefined {
    const path = ['publish', String(at)];
    if (isTreeMap(tree)) return this.parse(publishSchema, tree, path);
    if (!(tree instanceof Text && tree.isBroken))
      this.add(path, 'publish: an entry has keys of its own', PUBLISH_REMEDY);
    return undefined;
  }

  private readHours(
    tree: Tree | undefined,
    at: readonly string[],
    folder: string,
    timezone: string,
  ): BusinessHours | undefined {
    const block = this.readGroup(at, tree, businessHoursSchema(folder), '{ week: { mon-fri: "09:00-17:00" } }');
    if (block === undefined) return undefined;
    const { hours, overlaps } = settledHours(block, timezone);
    for (const { at: place, message } of overlaps) {
      const where = [...at, 'holidays'];
      this.add(
        [...where, place],
        `${where.map(showKey).join('.')}: ${message}`,
        'Let each end before the next begins.',
      );
    }
    return hours;
  }

  /** Keys of their own below another; undefined where there are none. */
  private readGroup<T>(
    at: readonly string[],
    tree: Tree | undefined,
    schema: z.ZodType<T>,
    example: string,
  ): T | undefined {
    if (tree === undefined || (tree instanceof Text && tree.isBroken)) return undefined;
    if (isTreeMap(tree)) return this.parse(schema, tree, at);
    const where = at.map(showKey).join('.');
    this.add(at, `${where}: has keys of its own`, `Write it as ${at.at(-1) ?? ''}: ${example}.`, 'key');
    return undefined;
  }

  private readSources(tree: Tree | undefined, hoursOf: HoursOf): SourceConfig[] {
    if (tree instanceof Text && tree.isBroken) return [];
    if (!isTreeMap(tree) || Object.keys(tree).length === 0) {
      this.add(['sources'], 'sources: at least one source is needed', 'Add a name, and below it vendor, url and key.');
      return [];
    }
    return Object.entries(tree).flatMap(([name, source]) => {
      this.judgeName(name);
      return this.readSource(name, source, hoursOf) ?? [];
    });
  }

  private judgeName(name: string): void {
    const { filledNames, refusedNames } = this.document;
    if (!refusedNames.has(name) && !SOURCE_NAME.test(name))
      this.add(['sources', name], `sources: "${showKey(name)}" cannot be the name of a source`, NAME_REMEDY, 'key');
    const filled = filledNames.get(name);
    if (filled === undefined || this.redact(name) === name) return;
    const message = `sources.${showKey(filled)}: the name holds a key or a token`;
    this.add(['sources', name], message, 'Fill the name from a variable that holds no secret.', 'key');
  }

  private readSource(name: string, tree: Tree, hoursOf: HoursOf): SourceConfig | undefined {
    const at = ['sources', name];
    if (!isTreeMap(tree)) {
      this.add(
        at,
        `sources.${showKey(name)}: a source has keys of its own`,
        'Put vendor, url and key below its name, indented.',
        'key',
      );
      return undefined;
    }
    const vendor = this.readVendor(tree, at);
    if (!vendor) {
      const known = sourceKeys();
      for (const key of Object.keys(tree)) if (!known.includes(key)) this.addUnknown(key, at, known);
    }
    const source = vendor && this.parse(sourceSchema(vendor), tree, at);
    const businessHours = hoursOf(tree['business_hours'], [...at, 'business_hours']);
    if (!vendor || !source) return undefined;
    return {
      name,
      vendor,
      url: source.url,
      key: source.key,
      timezone: source.timezone ?? null,
      // Also what the service has no stream for: a person whom a ticket names is known without a list of people.
      streams: source.streams ?? STREAM_NAMES,
      since: source.since ?? null,
      requestsPerMinute: source.requests_per_minute ?? null,
      requestsPerHour: source.requests_per_hour ?? null,
      requestsPerDay: source.requests_per_day ?? null,
      concurrency: source.concurrency,
      pageSize: source.page_size ?? null,
      timeoutMs: source.timeout,
      statuses: source.statuses,
      priorities: source.priorities,
      projects: source.projects ?? [],
      paths: source.paths ?? {},
      ...(businessHours === undefined ? {} : { businessHours }),
      ...(source.attachments === undefined ? {} : { attachments: source.attachments }),
      ...(source.done_rescan === undefined ? {} : { doneRescanMs: source.done_rescan }),
    };
  }

  private readVendor(source: TreeMap, at: readonly string[]): Vendor | undefined {
    const typed = source['vendor'];
    const inside = [...at, 'vendor'];
    const where = inside.map(showKey).join('.');
    const names = vendorNames();
    if (!(typed instanceof Text) || typed.value.trim() === '') {
      const isTold = typed instanceof Text && typed.isBroken;
      if (!isTold) this.add(inside, `${where}: is missing`, `Name the service: ${names.join(', ')}.`);
      return undefined;
    }
    const vendor = vendorNamed(typed.value.trim().toLowerCase());
    if (!vendor)
      this.add(inside, `${where}: "${showValue(typed.shown)}" is not a service`, suggest(typed.value, names));
    return vendor;
  }

  private parse<T>(schema: z.ZodType<T>, tree: Tree, at: readonly string[]): T | undefined {
    const parsed = schema.safeParse(tree);
    if (parsed.success) return parsed.data;
    const known = 'shape' in schema ? Object.keys(schema.shape ?? {}) : [];
    for (const issue of parsed.error.issues) this.addIssue(issue, at, known);
    return undefined;
  }

  private addIssue(issue: z.core.$ZodIssue, at: readonly string[], known: readonly string[]): void {
    const path = [...at, ...issue.path.map(String)];
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) this.addUnknown(key, path, known);
      return;
    }
    const params: IssueParams = ('params' in issue ? issue.params : undefined) ?? {};
    if (params.silent === true) return;
    const where = [...at, ...issue.path.filter((part) => typeof part === 'string')].map(showKey).join('.');
    this.add(
      path,
      `${where}: ${issue.message}`,
      params.remedy ?? 'Compare with the example in the documentation.',
      params.atKey ? 'key' : 'value',
    );
  }

  private addUnknown(key: string, path: readonly string[], names: readonly string[]): void {
    const where = [...path, showKey(key)].join('.');
    const glued = key.includes(':') && names.includes(key.slice(0, key.indexOf(':')));
    const remedy = glued
      ? 'Put a blank after the colon.'
      : suggest(key, names, `Known keys here: ${names.join(', ')}.`);
    this.add([...path, key], `${where}: unknown key`, remedy, 'key');
  }

  private add(path: readonly PropertyKey[], message: string, remedy: string, stands: 'key' | 'value' = 'value'): void {
    const place = stands === 'key' ? this.document.placeOfKey(path) : this.document.placeOf(path);
    this.problems.push({ ...place, message, remedy });
  }
}
