/** What every target does, whatever its format and its store. */
import type { PublishedLake } from './published-lake';
import { TargetError } from './store/store';

/** What becomes visible at once: a table of Delta Lake, or all of a parquet target. */
export interface Step {
  /** As messages call it. */
  name: string;
  /** Finds out what is to be put; nothing is written. */
  plan(): Promise<void>;
  /** Puts what is missing. No reader sees it yet. */
  write(): Promise<void>;
  /** Asks the store whether everything is there whole that the commit will name. @throws TargetError */
  verify(): Promise<void>;
  /** Makes it visible. @throws TargetError; what readers see is then the state before, or this one */
  commit(): Promise<void>;
  /** Takes away what `write` put. Only for steps whose commit was not begun. */
  rollBack(): Promise<void>;
}

/** One table as a target holds it. */
export interface TargetTable {
  /** Of Delta Lake; null for Parquet files, which have none. */
  version: number | null;
  rows: number;
  /** Follows from the content. */
  hash: string;
}

export interface TargetReport {
  tables: Record<string, TargetTable>;
  /** Tables that were committed by this publication. */
  changed: string[];
  /** What was put. */
  objects: number;
  bytes: number;
}

/** One publication into one target. */
export interface Publication {
  /** Refuses what must not be written over. @throws TargetError before anything is changed */
  begin(): Promise<void>;
  steps(): Step[];
  /** Says what stands there now, and removes what nobody can need any more. */
  finish(): Promise<TargetReport>;
}

export interface ReadBack {
  table: string | null;
  object: string | null;
  message: string;
}

export interface PublicationOptions {
  /** Old versions are removed at once, not after `keep:`. */
  purge: boolean;
  /** Own data files are read back, and written anew where their bytes are not those that were published. */
  readsBack: boolean;
  /** Those that this lake has, and those that it published there before, as its own state knows. */
  sources: readonly string[];
  /** Runs that this lake published there, as its own state knows, or tried to. */
  runs: readonly string[];
  /** Epoch ms. */
  now(): number;
}

export interface Target {
  publication(lake: PublishedLake, options: PublicationOptions): Publication;
  /** Reads everything back and compares it with the lake. @returns what differs */
  readBack(lake: PublishedLake): Promise<ReadBack[]>;
}

/** Another program changed the same thing first: the step is planned anew. */
export class Outrun extends TargetError {}
