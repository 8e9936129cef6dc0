/** `ticketlake status`: how fresh the lake is, what the last runs did, what was rejected. */
import { localMinute, zonedMinute } from '../base/zoned-time';
import type { Command } from 'commander';
import { count, counted, span } from '../progress/format';
import { filled } from '../progress/wrap';
import { statusOf } from '../status/status';
import type { LakeStatus, RunStatus } from '../status/status';
import type { TargetStatus } from '../targets/standing';
import { TICKETS_AWAITED } from '../base/tickets-awaited';
import { EXIT } from './failure';
import { readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { Invocation } from './options';
import { paintFor } from './paint';
import type { Paint } from './paint';
import { plainTable } from './table';
import type { TableColumn } from './table';
import { stateText } from './state-line';
import type { StateStatus } from '../targets/remote-state/reading';
import { stateStatus } from '../targets/remote-state/reading';
import type { Output } from './terminal';

export function statusCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command.action(async () => {
    end(await status(invocation(output, command)));
  });
  examples(command, [
    ['ticketlake status', 'for people'],
    ['ticketlake status --json', 'sources[].last_complete_at says how fresh each source is'],
  ]);
}

async function status(started: Invocation): Promise<number> {
  const { terminal, output, common } = started;
  const config = await readingConfigOf(started);
  const found = await statusOf(config.lake);
  const state = await stateStatus(config, terminal.now);
  if (common.json === true) output.json({ ...found, ...(state === null ? {} : { state }) });
  else output.out(output.hint(describe(found, state, config.timezone, started)));
  return EXIT.done;
}

function describe(
  found: LakeStatus,
  state: StateStatus | null,
  timezone: string,
  { terminal, output, common: { quiet, verbose } }: Invocation,
): string {
  const view: StatusView = {
    timezone,
    now: terminal.now(),
    width: terminal.columns(),
    lineWidth: output.lineWidth(),
    paint: paintFor(terminal.hasColor),
  };
  const { bold } = view.paint;
  const head = [
    `${bold('Lake')}       ${found.lake}`,
    `${bold('Published')}  ${found.published_at === null ? 'unknown' : `${zonedMinute(found.published_at, timezone)}, ${ago(found.published_at, view.now)}`}`,
    ...(state === null ? [] : [`${bold('State')}      ${stateText(state)}`]),
    ...found.targets.map((target) => `${bold('Target')}     ${targetText(target, timezone)}`),
    ...(found.running === null ? [] : [`${bold('Running')}    ${found.running}`]),
  ];
  const blocks = [head.join('\n'), ...(found.awaits_tickets ? [awaited(view)] : []), sources(found, view)];
  if (quiet !== true)
    blocks.push(
      runs(verbose === true ? found.runs : found.runs.slice(0, 5), view),
      rejects(found, view),
      rows(found, view),
    );
  if (verbose === true)
    blocks.push(found.sources.map((source) => `${source.source}: ${source.change_detection ?? ''}`).join('\n'));
  return blocks.filter((block) => block !== '').join('\n\n');
}

function awaited({ paint }: StatusView): string {
  return `${paint.outcome('incomplete')}: ${TICKETS_AWAITED.message}.\n${TICKETS_AWAITED.remedy}`;
}

/** What the blocks are made for. */
interface StatusView {
  /** Reporting zone. */
  timezone: string;
  now: number;
  /** Of tables. */
  width: number;
  lineWidth: number;
  paint: Paint;
}

const right = (title: string): TableColumn => ({ title, align: 'right' });
const left = (title: string): TableColumn => ({ title });

function sources({ sources: list }: LakeStatus, { now, width, paint }: StatusView): string {
  const columns = [
    left('Source'),
    left('Service'),
    right('Tickets'),
    right('Open'),
    left('Tickets read whole'),
    { title: 'Last run', paint: paint.outcome },
  ];
  const lines = list.map((source) => [
    source.source,
    source.vendor,
    count(source.tickets),
    count(source.open),
    source.last_complete_at === null ? 'never' : ago(source.last_complete_at, now),
    source.last_outcome ?? 'never',
  ]);
  const gone = list.filter(({ is_configured: isConfigured }) => !isConfigured).map(({ source }) => goneSource(source));
  return [plainTable(columns, lines, width, paint.bold), ...gone].join('\n');
}

function targetText({ target, to, outcome, published_at: at, error }: TargetStatus, timezone: string): string {
  const when = at === null ? 'never published' : zonedMinute(at, timezone);
  return `${target} (${to}): ${when}${outcome === 'failed' ? `; the last try failed: ${error ?? ''}` : ''}`;
}

function goneSource(source: string): string {
  return `${source} is not in the configuration any more, and stays published as it is. To see what can be done: ticketlake sources list`;
}

function runs(list: readonly RunStatus[], { timezone, width, paint }: StatusView): string {
  const columns = [
    left(`Started (${timezone})`),
    right('Streams took'),
    { title: 'Outcome', paint: paint.outcome },
    right('Requests'),
    right('New'),
    right('Changed'),
    right('Deleted'),
    right('Rejects'),
  ];
  const lines = list.map((run) => [
    localMinute(run.started_at, timezone),
    run.finished_at === null ? '' : span(Date.parse(run.finished_at) - Date.parse(run.started_at)),
    run.outcome,
    ...[run.requests, run.rows_new, run.rows_changed, run.rows_deleted, run.rows_rejected].map(count),
  ]);
  return [plainTable(columns, lines, width, paint.bold), ...reasonLines(list, timezone)].join('\n');
}

/** Each reason once, with the newest run that ended for it. */
export function reasonLines(list: ReadonlyArray<Pick<RunStatus, 'started_at' | 'error'>>, timezone: string): string[] {
  const isNewest = ({ error }: Pick<RunStatus, 'error'>, at: number): boolean =>
    error !== null && list.findIndex((run) => run.error === error) === at;
  return list.filter(isNewest).map(({ started_at: startedAt, error }) => {
    const times = list.filter((run) => run.error === error).length;
    return `${localMinute(startedAt, timezone)}  ${times === 1 ? '' : `in ${counted(times, 'run')}: `}${error ?? ''}`;
  });
}

function rejects({ rejects: list }: LakeStatus, { width, paint }: StatusView): string {
  if (list.length === 0) return 'No rejects.';
  const columns = [
    left('Rejects in'),
    left('Stream'),
    { title: 'Severity', paint: paint.outcome },
    left('Reason'),
    right('Rows'),
  ];
  return plainTable(
    columns,
    list
      .slice(0, 12)
      .map((reject) => [reject.source, reject.stream, reject.severity, reject.reason, count(reject.rejects)]),
    width,
    paint.bold,
  );
}

function rows({ tables }: LakeStatus, { lineWidth }: StatusView): string {
  return filled(
    'Rows:',
    Object.entries(tables).map(([name, number]) => `${name} ${count(number)}`),
    lineWidth,
  );
}

function ago(instant: string, now: number): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
  if (seconds < 60) return 'just now';
  const [amount, unit] =
    seconds < 3600
      ? [seconds / 60, 'minute']
      : seconds < 172_800
        ? [seconds / 3600, 'hour']
        : [seconds / 86_400, 'day'];
  const whole = Math.floor(amount);
  return `${whole} ${unit}${whole === 1 ? '' : 's'} ago`;
}
