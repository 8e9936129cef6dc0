/** Publishes the lake, as it was published last, at every target: one after the other, and none for another's sake. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProxyConfig } from '../base/proxy';
import type { Config, TargetConfig } from '../config/config';
import type { Listener } from '../base/events';
import { LakeError } from '../base/errors';
import { firstLineOf } from '../base/system-error';
import { counted } from '../progress/format';
import type { TargetResult } from '../base/run-result';
import { openedTarget } from './opened-target';
import type { PublishedLake } from './published-lake';
import { openPublishedLake } from './published-lake';
import type { TargetStanding } from './standing';
import { noteTargets, standingTargets } from './standing';
import { TargetError } from './store/store';
import type { PublicationOptions, Step, Target, TargetReport } from './target';
import { Outrun } from './target';

/** Runs that failed at a target since the last that came to its end. */
const MOST_TRIED = 100;
/** Of lakes that commit at once one wins each time, so the last of many needs as many tries. */
const TRIES = 40;
/** Those who try at the same time would meet again. */
const PAUSE_MS = 25;
const LONGEST_PAUSE_MS = 2000;

export interface PublishTargetsOptions {
  /** Only these; default all. */
  names?: readonly string[];
  /** Whether data files there are read, not only listed. */
  readsBack?: boolean;
  listener: Listener;
  /** Epoch ms. */
  now(): number;
  /** Another target of the same configuration, for tests. */
  open?(target: TargetConfig): Promise<Target>;
}

/**
 * To be called by who holds the lake, after it was published.
 * @returns what became of each target, in the order of the configuration; a target's fault is in there, not thrown
 * @throws LakeError when the lake itself is not what was published
 */
export async function publishTargets(config: Config, options: PublishTargetsOptions): Promise<TargetResult[]> {
  const { names } = options;
  const requested = config.publish.filter(({ name }) => names === undefined || names.includes(name));
  if (requested.length === 0) return [];
  let standing: Map<string, TargetStanding>;
  try {
    standing = standingTargets(config.lake);
  } catch (error) {
    return requested.map((target) => refused(target, error, options.listener));
  }
  const results: TargetResult[] = [];
  const lake = await openPublishedLake(config);
  try {
    for (const target of requested) {
      const before = standingAt(target, standing, lake.sources);
      // Before anything is written: who dies there must know later what it may remove, and what it published.
      standing.set(target.name, { ...before, tried: triedNow(before, lake) });
      noteTargets(config.lake, standing);
      const { result, now } = await publishOne(lake, target, before, config.proxy, options);
      standing.set(target.name, now);
      if (!now.purge) forgetPurge(standing, target.to);
      noteTargets(config.lake, standing);
      listener(options.listener, result);
      results.push(result);
    }
  } finally {
    await lake.close();
  }
  return results;
}

/** Nothing is asked and nothing is written there. */
function refused({ name, to, format }: TargetConfig, reason: unknown, say: Listener): TargetResult {
  const standing = { run_id: null, published_at: null, error: messageOf(reason) };
  const counted = { changed: [], objects: 0, bytes: 0, ms: 0 };
  const result: TargetResult = { target: name, to, format, outcome: 'failed', ...standing, ...counted };
  listener(say, result);
  return result;
}

/**
 * Notes that old versions at every target hold what is about to be taken out of the lake.
 * @throws LakeError where that cannot be noted: nothing is to be taken out then
 */
export function notePurge(config: Config): void {
  const standing = standingTargets(config.lake);
  for (const target of config.publish.filter(({ isLake }) => !isLake)) {
    const known = standing.get(target.name) ?? unknownStanding(target);
    standing.set(target.name, { ...known, purge: true });
  }
  for (const [name, known] of standing) standing.set(name, { ...known, purge: true });
  noteTargets(config.lake, standing);
}

/** Done under one name of a target, it is done under those that it had before. */
function forgetPurge(standing: Map<string, TargetStanding>, to: string): void {
  for (const [name, known] of standing) if (known.to === to) standing.set(name, { ...known, purge: false });
}

/** Targets that left the configuration: nobody publishes there any more, and what stands there stays. */
export function leftTargets({ lake, publish }: Config): TargetStanding[] {
  return [...standingTargets(lake).values()].filter(({ name }) => !publish.some((target) => target.name === name));
}

interface Published {
  result: TargetResult;
  now: TargetStanding;
}

