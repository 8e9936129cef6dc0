/**
 * Erases a person from a lake: raw pages, stored rows, published tables. Each step can be done again, so that an erasing
 * that was killed is done by running it once more.
 */
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Config } from '../config/config';
import { finishChanges } from '../catalog/unfinished';
import { markAllDirty } from '../store/dirty';
import { publish } from '../publish/publish';
import type { TargetResult } from '../base/run-result';
import { leftTargets, notePurge, publishTargets } from '../targets/publish-targets';
import type { Hold } from '../targets/remote-state/holding';
import { holdingLake } from '../targets/remote-state/holding';
import { loadLeftovers } from '../load/load-leftovers';
import { LakeClock } from '../base/clock';
import { newRunId } from '../base/run-id';
import type { WorkingDatabase } from '../store/database';
import { STATE_VERSION, metaValues, stateVersion } from '../store/ddl';
import { lakePaths, openWorkingDatabase, openWorkingDatabaseToRead } from '../store/database';
import { newerState } from '../store/migrations';
import { lakeTrouble } from '../base/disk-trouble';
import { LakeError } from '../base/errors';
import { latestStamp } from '../store/latest-stamp';
import { textIn } from '../store/row';
import { closeKilledRuns } from '../store/runs';
import { refuseBesideService } from './beside-service';
import { byPublishedTable } from './counts';
import { compact } from '../store/compact';
import { Eraser, erasedEmail, erasedName } from '../privacy/eraser';
import type { Erasure, Erasures } from '../privacy/erasures';
import { hashOf, hashedName, readErasures, writeErasures } from '../privacy/erasures';
import { isAddress, needlesOf } from '../privacy/name-forms';
import { hashingChanges } from '../store/row-hash';
import { renameFieldColumns, uniteFieldColumns } from './field-columns';
import { uniteAlike } from './alike-rows';
import type { MovedId } from './moved-ids';
import { moveIds, movedIds } from './moved-ids';
import type { Leftover } from './residue-scan';
import { leftoversIn } from './residue-scan';
import type { RawFile } from './raw-files';
import { eraseInFile, filesThatMention } from './raw-files';
import { Masks, keysByShown } from '../privacy/masks';
import { mentionsStored, pseudonymizePeople, renamePerson, rowsOf } from '../privacy/stored-people';
import type { Search } from './stored-texts';
import { eraseTexts, referencesByTable } from './stored-texts';
import type { Who } from './find-person';
import { isPerson, lastingId, referencesInRaw, resolvePerson } from './find-person';

export interface EraseOptions {
  /** E-mail address or person_key. */
  person: string;
  /** Only in this source. */
  source: string | null;
  dryRun: boolean;
  /** Asked once what will be done is known. */
  confirm(plan: ErasePlan): Promise<boolean>;
  /** Told when a step is done. */
  report(step: EraseStep): void;
  /** Epoch ms. */
  now(): number;
}

export type EraseStep = 'noted' | 'raw file rewritten' | 'rows erased' | 'published' | 'compacted' | 'proven';

export interface ErasePlan extends Who {
  pseudonym: string;
  sources: string[];
  /** Rows that refer to the person, by published table. */
  rows: Record<string, number>;
  /** Texts that name the person, by published table. A row may have several. */
  texts: Record<string, number>;
  raw: RawFile[];
  /** An erasing of the same person that was killed, or that a service undid. */
  isAgain: boolean;
}

export interface ErasedResult {
  outcome: 'erased' | 'planned' | 'refused' | 'left over' | 'not everywhere';
  plan: ErasePlan;
  leftovers: Leftover[];
  /** Where the tables are published beside the lake, as it ended there. */
  targets: TargetResult[];
  /** Targets that left the configuration: they keep what was published there. */
  left_targets: string[];
}

