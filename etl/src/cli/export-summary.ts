/** What an export did, for the person who waited for it. */
import { count, counted, span } from '../progress/format';
import { targetLines } from './target-lines';
import type { ExportResult, SourceResult } from '../base/run-result';
import type { RunRow } from '../base/run-row';

/** What a run did besides what its rows say. */
export interface Published {
  /** Tables that were written anew, but `runs` and `sources`, which every run changes. */
  rewritten: readonly string[];
  ms: number;
}

/** What was wrong is not said again: the lines of the run have said it. */
export function exportSummary(result: ExportResult, lake: string, published: Published): string {
  const width = result.sources.reduce((most, { source }) => Math.max(most, source.length), 0);
  const lines = result.sources.map((source) => `${source.source.padEnd(width)}  ${summaryOf(source)}`);
  const sentences: Record<ExportResult['outcome'], string> = {
    complete: isNothingNew(result) ? nothingNew(published) : `Done in ${span(published.ms)}.`,
    incomplete: 'Partly done: what could be read is published. Run again for the rest.',
    failed: isNothingNew(result) ? 'Failed: nothing new was published.' : 'Failed: what was read before is published.',
    interrupted: 'Ended early. What was read is kept.',
  };
  const targets = targetLines(result.targets ?? []).map((line) => `Target: ${line}`);
  return [...lines, sentences[result.outcome], `Lake: ${lake}`, ...targets].join('\n');
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
  const news = newsOf(streams);
  return `${outcome === 'complete' ? '' : `${outcome}; `}${news === '' ? 'nothing new' : news} (${work.join(', ')})${warning}`;
}

const NAMED = ['tickets', 'comments'];

/** `tickets: 12 new, 3 changed; comments: 40 new; other records: 5 new` */
function newsOf(streams: readonly RunRow[]): string {
  const groups = [...NAMED, 'other records'].map((name) => ({
    name,
    rows: streams.filter(({ stream }) => (NAMED.includes(stream) ? stream === name : name === 'other records')),
  }));
  return groups
    .flatMap(({ name, rows }) => {
      const changes = changesOf(rows);
      return changes === '' ? [] : [`${name}: ${changes}`];
    })
    .join('; ');
}

function changesOf(rows: readonly RunRow[]): string {
  const sums: ReadonlyArray<readonly [string, number]> = [
    ['new', rows.reduce((sum, row) => sum + row.rows_new, 0)],
    ['changed', rows.reduce((sum, row) => sum + row.rows_changed, 0)],
    ['deleted', rows.reduce((sum, row) => sum + row.rows_deleted, 0)],
  ];
  return sums.flatMap(([word, rows]) => (rows === 0 ? [] : [`${count(rows)} ${word}`])).join(', ');
}
