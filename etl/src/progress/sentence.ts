/** What an event says in one line. */
import type { RunEvent } from '../base/events';
import type { RunRow, StreamOutcome } from '../base/run-row';
import { zonedClock } from '../base/zoned-time';
import { count, counted, span } from './format';

export type EventLevel = 'debug' | 'info' | 'warning' | 'error';

export interface Sentence {
  level: EventLevel;
  text: string;
}

/** @param timezone of the times in it */
export function sentenceOf(event: RunEvent, timezone: string): Sentence {
  switch (event.type) {
    case 'run_started':
      return { level: 'info', text: `run ${event.run_id} started: ${event.sources.join(', ')}` };
    case 'stream_started':
      return {
        level: 'debug',
        text: `${name(event)}: reads ${MODES[event.mode]}${event.total === null ? '' : `, ${counted(event.total, event.unit)}`}`,
      };
    case 'progress':
      return {
        level: 'debug',
        text: `${name(event)}: ${event.total === null ? counted(event.rows, event.unit) : `${count(event.rows)} of ${counted(event.total, event.unit)}`}`,
      };
    case 'waiting':
      return { level: 'info', text: waiting(event, timezone) };
    case 'note':
      return {
        level: event.level,
        text: [event.source, event.stream]
          .filter((part) => part !== null)
          .concat(event.message)
          .join(': '),
      };
    case 'stream_finished':
      return { level: levelOf(event.row), text: finished(event.row) };
    case 'published':
      return published(event.tables, event.ms);
    case 'run_finished':
      return {
        level: event.exit_code === 0 ? 'info' : 'warning',
        text: `run ${event.run_id} ${event.outcome} after ${span(event.ms)}`,
      };
  }
}

function waiting({ source, until, message, tries }: Extract<RunEvent, { type: 'waiting' }>, timezone: string): string {
  const at = zonedClock(until, timezone);
  if (tries === undefined) return `${source} waits until ${at}: ${message}`;
  return `${source}: ${message}; try ${tries.next} of ${tries.most} at ${at}`;
}

const LEVELS: Readonly<Record<StreamOutcome, EventLevel>> = {
  complete: 'info',
  unsupported: 'info',
  interrupted: 'warning',
  incomplete: 'warning',
  failed: 'error',
};

const MODES: Readonly<Record<RunRow['mode'], string>> = {
  full: 'everything',
  incremental: 'what changed',
  replay: 'raw/ again',
};

/** That a stream has nothing new is no news. */
function levelOf({
  outcome,
  rows_new: added,
  rows_changed: changed,
  rows_deleted: deleted,
  rows_rejected: rejected,
}: RunRow): EventLevel {
  const isNothingNew = outcome === 'complete' && added + changed + deleted + rejected === 0;
  return isNothingNew ? 'debug' : LEVELS[outcome];
}

function name(event: { source: string; stream: string }): string {
  return `${event.source}: ${event.stream}`;
}

function finished(row: RunRow): string {
  const problem = row.error === null ? '' : `: ${row.error}`;
  if (row.outcome !== 'complete') return `${name(row)}: ${row.outcome}${retries(row)}${problem}`;
  const changes = [
    [row.rows_new, 'new'],
    [row.rows_changed, 'changed'],
    [row.rows_deleted, 'deleted'],
    [row.rows_rejected, 'rejected'],
  ].flatMap(([rows, word]) => (rows === 0 ? [] : [`${count(Number(rows))} ${word}`]));
  const ms = row.finished_at === null ? 0 : Date.parse(row.finished_at) - Date.parse(row.started_at);
  return `${name(row)}: ${changes.length === 0 ? 'nothing new' : changes.join(', ')}; ${counted(row.requests, 'request')}${retries(row)}, ${span(ms)}`;
}

export function retries({ retries: number }: Pick<RunRow, 'retries'>): string {
  return number === 0 ? '' : `, ${counted(number, 'retry')}`;
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