/** What is kept of published rows is computed anew. */
const MARTS = /^(?:k_|mart_columns$)/;
/** Further than any file is long: nothing of it is loaded again while it is rewritten. */
const ALL_LOADED = Number.MAX_SAFE_INTEGER;

/**
 * @returns undefined when nobody and nothing in the lake is meant
 * @throws LakeError when the lake cannot be used, or a service runs on it
 */
export async function erasePerson(config: Config, options: EraseOptions): Promise<ErasedResult | undefined> {
  if (options.dryRun) return planOnly(config, options);
  try {
    return await holdingLake(config, options, async (hold) => {
      await refuseBesideService(config.lake);
      return new Erasing(config, options).run(hold);
    });
  } catch (error) {
    throw lakeTrouble(error, config.lake) ?? error;
  }
}

/** Holds nothing and writes nothing: the lake may belong to another user. */
async function planOnly(config: Config, options: EraseOptions): Promise<ErasedResult | undefined> {
  const working = await openWorkingDatabaseToRead(config.lake);
  if (working === null) throw noState(config.lake);
  try {
    const version = (await stateVersion(working)) ?? 0;
    if (version > STATE_VERSION) throw newerState(version, STATE_VERSION);
    if (version < STATE_VERSION) throw olderState();
    const found = await new Erasing(config, options).plan(working, await readErasures(config.lake));
    return found && { outcome: 'planned', plan: found.plan, leftovers: [], targets: [], left_targets: [] };
  } finally {
    await working.close();
  }
}

function olderState(): LakeError {
  return new LakeError(
    'unknown_schema',
    'the working database is of an older version, which a dry run must not bring up to date',
    'Run `ticketlake export` first.',
  );
}

class Erasing {
  private readonly raw: string;
  private readonly clock: LakeClock;

  constructor(
    private readonly config: Config,
    private readonly options: EraseOptions,
  ) {
    this.raw = path.join(config.lake, 'raw');
    this.clock = new LakeClock(options.now);
  }

  async run(hold: Hold): Promise<ErasedResult | undefined> {
    const { config, options } = this;
    const working = await openWorkingDatabase(config.lake);
    let found: { plan: ErasePlan; search: Search; isWhole: boolean } | undefined;
    let noted: Erasures;
    try {
      await finishChanges(working, config.lake);
      noted = await readErasures(config.lake);
      this.clock.advancePast(await latestStamp(working));
      await closeKilledRuns(working);
      found = await this.plan(working, noted);
      if (found === undefined) return undefined;
      const { plan } = found;
      if (!(await options.confirm(plan)))
        return { outcome: 'refused', plan, leftovers: [], targets: [], left_targets: [] };
      await this.erase(working, noted, found);
    } finally {
      await working.close();
    }
    await compact(lakePaths(config.lake).working);
    options.report('compacted');
    await hold.save(true);
    const targets = await publishTargets(config, { listener: () => undefined, now: options.now });
    const beside = { targets, left_targets: leftTargets(config).map(({ name, to }) => `${name} (${to})`) };
    const leftovers = await leftoversIn(config.lake, found.search, found.isWhole);
    options.report('proven');
    if (leftovers.length > 0) return { outcome: 'left over', plan: found.plan, leftovers, ...beside };
    for (const erasure of noted.erasures) if (erasure.pseudonym === found.plan.pseudonym) erasure.done = true;
    writeErasures(config.lake, noted);
    return { outcome: isReached(targets) ? 'erased' : 'not everywhere', plan: found.plan, leftovers, ...beside };
  }

