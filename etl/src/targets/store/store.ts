/** What a target needs of the place where it publishes: objects by name, and two writes that only one of several wins. */

export interface StoredObject {
  /** Below the store, with `/`. */
  name: string;
  bytes: number;
  /** When it was written, epoch ms; or UNKNOWN_TIME. */
  modified: number;
}

/** What a store did not say: it is older and younger than nothing, so nothing is removed for its age. */
export const UNKNOWN_TIME = Number.NaN;

/** An object as it was read, and what tells it from any other state. */
export interface ReadObject {
  body: Buffer;
  tag: string;
}

/** A file of this machine that becomes an object, or became one. */
export interface LocalFile {
  place: string;
  bytes: number;
  /** 64 hex digits. */
  sha256: string;
}

export interface Store {
  /** Objects whose names begin so, folders below included, in no order. */
  list(prefix: string): Promise<StoredObject[]>;
  /** null: there is none. */
  get(name: string): Promise<ReadObject | null>;
  /** Reads an object into a file. @returns false: there is none */
  fetch(name: string, place: string): Promise<boolean>;
  /** null: there is none. */
  sizeOf(name: string): Promise<number | null>;
  /** Several may try at once: one of them wins. @returns false: it is there already, and stays */
  putIfAbsent(name: string, body: Buffer): Promise<boolean>;
  /** @param tag of the object as it was read; null: there was none. @returns false: it is another one by now, and stays */
  replaceIf(name: string, body: Buffer, tag: string | null): Promise<boolean>;
  /** For names that follow from the content: whatever is there is the same or was cut. */
  put(name: string, file: LocalFile): Promise<void>;
  /** Removing what is not there is no fault. */
  delete(name: string): Promise<void>;
}

/** Trouble with a target. Its own class, as one target must not end the others. */
export class TargetError extends Error {
  constructor(
    message: string,
    readonly remedy: string,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'TargetError';
  }
}