async function publishOne(
  lake: PublishedLake,
  target: TargetConfig,
  before: TargetStanding,
  proxy: ProxyConfig,
  { open = (each) => openedTarget(each, proxy), readsBack = false, now, listener }: PublishTargetsOptions,
): Promise<Published> {
  const begun = now();
  const { name, to, format } = target;
  try {
    const { purge, sources, tried: runs } = before;
    const options = { purge, readsBack, sources, runs, now };
    const report = target.isLake ? ofLake(lake) : await published(await open(target), lake, options);
    const standing: TargetStanding = {
      ...{ name, to, format, outcome: 'published', error: null, purge: false },
      run_id: lake.manifest.run_id,
      published_at: lake.manifest.published_at,
      tables: report.tables,
      sources: [...lake.sources],
      tried: [],
      lake: Object.fromEntries(lake.tables.map((table) => [table.name, table.digest])),
    };
    return { now: standing, result: { ...resultOf(standing), ...counts(report), ms: now() - begun } };
  } catch (error) {
    const message = messageOf(error);
    listener({ type: 'note', source: null, stream: null, level: 'debug', message: `${name}: ${String(error)}` });
    const tried = triedNow(before, lake);
    const standing: TargetStanding = { ...before, format, outcome: 'failed', error: message, tried };
    return { now: standing, result: { ...resultOf(standing), changed: [], objects: 0, bytes: 0, ms: now() - begun } };
  }
}

async function published(target: Target, lake: PublishedLake, options: PublicationOptions): Promise<TargetReport> {
  const publication = target.publication(lake, options);
  await publication.begin();
  for (const step of publication.steps()) await take(step);
  return publication.finish();
}

/** What was put and not committed is taken away, but where nobody knows whether the commit came through. */
async function take(step: Step): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    let isCommitted = false;
    try {
      await step.plan();
      await step.write();
      await step.verify();
      isCommitted = true;
      await step.commit();
      return;
    } catch (error) {
      if (!isCommitted) await step.rollBack().catch(() => undefined);
      if (!(error instanceof Outrun) || tries === TRIES) throw error;
      await sleep(Math.random() * Math.min(LONGEST_PAUSE_MS, PAUSE_MS * 2 ** tries));
    }
  }
}

/** The lake's own files: they were published before any target. */
function ofLake({ tables }: PublishedLake): TargetReport {
  const states = tables.map(({ name, rows, digest }) => [name, { version: null, rows, hash: digest }] as const);
  return { tables: Object.fromEntries(states), changed: [], objects: 0, bytes: 0 };
}

function counts({ changed, objects, bytes }: TargetReport): Pick<TargetResult, 'changed' | 'objects' | 'bytes'> {
  return { changed, objects, bytes };
}

function resultOf({
  name,
  to,
  format,
  outcome,
  run_id,
  published_at,
  error,
}: TargetStanding): Omit<TargetResult, 'changed' | 'objects' | 'bytes' | 'ms'> {
  return {
    target: name,
    to,
    format,
    outcome: outcome === 'published' ? 'published' : 'failed',
    run_id,
    published_at,
    error,
  };
}

function triedNow({ tried }: TargetStanding, { manifest }: PublishedLake): string[] {
  return [...new Set([...tried, manifest.run_id])].slice(-MOST_TRIED);
}

/** A target may have been given another name since. */
function standingAt(
  target: TargetConfig,
  standing: ReadonlyMap<string, TargetStanding>,
  held: readonly string[],
): TargetStanding {
  const known = standing.get(target.name);
  const there = [...standing.values()].filter(({ to }) => to === target.to);
  const sources = [...new Set([...there.flatMap((each) => each.sources), ...held])];
  const tried = [...new Set(there.flatMap((each) => [...each.tried, ...(each.run_id === null ? [] : [each.run_id])]))];
  const purge = there.some((each) => each.purge);
  return { ...(known?.to === target.to ? known : unknownStanding(target)), sources, tried, purge };
}

function unknownStanding({ name, to, format }: TargetConfig): TargetStanding {
  const nothing = {
    run_id: null,
    published_at: null,
    error: null,
    purge: false,
    tables: {},
    sources: [],
    tried: [],
    lake: {},
  };
  return { name, to, format, outcome: 'waiting', ...nothing };
}

/** What happened and how to mend it, in one line. */
function messageOf(error: unknown): string {
  const remedy =
    error instanceof TargetError || error instanceof LakeError
      ? ` ${error.remedy}`
      : ' Run `ticketlake publish` again.';
  return `${firstLineOf(error).replace(/\.$/, '')}.${remedy}`;
}

function listener(listener: Listener, { target, outcome, error, changed, objects, bytes }: TargetResult): void {
  const failed = { level: 'error', message: `target ${target}: ${error ?? ''}` } as const;
  const done = {
    level: objects === 0 && changed.length === 0 ? 'debug' : 'info',
    message: `target ${target}: published, ${counted(objects, 'object')}, ${counted(bytes, 'byte')}`,
  } as const;
  listener({ type: 'note', source: null, stream: null, ...(outcome === 'failed' ? failed : done) });
}
