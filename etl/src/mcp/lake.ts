/** What the tools need of a lake, handed in by who serves them: the service, or the process of an assistant. */
import type { Config } from '../config/config';
import type { Manifest } from '../publish/manifest';
import type { LakeContents } from '../status/status';
import type { PublishedReader } from '../store/database';

/** One publication, which stays as it is while an answer is made of it. */
export interface HeldPublication {
  /** Laid out as a lake. */
  folder: string;
  manifest: Manifest;
  reader(): Promise<PublishedReader>;
  /** What never changes within a publication is worked out once. */
  once<T>(what: string, work: () => Promise<T>): Promise<T>;
}

export interface QueryResult {
  columns: ReadonlyArray<{ name: string; type: string }>;
  rows: ReadonlyArray<Record<string, unknown>>;
  row_count: number;
  truncated: boolean;
  limit: number;
}

export interface Lake {
  config: Config;
  /** @throws LakeError when nothing is published */
  use<T>(work: (publication: HeldPublication) => Promise<T>): Promise<T>;
  contents(publication: HeldPublication): Promise<LakeContents>;
  /** Who holds the lake at present, in words; null when nobody does. */
  running(): string | null;
  /**
   * Read-only SQL, within the limits of the service's own queries.
   * @throws ToolFailure for SQL that is wrong, or asks for too much
   */
  query(publication: HeldPublication, sql: string, limit: number, signal: AbortSignal): Promise<QueryResult>;
}

/** What an assistant is told when a tool cannot answer. */
export class ToolFailure extends Error {
  constructor(
    message: string,
    readonly remedy: string | null,
  ) {
    super(message);
    this.name = 'ToolFailure';
  }
}
