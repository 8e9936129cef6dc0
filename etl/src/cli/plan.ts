/** `ticketlake plan`: what an export would do. */
import type { Command } from 'commander';
import { STREAM_NAMES } from '../../../vendors/vendor';
import { OWN_FOLDER } from '../config/lake-folder';
import { planExport } from '../plan/plan';
import type { ExportPlan, PlannedSource, PlannedStream } from '../plan/plan';
import type { PlannedTable } from '../plan/tables';
import { count, counted, span } from '../progress/format';
import { EXIT } from './failure';
import { bringUpToDate, configOf } from './configured';
import { checkedName, dayOption, examples, invocation, repeatable } from './options';
import type { CommonOptions, Invocation } from './options';
import { filled } from '../progress/wrap';
import { paintFor } from './paint';
import type { Paint } from './paint';
import { plainTable } from './table';
import type { PlannedTarget } from '../targets/estimate';
import { plannedText } from './state-line';
import type { StatePlan } from '../targets/remote-state/reading';
import { statePlan } from '../targets/remote-state/reading';
import type { Output } from './terminal';

interface PlanFlags extends CommonOptions {
  source?: string[];
  stream?: string[];
  full?: boolean;
  since?: string;
}

export function planCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .option('--source <name>', 'only this source (repeatable)', repeatable)
    .option('--stream <name>', `only this stream (repeatable): ${STREAM_NAMES.join(', ')}`, repeatable)
    .option('--full', 'for an export that reads everything again')
    .option('--since <date>', 'for an export of tickets created on or after YYYY-MM-DD', dayOption)
    .action(async (flags: PlanFlags) => {
      end(await plan(invocation(output, command), flags));
    });
  examples(command, [
    ['ticketlake plan', 'the next export, as ticketlake.yaml says'],
    ['ticketlake plan --full --verbose', 'what a full scan would cost, part by part'],
  ]);
}

async function plan(started: Invocation, flags: PlanFlags): Promise<number> {
  const config = configOf(started);
  const { output, terminal, common } = started;
  const names = config.sources.map(({ name }) => name);
  const sources = flags.source?.map((name) => checkedName('source', name, names));
  const streams = flags.stream?.map((name) => checkedName('stream', name, STREAM_NAMES));
  const options = {
    ...(sources === undefined ? {} : { sources }),
    ...(streams === undefined ? {} : { streams }),
    full: flags.full === true,
    since: flags.since ?? null,
  };
  const state = await statePlan(config, terminal.now);
  await bringUpToDate(started, config);
  const planned = await planExport(config, options, terminal.now());
  const travels = state === null ? {} : { state };
  if (common.json === true) output.json({ ...planned, ...travels });
  else
    output.out(
      describe(
        { ...planned, ...travels },
        { width: terminal.columns(), lineWidth: output.lineWidth() },
        common.verbose === true,
        paintFor(terminal.hasColor),
      ),
    );
  return EXIT.done;
}

function describe(
  { lake, note, warning, sources, tables, targets, state }: ExportPlan & { state?: StatePlan },
  { width, lineWidth }: { width: number; lineWidth: number },
  verbose: boolean,
  paint: Paint,
): string {
  const columns = [
    { title: 'Source' },
    { title: 'Stream' },
    { title: 'Reads', wraps: true },
    { title: 'Requests', align: 'right' as const },
    { title: 'Known from', paint: paint.dim, wraps: true },
  ];
  const rows = sources.flatMap(({ source, streams }) =>
    streams.map((stream) => [source, stream.stream, reads(stream), requests(stream), stream.basis]),
  );
  const parts = verbose ? sources.flatMap(streamLines) : [];
  return [
    ...(warning === null ? [] : [paint.warn(`${warning}.\n${OWN_FOLDER}`)]),
    ...(note === null ? [] : [paint.warn(`${note[0]?.toUpperCase() ?? ''}${note.slice(1)}.`)]),
    plainTable(columns, rows, width, paint.bold),
    ...(parts.length === 0 ? [] : [parts.join('\n')]),
    [...sources.map(cost), ...sources.flatMap(({ source, streams }) => streams.flatMap(checks(source)))].join('\n'),
    tableLines(lake, tables, lineWidth, paint),
    ...(targets.length === 0 ? [] : [publishedTo(targets, paint)]),
    ...(state === undefined ? [] : [`${paint.bold('State in a store:')}\n${plannedText(state)}`]),
  ].join('\n\n');
}

