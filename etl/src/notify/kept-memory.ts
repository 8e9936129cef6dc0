/**
 * What was told, where the next run finds it: in the folder of the lake and, where `state:` names a store, there too, for
 * the next machine. It is no part of what a run saves: notices are sent when the run has given the state back.
 */
import { diskTrouble } from '../base/disk-trouble';
import { LakeError } from '../base/errors';
import { sleep } from '../base/async';
import { firstLineOf, messageOf } from '../base/system-error';
import type { Config } from '../config/config';
import { storeOf } from '../targets/opened-target';
import type { Store } from '../targets/store/store';
import type { NoticeMemory } from './memory';
import { laterMemory, memoryIn, memoryText, readMemory, writeMemory } from './memory';

/** In the store of a state, beside what it holds. */
export const NOTICES = 'notices/current.json';
/** A store that does not answer keeps no notice back for longer. */
const LIMIT_MS = 5000;

export interface KeptMemoryOptions {
  config: Pick<Config, 'lake' | 'state' | 'proxy'>;
  signal: AbortSignal;
  /** Is told what could not be noted, once for each place. */
  warn(message: string): void;
}

export class KeptMemory {
  private store: Store | null = null;
  private tag: string | null = null;
  private readonly warned = new Set<string>();

  private constructor(private readonly options: KeptMemoryOptions) {}

  /** @returns what was told before, and where to note what is told now */
  static async open(options: KeptMemoryOptions): Promise<{ kept: KeptMemory; before: NoticeMemory }> {
    const kept = new KeptMemory(options);
    return { kept, before: laterMemory(await kept.inStore(), readMemory(options.config.lake)) };
  }

  /** In the folder of the lake. */
  note(memory: NoticeMemory): void {
    try {
      writeMemory(this.options.config.lake, memory);
    } catch (error) {
      const trouble = diskTrouble(error, this.options.config.lake);
      this.warnOnce('what was sent cannot be noted, and may be sent again', trouble?.message ?? messageOf(error));
    }
  }

  /** In the store, too. Where another machine noted something meanwhile, that stays. */
  async share(memory: NoticeMemory): Promise<void> {
    const { store, tag, options } = this;
    if (store === null) return;
    try {
      await within(async () => {
        const body = Buffer.from(memoryText(memory));
        await store.replaceIf(NOTICES, body, tag);
        // The answer to our own write may have been lost: what stands there decides.
        const found = await store.get(NOTICES);
        if (found?.body.equals(body) === true) this.tag = found.tag;
        else this.store = null;
      }, options.signal);
    } catch (error) {
      this.warnOfStore(error);
    }
  }

  /** Where it cannot be read, the folder of the lake is all that is known. */
  private async inStore(): Promise<NoticeMemory | null> {
    const { config, signal } = this.options;
    const { state } = config;
    if (state === undefined) return null;
    try {
      return await within(async () => {
        const store = await storeOf(state, config.proxy);
        const found = await store.get(NOTICES);
        [this.store, this.tag] = [store, found?.tag ?? null];
        return found === null ? null : memoryIn(found.body.toString('utf8'));
      }, signal);
    } catch (error) {
      this.warnOfStore(error);
      return null;
    }
  }

  private warnOfStore(error: unknown): void {
    const { state } = this.options.config;
    this.warnOnce(`another machine may send a notice again: ${NOTICES} in ${state?.to ?? ''}`, firstLineOf(error));
  }

  private warnOnce(what: string, why: string): void {
    if (!this.warned.has(what)) this.options.warn(`${what}: ${why}`);
    this.warned.add(what);
  }
}

async function within<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const done = new AbortController();
  const late = sleep(LIMIT_MS, AbortSignal.any([signal, done.signal])).then((): never => {
    throw new LakeError('state_store', `it did not answer within ${LIMIT_MS / 1000} seconds`, 'Check `state:`.');
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    done.abort();
  }
}
