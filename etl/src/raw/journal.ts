/**
 * What a run concluded from pages, kept beside them in raw/: which tickets a complete scan proved to be gone, and
 * which readings were complete. Pages alone do not tell it, so that without it a lake could not be rebuilt from them.
 */
import type { Json, JsonObject } from '../../../vendors/json';
import { arrayAt, asText, isObject } from '../../../vendors/json';
import type { Watermark } from '../../../vendors/vendor';
import type { ParsedPage, SpoolWriter } from './spool';

export interface FinishedScan {
  /** Canonical instant. */
  at: string;
  mode: 'full' | 'incremental';
  since: string | null;
  projects: string | null;
  /** null: the stream has none. */
  boundary: Watermark | null;
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

  finished(stream: string, finished: FinishedScan, fullScanStartedAt: string | null): Promise<void> {
    return this.write({ kind: 'finished', stream, at: finished.at, finished, wholeSince: fullScanStartedAt });
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
export function entryIn({ stream, json }: Pick<ParsedPage, 'stream' | 'json'>): JournalEntry | undefined {
  if (stream !== JOURNAL || !isObject(json)) return undefined;
  const at = asText(json['at']) ?? '';
  if (json['kind'] === 'gone') {
    return { kind: 'gone', at, tickets: arrayAt(json, 'tickets').flatMap((id) => asText(id) ?? []) };
  }
  const finished = finishedIn(json['finished']);
  if (json['kind'] !== 'finished' || finished === undefined) return undefined;
  const stood = asText(json['wholeSince']);
  return { kind: 'finished', stream: asText(json['stream']) ?? '', at, finished, wholeSince: stood };
}

function finishedIn(json: Json | undefined): FinishedScan | undefined {
  if (!isObject(json)) return undefined;
  return {
    at: asText(json['at']) ?? '',
    mode: json['mode'] === 'full' ? 'full' : 'incremental',
    since: asText(json['since']),
    projects: asText(json['projects']),
    boundary: isObject(json['boundary']) ? boundaryIn(json['boundary']) : null,
    words: asText(json['words']),
  };
}

function boundaryIn(json: JsonObject): Watermark {
  return { created_at: asText(json['created_at']), updated_at: asText(json['updated_at']) };
}
