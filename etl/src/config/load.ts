/** Reads ticketlake.yaml: all problems at once, each with its place and its remedy. */
import path from 'node:path';
import { redactor } from '../../../vendors/redact';
import { vendorNamed, vendorNames } from '../../../vendors/registry';
import type { Vendor } from '../../../vendors/vendor';
import { STREAM_NAMES } from '../../../vendors/vendor';
import { readHours, readMask, readNotices, readSchedule, readServe, readTargets } from './blocks';
import type { BusinessHours } from './business-hours';
import type { Config, SourceConfig } from './config';
import { storeSecrets } from './config';
import type { ConfigDocument, Tree, TreeMap } from './document';
import { Text, readDocument } from './document';
import { readText } from './file-text';
import { KeyReader } from './key-reader';
import { OWN_FOLDER, whyNoLake } from './lake-folder';
import { isTreeMap } from './leaf';
import { suggest } from './did-you-mean';
import type { Problem } from './problem';
import { inFileOrder } from './problem';
import { readProxy } from './proxy';
import { namesWithSecrets } from './published-names';
import { topLevel } from './schema';
import { secretsIn, writtenIn } from './secret-places';
import { showKey, showValue } from './display-value';
import { wrongName } from './source-name';
import { sourceKeys, sourceSchema } from './source-schema';
import { readTelemetry, telemetrySchema } from './telemetry';
import { variablesFrom } from './variables';
import type { Variables } from './variables';

export type LoadedConfig = { ok: true; config: Config } | { ok: false; problems: Problem[] };

/**
 * @param file of the configuration, relative to `cwd`
 * @param env the environment; its names win over those of `.env` beside the file
 * @param skipSecrets secrets are not used: their variables need not be set
 * @returns the checked configuration, or every problem in it, in the order of the file; no message shows a key
 */
export function loadConfig(file: string, env: Variables, cwd: string, skipSecrets = false): LoadedConfig {
  const full = path.resolve(cwd, file);
  const text = readText(full);
  if (typeof text !== 'string') return { ok: false, problems: [text] };
  const envFile = readText(path.join(path.dirname(full), '.env'));
  return readConfig(text, full, variablesFrom(typeof envFile === 'string' ? envFile : null, env), skipSecrets);
}

/** @param file absolute path, for the folder of the lake */
export function readConfig(text: string, file: string, variables: Variables, skipSecrets = false): LoadedConfig {
  const document = readDocument(text, variables, skipSecrets);
  const secrets = secretsIn(document.tree).map(({ text }) => text.value);
  const redact = redactor(secrets);
  const reader = new ConfigReader(document, variables, secrets);
  const refused = (problems: readonly Problem[]): LoadedConfig => ({
    ok: false,
    problems: inFileOrder(problems).map((problem) => ({ ...problem, message: reader.hide(redact(problem.message)) })),
  });
  if (document.syntaxIsBroken) return refused(document.problems);
  const config = reader.read(file);
  return reader.problems.length === 0 && config !== undefined ? { ok: true, config } : refused(reader.problems);
}

type HoursOf = (tree: Tree | undefined, at: readonly string[]) => BusinessHours | undefined;

class ConfigReader {
  private readonly keys: KeyReader;
  private readonly unshownNames = new Set<string>();

  constructor(
    private readonly document: ConfigDocument,
    private readonly variables: Variables,
    private readonly secrets: readonly string[],
  ) {
    this.keys = new KeyReader(document);
  }

  get problems(): readonly Problem[] {
    return this.keys.problems;
  }

  /** A message without the names that hold a secret. */
  hide(message: string): string {
    return [...this.unshownNames].reduce((text, name) => text.replaceAll(name, '***'), message);
  }

  read(file: string): Config | undefined {
    const {
      document: { tree },
      keys,
    } = this;
    if (!isTreeMap(tree)) {
      keys.add([], 'the file holds no keys', 'Begin with "sources:".');
      return undefined;
    }
    const top = keys.parse(topLevel, tree, []);
    const folder = path.dirname(file);
    const hoursOf: HoursOf = (block, at) => readHours(keys, block, at, folder, top?.timezone ?? 'UTC');
    const hours = hoursOf(tree['business_hours'], ['business_hours']);
    const sources = this.readSources(tree['sources'], (block, at) => hoursOf(block, at) ?? hours);
    const schedule = readSchedule(keys, tree['schedule'], top?.timezone ?? 'UTC');
    const { serve, ofServe } = readServe(keys, tree['serve']);
    const notify = [...readNotices(keys, tree['notify']), ...ofServe];
    const mask = readMask(keys, tree['mask']);
    const urls = keys.readGroup(['telemetry'], tree['telemetry'], telemetrySchema, '{ otlp: "http://collector:4318" }');
    const { proxy, problems } = readProxy(this.variables);
    for (const problem of problems) keys.problems.push(problem);
    if (top === undefined) {
      this.refuseNames(tree, this.secrets);
      return undefined;
    }
    const lake = path.resolve(folder, top.lake);
    const whyNot = whyNoLake(lake);
    if (whyNot !== null) keys.add(['lake'], `lake: ${showValue(lake)} ${whyNot}`, OWN_FOLDER);
    const publish = readTargets(keys, tree['publish'], { lake, folder, variables: this.variables });
    this.refuseNames(tree, [...this.secrets, ...publish.flatMap(storeSecrets)]);
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
      publish,
      lakeId: top.lake_id ?? null,
      telemetry: readTelemetry(urls ?? {}, this.variables),
      proxy,
      ...(mask === undefined ? {} : { mask }),
      writtenSecrets: writtenIn(tree),
    };
  }

  private refuseNames(tree: Tree, secrets: readonly string[]): void {
    for (const { path: at, stands, name, message, remedy } of namesWithSecrets(tree, secrets, this.document)) {
      this.unshownNames.add(name);
      this.keys.add(at, message, remedy, stands);
    }
  }

  private readSources(tree: Tree | undefined, hoursOf: HoursOf): SourceConfig[] {
    if (tree instanceof Text && tree.isBroken) return [];
    if (!isTreeMap(tree) || Object.keys(tree).length === 0) {
      this.keys.add(
        ['sources'],
        'sources: at least one source is needed',
        'Add a name, and below it vendor, url and key.',
      );
      return [];
    }
    return Object.entries(tree).flatMap(([name, source]) => {
      const wrong = wrongName(name, this.document);
      if (wrong !== null) this.keys.add(['sources', name], wrong.message, wrong.remedy, 'key');
      return this.readSource(name, source, hoursOf) ?? [];
    });
  }

  private readSource(name: string, tree: Tree, hoursOf: HoursOf): SourceConfig | undefined {
    const at = ['sources', name];
    if (!isTreeMap(tree)) {
      this.keys.add(
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
      for (const key of Object.keys(tree)) if (!known.includes(key)) this.keys.addUnknown(key, at, known);
    }
    const source = vendor && this.keys.parse(sourceSchema(vendor), tree, at);
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
    const input = source['vendor'];
    const inside = [...at, 'vendor'];
    const where = inside.map(showKey).join('.');
    const names = vendorNames();
    if (!(input instanceof Text) || input.value.trim() === '') {
      const isTold = input instanceof Text && input.isBroken;
      if (!isTold) this.keys.add(inside, `${where}: is missing`, `Name the service: ${names.join(', ')}.`);
      return undefined;
    }
    const vendor = vendorNamed(input.value.trim().toLowerCase());
    if (!vendor)
      this.keys.add(inside, `${where}: "${showValue(input.display)}" is not a service`, suggest(input.value, names));
    return vendor;
  }
}
