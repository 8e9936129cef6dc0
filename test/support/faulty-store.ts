/** A store on which something goes wrong at a chosen call. */
import type { LocalFile, ReadObject, Store, StoredObject } from '../../etl/src/targets/store/store';

/**
 * killed: the process is gone before the call, and every later call with it. killed_after: gone after it took effect.
 * lost: the call took effect, and its answer says that it failed. failed: it did not, and says so.
 */
export type Fault = 'killed' | 'killed_after' | 'lost' | 'failed';

export class FaultyStore implements Store {
  /** Calls that change something. */
  writes = 0;
  private isDead = false;

  /** @param at the how manieth writing call, from 1; 0: none */
  constructor(
    private readonly inner: Store,
    private readonly fault: Fault = 'failed',
    private readonly at = 0,
  ) {}

  list(prefix: string): Promise<StoredObject[]> {
    return this.alive(() => this.inner.list(prefix));
  }

  get(name: string): Promise<ReadObject | null> {
    return this.alive(() => this.inner.get(name));
  }

  fetch(name: string, place: string): Promise<boolean> {
    return this.alive(() => this.inner.fetch(name, place));
  }

  sizeOf(name: string): Promise<number | null> {
    return this.alive(() => this.inner.sizeOf(name));
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.write(() => this.inner.putIfAbsent(name, body), false);
  }

  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    return this.write(() => this.inner.replaceIf(name, body, tag), false);
  }

  put(name: string, file: LocalFile): Promise<void> {
    return this.write(() => this.inner.put(name, file));
  }

  delete(name: string): Promise<void> {
    return this.write(() => this.inner.delete(name));
  }

  private alive<T>(work: () => Promise<T>): Promise<T> {
    return this.isDead ? Promise.reject(new Error('the process is gone')) : work();
  }

  /** @param lost what a call answers that was sent twice, as its first answer was lost */
  private async write<T>(work: () => Promise<T>, lost?: T): Promise<T> {
    if (this.isDead) throw new Error('the process is gone');
    this.writes += 1;
    if (this.writes !== this.at) return work();
    if (this.fault === 'killed' || this.fault === 'killed_after') this.isDead = true;
    if (this.fault === 'killed' || this.fault === 'failed') throw new Error(`${this.fault} at ${this.at}`);
    const answer = await work();
    if (this.fault === 'killed_after') throw new Error('killed');
    return lost ?? answer;
  }
}