  async plan(working: WorkingDatabase, noted: Erasures) {
    const { source } = this.options;
    const masks = Masks.of(this.config, await metaValues(working));
    const person = await this.ownNameOf(working, masks);
    const all = await this.sourcesIn(working);
    const sources =
      source !== null ? [source] : isAddress(person) ? all : all.filter((name) => person.startsWith(`${name}:`));
    if (!this.options.dryRun) for (const name of sources) await this.loadLeftovers(working, name);
    const before = noted.erasures.find((erasure) => this.isNoted(noted, erasure, sources));
    const mentions = [...(await mentionsStored(working, sources)), ...(await referencesInRaw(this.config, sources))];
    const isPseudonym = (text: string): boolean =>
      noted.erasures.some(({ pseudonym }) => text === erasedName(pseudonym) || text === erasedEmail(pseudonym));
    const known = before?.people.filter((each) => sources.includes(each.source)) ?? [];
    const who = resolvePerson(person, mentions, known, isPseudonym);
    const pseudonym = before?.pseudonym ?? randomBytes(4).toString('hex');
    const eraser = new Eraser([{ pseudonym, ...who }]);
    const needles = needlesOf(who.emails, who.names);
    // Of names that others have, too, the hash stays in the rows of the others.
    const digits = masks === undefined ? [] : [...who.emails, ...who.names].map((text) => masks.digitsOf(text));
    const search: Search = { eraser, needles, digits: [...new Set(digits)], sources };
    const raw: RawFile[] = [];
    for (const name of sources) for (const each of await filesThatMention(this.raw, name, eraser)) raw.push(each);
    const plan: ErasePlan = {
      ...who,
      pseudonym,
      sources,
      rows: byPublishedTable(await rowsOf(working, who.people)),
      texts: byPublishedTable(await referencesByTable(working, search, (table) => !MARTS.test(table))),
      raw,
      isAgain: before !== undefined,
    };
    const isNothing =
      who.people.length === 0 && raw.length === 0 && Object.keys(plan.texts).length === 0 && before === undefined;
    return isNothing ? undefined : { plan, search, isWhole: sources.length === all.length };
  }

  /** Tables with masks name the person by another key than rows do. */
  private async ownNameOf(working: WorkingDatabase, masks: Masks | undefined): Promise<string> {
    const { person } = this.options;
    if (masks?.hidesPeople !== true || isAddress(person)) return person;
    return (await keysByShown(working, masks)).get(person) ?? person;
  }

  /** Also those that left the configuration: their tables are still published. */
  private async sourcesIn(working: WorkingDatabase): Promise<string[]> {
    const stored = await working.all('SELECT source FROM sources', undefined, (row) => textIn(row, 'source'));
    // Publishing from nothing would leave nothing published.
    if (stored.length === 0) throw noState(this.config.lake);
    return [...new Set([...stored, ...this.config.sources.map(({ name }) => name)])].sort();
  }

  private isNoted(noted: Erasures, { emails, keys, people }: Erasure, sources: readonly string[]): boolean {
    const { person } = this.options;
    const isSame = people.some(
      (each) => sources.includes(each.source) && isPerson(person, { ...each, name: null, email: null }),
    );
    return isSame || emails.includes(hashOf(noted, person)) || keys.includes(hashOf(noted, person));
  }

  private async erase(
    working: WorkingDatabase,
    noted: Erasures,
    { plan, search }: { plan: ErasePlan; search: Search },
  ): Promise<void> {
    const { config, options } = this;
    notePurge(config);
    const erasure = this.note(noted, plan);
    writeErasures(config.lake, noted);
    options.report('noted');
    const changedIds = await this.movedIds(plan.sources, search.eraser);
    for (const { file } of plan.raw) {
      await this.setLoaded(working, file, ALL_LOADED);
      await this.setLoaded(
        working,
        file,
        await eraseInFile(this.raw, file, search.eraser, path.join(working.places.scratch, 'erase')),
      );
      options.report('raw file rewritten');
    }
    await working.transaction(async (session) => {
      await hashingChanges(session, async () => {
        for (const person of plan.people) {
          const id = lastingId(person.person_id, plan, pseudonymsOf(plan.pseudonym));
          if (id !== person.person_id) await renamePerson(session, person, id);
        }
        await moveIds(session, changedIds);
        const { emails, names, spellings, sources } = plan;
        const known = [...emails, ...names, ...spellings];
        await renameFieldColumns(session, { eraser: search.eraser, known, sources });
        await eraseTexts(session, search, (table) => !MARTS.test(table));
        await uniteFieldColumns(session);
        await uniteAlike(session, plan.sources, plan.pseudonym);
      });
      // Not hashed: what is read of these people, erased, has an address and perhaps a name.
      await pseudonymizePeople(session, [erasure]);
      await markAllDirty(session);
    });
    options.report('rows erased');
    await publish(working, {
      config,
      runId: newRunId(this.clock.now()),
      now: this.clock.nextTimestamp(),
      present: () => this.clock.nextTimestamp(),
    });
    options.report('published');
  }

