/**
 * What a run concluded from pages, kept beside them in raw/: which tickets a complete scan proved to be gone, and
 * which readings were complete. Pages alone do not tell it, so that without it a lake could not be rebuilt from them.
 */
import type { Json, JsonObject } from '../../../vendors/json';
import { arrayAt, isObject, textOf } from '../../../vendors/json';
import type { Boundary } from '../../../vendors/vendor';
import type { ReadPage, SpoolWriter } from './spool';

export interface FinishedScan {
  /** Canonical instant. */
  at: string;
  mode: 'full' | 'incremental';
  since: string | null;
  projects: string | null;
  /** null: the stream has none. */
  boundary: Boundary | null;
  /** For `sources.change_detection`; null: keep the last ones. */
  words: string | null;
}

/** Its name in raw/, where pages have that of their stream. */
export const JOURNAL = '_journal';
/** A line of the spool holds so many ids at most. */
const IDS_A_LINE = 10_000;

export interface GoneEntry {
  kind: 'gone';
  /** Canonical instant at which they were found to be gone. */
  at: string;
  tickets: readonly string[];
}

export interface FinishedEntry {
  kind: 'finished';
  stream: string;
  at: string;
  finished: FinishedScan;
  /** When the scan was begun, if it read everything there is; else null. */
  wholeSince: string | null;
}

export type JournalEntry = GoneEntry | FinishedEntry;

export class Journal {
  constructor(
    private readonly spool: SpoolWriter,
    private readonly source: string,
  ) {}

  async gone(at: string, tickets: readonly string[]): Promise<void> {
    for (let first = 0; first < tickets.length; first += IDS_A_LINE) {
      await this.write({ kind: 'gone', at, tickets: tickets.slice(first, first + IDS_A_LINE) });
    }
  }

  finished(stream: string, finished: FinishedScan, wholeSince: string | null): Promise<void> {
    return this.write({ kind: 'finished', stream, at: finished.at, finished, wholeSince });
  }

  private async write(entry: JournalEntry): Promise<void> {
    await this.spool.append({
      source: this.source,
      stream: JOURNAL,
      slice: { key: entry.kind, params: {} },
      cursor: null,
      next: null,
      replacedBy: null,
      unproven: null,
      total: null,
      since: null,
      receivedAt: entry.at,
      status: 0,
      endpoint: JOURNAL,
      body: JSON.stringify(entry),
    });
  }
}

/** @returns undefined for a page of a stream */
export function entryIn({ stream, json }: Pick<ReadPage, 'stream' | 'json'>): JournalEntry | undefined {
  if (stream !== JOURNAL || !isObject(json)) return undefined;
  const at = textOf(json['at']) ?? '';
  if (json['kind'] === 'gone') {
    return { kind: 'gone', at, tickets: arrayAt(json, 'tickets').flatMap((id) => textOf(id) ?? []) };
  }
  const finished = finishedIn(json['finished']);
  if (json['kind'] !== 'finished' || finished === undefined) return undefined;
  const stood = textOf(json['wholeSince']);
  return { kind: 'finished', stream: textOf(json['stream']) ?? '', at, finished, wholeSince: stood };
}

function finishedIn(json: Json | undefined): FinishedScan | undefined {
  if (!isObject(json)) return undefined;
  return {
    at: textOf(json['at']) ?? '',
    mode: json['mode'] === 'full' ? 'full' : 'incremental',
    since: textOf(json['since']),
    projects: textOf(json['projects']),
    boundary: isObject(json['boundary']) ? boundaryIn(json['boundary']) : null,
    words: textOf(json['words']),
  };
}

function boundaryIn(json: JsonObject): Boundary {
  return { created_at: textOf(json['created_at']), updated_at: textOf(json['updated_at']) };
}
