/** What an event says in one line. */
import type { RunEvent } from '../base/events';
import type { RunRow, StreamOutcome } from '../base/run-row';
import { clockTime, count, counted, span } from './words';

export type Level = 'debug' | 'info' | 'warning' | 'error';

export interface Sentence {
  level: Level;
  text: string;
}

export function sentenceOf(event: RunEvent): Sentence {
  switch (event.type) {
    case 'run_started':
      return { level: 'info', text: `run ${event.run_id} started: ${event.sources.join(', ')}` };
    case 'stream_started':
      return {
        level: 'debug',
        text: `${name(event)}: ${event.mode}${event.total === null ? '' : `, ${counted(event.total, 'row')} expected`}`,
      };
    case 'progress':
      return {
        level: 'debug',
        text: `${name(event)}: ${count(event.rows)}${event.total === null ? ' rows' : ` of ${counted(event.total, 'row')}`}`,
      };
    case 'waiting':
      return { level: 'info', text: `${event.source} waits until ${clockTime(event.until)}: ${event.message}` };
    case 'note':
      return {
        level: event.level,
        text: [event.source, event.stream]
          .filter((part) => part !== null)
          .concat(event.message)
          .join(': '),
      };
    case 'stream_finished':
      return { level: LEVELS[event.row.outcome], text: finished(event.row) };
    case 'published':
      return published(event.tables, event.ms);
    case 'run_finished':
      return {
        level: event.exit_code === 0 ? 'info' : 'warning',
        text: `run ${event.run_id} ${event.outcome} after ${span(event.ms)}`,
      };
  }
}

const LEVELS: Readonly<Record<StreamOutcome, Level>> = {
  complete: 'info',
  unsupported: 'info',
  interrupted: 'warning',
  incomplete: 'warning',
  failed: 'error',
};

function name(event: { source: string; stream: string }): string {
  return `${event.source}: ${event.stream}`;
}

function finished(row: RunRow): string {
  const problem = row.error === null ? '' : `: ${row.error}`;
  if (row.outcome !== 'complete') return `${name(row)}: ${row.outcome}${problem}`;
  const changes = [
    [row.rows_new, 'new'],
    [row.rows_changed, 'changed'],
    [row.rows_deleted, 'deleted'],
    [row.rows_rejected, 'rejected'],
  ].flatMap(([rows, word]) => (rows === 0 ? [] : [`${count(Number(rows))} ${word}`]));
  const ms = row.finished_at === null ? 0 : Date.parse(row.finished_at) - Date.parse(row.started_at);
  return `${name(row)}: ${counted(row.rows_read, 'record')} read, ${changes.length === 0 ? 'nothing new' : changes.join(', ')}; ${counted(row.requests, 'request')}, ${span(ms)}`;
}

/** While a long stream grows, tables are published every now and then: that none of them changed is no news. */
function published(tables: ReadonlyArray<{ rewritten: boolean }>, ms: number): Sentence {
  const rewritten = tables.filter((table) => table.rewritten).length;
  const which = rewritten === tables.length ? '' : `, ${rewritten} of them rewritten,`;
  return {
    level: rewritten === 0 ? 'debug' : 'info',
    text: `published ${counted(tables.length, 'table')}${which} in ${span(ms)}`,
  };
}
