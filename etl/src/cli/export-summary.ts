/** What an export did, for the person who waited for it. */
import { counted, span } from '../progress/format';
import { TICKETS_AWAITED } from '../base/tickets-awaited';
import { newsOf } from '../progress/news';
import { targetLines } from './target-lines';
import type { ExportResult, SourceResult } from '../base/run-result';
import type { RunRow } from '../base/run-row';

/** What a run did besides what its rows say. */
export interface Published {
  /** Tables that were written anew, but `runs` and `sources`, which every run changes. */
  rewritten: readonly string[];
  /** Whether no tickets were read yet, so that what else was read is not published. */
  awaitsTickets: boolean;
  ms: number;
}

/** What was wrong is not said again: the lines of the run have said it. */
export function exportSummary(result: ExportResult, lake: string, published: Published): string {
  const width = result.sources.reduce((most, { source }) => Math.max(most, source.length), 0);
  const lines = result.sources.map((source) => `${source.source.padEnd(width)}  ${summaryOf(source)}`);
  const sentences: Record<ExportResult['outcome'], string> = {
    complete: isNothingNew(result) ? nothingNew(published) : `Done in ${span(published.ms)}.`,
    incomplete: `Partly done: what could be read is published. ${hasFailed(result) ? 'Correct what the message of each failed source names, then run again.' : 'Run again for the rest.'}`,
    failed: isNothingNew(result) ? 'Failed: nothing new was published.' : 'Failed: what was read before is published.',
    interrupted: 'Ended early. What was read is kept.',
  };
  const targets = targetLines(result.targets ?? []).map((line) => `Target: ${line}`);
  const sentence = published.awaitsTickets ? withoutTickets() : sentences[result.outcome];
  return [...lines, sentence, `Lake: ${lake}`, ...targets].join('\n');
}

/** What else was read is kept, and published with them. */
function withoutTickets(): string {
  return `Tickets are missing: ${TICKETS_AWAITED.message}. What else was read is kept.`;
}

/** Masks, mappings and another version change what is published, and so does a day that went by. */
function nothingNew({ rewritten }: Published): string {
  if (rewritten.length === 0) return 'Nothing new.';
  return `Nothing new in the services. Published anew from what was read before: ${rewritten.join(', ')}.`;
}

function isNothingNew({ sources }: ExportResult): boolean {
  return sources.every(({ streams }) =>
    streams.every((row) => row.rows_new + row.rows_changed + row.rows_deleted === 0),
  );
}

/** Of a source that was not read whole nobody knows whether it has something new. */
function resultOf(outcome: SourceResult['outcome'], news: string): string {
  if (outcome === 'complete') return news === '' ? 'nothing new' : news;
  return news === '' ? outcome : `${outcome}; ${news}`;
}

/** Running again helps nobody whose key is refused. */
export function hasFailed({ sources }: ExportResult): boolean {
  return sources.some(({ outcome }) => outcome === 'failed');
}

function summaryOf({ outcome, streams }: SourceResult): string {
  const sum = (read: (row: RunRow) => number): number => streams.reduce((total, row) => total + read(row), 0);
  const retries = sum((row) => row.retries);
  const waited = sum((row) => row.seconds_waited);
  const rejected = sum((row) => row.rows_rejected);
  const work = [
    counted(
      sum((row) => row.requests),
      'request',
    ),
    ...(retries > 0 ? [counted(retries, 'retry')] : []),
    ...(waited >= 1 ? [`waited ${span(waited * 1000)}`] : []),
  ];
  const warning = rejected > 0 ? `; ${counted(rejected, 'reject')}, see the table rejects` : '';
  return `${resultOf(outcome, newsOf(streams))} (${work.join(', ')})${warning}`;
}
