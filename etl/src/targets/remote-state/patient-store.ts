/**
 * A store whose hiccups are got over, and whose trouble is that of the state. Conditional writes are not sent again here:
 * whoever makes one reads afterwards what became of it.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { LakeError } from '../../base/errors';
import { firstLineOf } from '../../base/system-error';
import type { LocalFile, ReadObject, Store, StoredObject } from '../store/store';

const TRIES = 3;
const PAUSE_MS = 200;

export class PatientStore implements Store {
  constructor(
    private readonly inner: Store,
    /** As messages show it. */
    readonly to: string,
    private readonly pauseMs = PAUSE_MS,
  ) {}

  list(prefix: string): Promise<StoredObject[]> {
    return this.again(() => this.inner.list(prefix));
  }

  get(name: string): Promise<ReadObject | null> {
    return this.again(() => this.inner.get(name));
  }

  fetch(name: string, place: string): Promise<boolean> {
    return this.again(() => this.inner.fetch(name, place));
  }

  sizeOf(name: string): Promise<number | null> {
    return this.again(() => this.inner.sizeOf(name));
  }

  putIfAbsent(name: string, body: Buffer): Promise<boolean> {
    return this.named(() => this.inner.putIfAbsent(name, body));
  }

  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean> {
    return this.named(() => this.inner.replaceIf(name, body, tag));
  }

  put(name: string, file: LocalFile): Promise<void> {
    return this.again(() => this.inner.put(name, file));
  }

  delete(name: string): Promise<void> {
    return this.again(() => this.inner.delete(name));
  }

  /** For what may be done twice. */
  async again<T>(work: () => Promise<T>): Promise<T> {
    for (let tries = 1; tries < TRIES; tries += 1) {
      try {
        return await work();
      } catch {
        await pause(this.pauseMs * 2 ** tries * Math.random());
      }
    }
    return this.named(work);
  }

  private async named<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof LakeError) throw error;
      throw new LakeError(
        'state_store',
        `the state in ${this.to} cannot be used: ${firstLineOf(error)}`,
        'Check `state:`, the keys, their rights and the network (`ticketlake check` tries them), then run again. What the store held before is still there.',
        error,
      );
    }
  }
}