const REASONS = {
  asked: 'all (as asked)',
  list: 'all',
  first: 'all (never read whole)',
  scope: 'all (since or projects changed)',
  due: 'all (a full scan is due)',
} as const;

function reads({ mode, reason, changed_since, resumes, slices, tickets }: PlannedStream): string {
  if (slices === null)
    return tickets === null ? 'one request per ticket' : `${counted(tickets, 'ticket')}, one request each`;
  if (resumes) return `the rest of an interrupted scan, ${counted(slices.length, 'part')}`;
  if (mode === 'full') return REASONS[reason ?? 'list'];
  return `changes${changed_since === null ? '' : ` since ${changed_since.slice(0, 16).replace('T', ' ')}`}`;
}

function requests({ requests: number, least }: Pick<PlannedStream, 'requests' | 'least'>): string {
  if (number === null) return 'unknown';
  return `${least ? '≥ ' : ''}${count(number)}`;
}

function streamLines({ source, streams }: PlannedSource): string[] {
  return streams.flatMap(({ stream, slices }) => (slices ?? []).map((slice) => `${source}: ${stream}: ${slice}`));
}

function cost({ source, requests: number, least, budgets, seconds_at_quota }: PlannedSource): string {
  if (number === null || seconds_at_quota === null) return `${source}: the number of requests is not known yet`;
  const many = `${source}: ${least ? 'at least ' : 'about '}${counted(number, 'request')}`;
  if (budgets.length === 0) return `${many}. No quota is known`;
  const quota = budgets.map((budget) => `${count(budget.requests)} in ${span(budget.windowSeconds * 1000)}`).join(', ');
  const wait =
    seconds_at_quota === 0 ? 'no wait' : `a wait of ${least ? 'at least ' : 'about '}${span(seconds_at_quota * 1000)}`;
  return `${many}, with ${wait} at the quota (${quota})`;
}

function checks(source: string): (stream: PlannedStream) => string[] {
  return ({ deletion_checks: most }) =>
    most === 0
      ? []
      : [
          `${source}: up to ${counted(most, 'request')} more if tickets are missing, because each of them is requested by its id`,
        ];
}

function tableLines(lake: string, tables: readonly PlannedTable[], width: number, { bold }: Paint): string {
  const named = (change: PlannedTable['change']) =>
    tables
      .filter((table) => table.change === change)
      .map(({ table, rows, files }) =>
        rows === 0 ? table : `${table} (${counted(rows, 'row')}${files > 1 ? ` in ${files} files` : ''})`,
      );
  const possible = named('possible');
  const untouched = named('none');
  const line = (title: string, items: readonly string[]) => filled(`  ${title}:`, items, width);
  return [
    bold(`Would be written in ${lake}:`),
    line('in any case', [...named('always'), 'parquet/_manifest.json']),
    line('where rows change', possible.length === 0 ? ['nothing'] : [...possible, 'ticketlake.duckdb']),
    ...(untouched.length === 0 ? [] : [line('left as it is', untouched)]),
  ].join('\n');
}

/** As the lake stands now: what the export finds comes on top. */
function publishedTo(targets: readonly PlannedTarget[], { bold }: Paint): string {
  return [
    bold('Would be published beside it, as the lake stands now:'),
    ...targets.map(
      ({ target, to, tables, objects, bytes, requests: number }) =>
        `  ${target} (${to}): ${counted(tables.length, 'table')}, at least ${counted(objects, 'object')}, up to ${count(bytes)} bytes, about ${counted(number, 'request')}`,
    ),
  ].join('\n');
}
