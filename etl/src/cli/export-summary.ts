/** What an export did, for the person who waited for it. */
import { counted, span } from '../progress/format';
import { targetLines } from './target-lines';
import type { ExportResult, SourceResult } from '../base/run-result';

/** What was wrong is not said again: the lines of the run have said it. */
export function exportSummary(result: ExportResult, lake: string): string {
  const lines = result.sources.map((source) => `${source.source}: ${summaryOf(source)}`);
  const sentences: Record<ExportResult['outcome'], string> = {
    complete: isNothingNew(result) ? 'Nothing new.' : 'Done.',
    incomplete: 'Partly done: what could be read is published. Run again for the rest.',
    failed: isNothingNew(result) ? 'Failed: nothing new was published.' : 'Failed: what was read before is published.',
    interrupted: 'Ended early. What was read is kept.',
  };
  const targets = targetLines(result.targets ?? []).map((line) => `Target: ${line}`);
  return [...lines, sentences[result.outcome], `Lake: ${lake}`, ...targets].join('\n');
}

function isNothingNew({ sources }: ExportResult): boolean {
  return sources.every(({ streams }) =>
    streams.every((row) => row.rows_new + row.rows_changed + row.rows_deleted === 0),
  );
}

function summaryOf(source: SourceResult): string {
  const sum = (read: (row: SourceResult['streams'][number]) => number): number =>
    source.streams.reduce((total, row) => total + read(row), 0);
  const tickets = source.streams.find((row) => row.stream === 'tickets');
  const parts = [
    source.outcome,
    ...(tickets
      ? [`tickets: ${tickets.rows_new} new, ${tickets.rows_changed} changed, ${tickets.rows_deleted} deleted`]
      : []),
    counted(
      sum((row) => row.requests),
      'request',
    ),
    ...(sum((row) => row.retries) > 0
      ? [
          counted(
            sum((row) => row.retries),
            'retry',
          ),
        ]
      : []),
    ...(sum((row) => row.seconds_waited) >= 1 ? [`waited ${span(sum((row) => row.seconds_waited) * 1000)}`] : []),
    ...(sum((row) => row.rows_rejected) > 0
      ? [`warning: ${sum((row) => row.rows_rejected)} rejects, see the table rejects`]
      : []),
  ];
  return parts.join('; ');
}