  private async movedIds(sources: readonly string[], eraser: Eraser): Promise<MovedId[]> {
    const changedIds: MovedId[] = [];
    for (const source of this.config.sources.filter(({ name }) => sources.includes(name)))
      for (const each of await movedIds(this.raw, source, eraser)) changedIds.push(each);
    return changedIds;
  }

  /** Before anything is erased: whoever runs an erasing again that was killed must be able to find the rest. */
  private note(noted: Erasures, plan: ErasePlan): Erasure {
    const { person, now } = this.options;
    const old = noted.erasures.find(({ pseudonym }) => pseudonym === plan.pseudonym);
    const people = plan.people.map(({ source, person_id: id }) => ({
      source,
      person_id: lastingId(id, plan, pseudonymsOf(plan.pseudonym)),
    }));
    const hashes = (texts: readonly string[]): string[] => texts.map((text) => hashOf(noted, text));
    const keys = plan.people.map(({ source, person_id: id }) => `${source}:${id}`);
    const erasure: Erasure = {
      pseudonym: plan.pseudonym,
      emails: united(old?.emails, hashes(plan.emails)),
      keys: united(old?.keys, hashes([...keys, ...(isAddress(person) ? [] : [person])])),
      names: united(
        old?.names,
        plan.names.map((name) => hashedName(noted, name)),
      ),
      spellings: united(
        old?.spellings,
        plan.spellings.map((spelling) => hashedName(noted, spelling)),
      ),
      people: united(old?.people, people),
      sources: united(old?.sources, plan.sources),
      erased_at: new Date(now()).toISOString(),
      done: false,
    };
    noted.erasures = [...noted.erasures.filter((each) => each !== old), erasure];
    return erasure;
  }

  private async setLoaded(working: WorkingDatabase, file: string, end: number): Promise<void> {
    await working.run('UPDATE spool SET loaded_to = ? WHERE file = ?', [BigInt(end), file]);
  }

  /** Pages that a killed run left on disk (one that is no JSON stops the erasing where pages are looked through): rewritten, they could not be told from those that are loaded. */
  private async loadLeftovers(working: WorkingDatabase, name: string): Promise<void> {
    const source = this.config.sources.find((each) => each.name === name);
    if (!source) return;
    const { clock, raw: rawFolder } = this;
    await loadLeftovers({ working, rawFolder, source, runId: newRunId(clock.now()), clock, broken: () => undefined });
  }
}

function isReached(targets: readonly TargetResult[]): boolean {
  return targets.every(({ outcome }) => outcome === 'published');
}

function pseudonymsOf(pseudonym: string): { email: string; name: string } {
  return { email: erasedEmail(pseudonym), name: erasedName(pseudonym) };
}

function united<T>(old: readonly T[] | undefined, added: readonly T[]): T[] {
  return [...new Map([...(old ?? []), ...added].map((item) => [JSON.stringify(item), item])).values()];
}

function noState(lake: string): LakeError {
  return new LakeError(
    'not_published',
    `the working database of ${lake} holds no source`,
    'Run `ticketlake replay` or `ticketlake export` first. Nothing was changed.',
  );
}
