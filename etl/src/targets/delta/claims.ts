/**
 * `_ticketlake/sources/<source>.json`: which lake publishes a source where several publish into one set of tables. A
 * claim also says how that lake writes its tables, so that one set has one reporting zone and one way of local times.
 */
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import type { Store } from '../store/store';
import { TargetError } from '../store/store';

const FOLDER = '_ticketlake/sources/';

const CLAIM = z.object({
  lake_id: z.string(),
  timezone: z.string(),
  local_times: z.string(),
  partition_by: z.string(),
});

export type Claim = z.infer<typeof CLAIM>;

interface KnownClaim {
  claim: Claim;
  body: Buffer;
  tag: string;
}

/** The claims of a set of tables, from the view of one lake. */
export class Claims {
  private readonly known = new Map<string, KnownClaim>();
  private readonly made: string[] = [];
  /** Sources that this lake has claimed: they must be seen at every look. */
  private claimed: readonly string[] = [];
  private before: ReadonlyArray<[string, KnownClaim]> = [];

  constructor(
    private readonly store: Store,
    private readonly own: Claim,
  ) {}

  /** Sources whose rows this lake may replace: what it has, and what it had. */
  get sources(): ReadonlySet<string> {
    const own = [...this.known].filter(([, { claim }]) => claim.lake_id === this.own.lake_id);
    return new Set(own.map(([source]) => source));
  }

  /** Whether other lakes publish into these tables, too, as far as was seen last. */
  get isShared(): boolean {
    return [...this.known.values()].some(({ claim }) => claim.lake_id !== this.own.lake_id);
  }

  /**
   * Claims sources for this lake. Of two lakes that begin at once at least one sees the other.
   * @throws TargetError when one is another lake's, or the lakes write differently; nothing is claimed then
   */
  async claim(sources: readonly string[]): Promise<void> {
    await this.look();
    this.refuse(sources);
    this.before = [...this.known].filter(([source]) => this.sources.has(source));
    try {
      for (const source of sources) if (await this.claimOne(source)) this.made.push(source);
      for (const source of this.sources) if (!sources.includes(source)) await this.claimOne(source);
      await this.look();
      this.refuse(sources);
      this.claimed = sources;
      this.proveOwn();
    } catch (error) {
      await this.takeBack();
      throw error;
    }
  }

  /** Leaves the claims as they were before this lake claimed, for who wrote nothing. */
  async takeBack(): Promise<void> {
    this.claimed = [];
    for (const source of this.made.splice(0)) await this.store.delete(nameOf(source)).catch(() => undefined);
    for (const [source, { body }] of this.before) await this.putBack(source, body).catch(() => undefined);
  }

  /**
   * Reads what other lakes have claimed meanwhile.
   * @throws TargetError when a source that this lake claimed is not seen: its rows would be taken for another lake's
   */
  async look(): Promise<void> {
    this.known.clear();
    for (const { name } of await this.store.list(FOLDER)) {
      const [, source] = /^_ticketlake\/sources\/([^/]+)\.json$/.exec(name) ?? [];
      if (source === undefined) continue;
      const found = await this.store.get(name);
      if (found === null) continue;
      const parsed = CLAIM.safeParse(jsonOf(found.body));
      if (!parsed.success) throw new TargetError(`${name} is not what Ticketlake writes`, 'Remove it, and run again.');
      this.known.set(source, { claim: parsed.data, body: found.body, tag: found.tag });
    }
    this.proveOwn();
  }

  private proveOwn(): void {
    const own = this.sources;
    const lost = this.claimed.find((source) => !own.has(source));
    if (lost !== undefined)
      throw new TargetError(`${nameOf(lost)} is not there any more`, 'Run `ticketlake publish` again.');
  }

  /** Gives up what the lake has no more, once none of its rows is left. */
  async release(sources: readonly string[]): Promise<void> {
    for (const source of this.sources) {
      if (sources.includes(source)) continue;
      await this.store.delete(nameOf(source));
      this.known.delete(source);
    }
  }

  /** @returns whether there was none before */
  private async claimOne(source: string): Promise<boolean> {
    const body = Buffer.from(`${JSON.stringify(this.own)}\n`);
    const known = this.known.get(source);
    if (known === undefined) return this.store.putIfAbsent(nameOf(source), body);
    if (known.claim.lake_id === this.own.lake_id && !known.body.equals(body))
      await this.store.replaceIf(nameOf(source), body, known.tag);
    return false;
  }

  private async putBack(source: string, body: Buffer): Promise<void> {
    const found = await this.store.get(nameOf(source));
    if (found !== null && !found.body.equals(body)) await this.store.replaceIf(nameOf(source), body, found.tag);
  }

  private refuse(sources: readonly string[]): void {
    const { own } = this;
    for (const [source, { claim }] of this.known) {
      if (claim.lake_id === own.lake_id) continue;
      const other = `the lake ${claim.lake_id}`;
      if (sources.includes(source))
        throw new TargetError(
          `the source ${source} is published there by ${other}, and this one is ${own.lake_id}`,
          `Give the source another name here. If it is the same lake, write lake_id: ${claim.lake_id} into the configuration.`,
        );
      if (claim.partition_by !== 'source' || own.partition_by !== 'source')
        throw new TargetError(
          `${other} publishes there, too, and tables that lakes share have partition_by: source`,
          'Write it for this target in the configuration of each lake, or use a folder of its own.',
        );
      if (claim.timezone !== own.timezone)
        throw new TargetError(
          `${other} publishes there in the time zone ${claim.timezone}, and this one in ${own.timezone}`,
          'Give both the same timezone:, or this target a folder of its own.',
        );
      if (claim.local_times !== own.local_times)
        throw new TargetError(
          `${other} publishes there with local_times: ${claim.local_times}, and this one with ${own.local_times}`,
          'Give both the same, or this target a folder of its own.',
        );
    }
  }
}

function nameOf(source: string): string {
  return `${FOLDER}${source}.json`;
}
