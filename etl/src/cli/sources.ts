/** `ticketlake sources`: which sources the lake holds; gives one another name, or removes it. */
import type { Command } from 'commander';
import { count, counted } from '../progress/format';
import type { SourceChange } from '../catalog/source-change';
import { changeSourceOf } from '../sources/change';
import type { ChangePlan, Changed } from '../sources/change';
import { listSources } from '../sources/list';
import type { ListedSource } from '../sources/list';
import { createAsker } from './asker';
import { CommandFailure, EXIT } from './failure';
import { publishingConfigOf, readingConfigOf } from './configured';
import { examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { paintFor } from './paint';
import type { Paint } from './paint';
import { plainTable } from './table';
import { notReached } from './target-lines';
import type { Output } from './terminal';

interface SourcesFlags extends CommonOptions {
  dryRun?: boolean;
  yes?: boolean;
}

export function sourcesCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  const list = command
    .command('list')
    .description('sources of the lake and of the configuration, and which tickets are held twice')
    .action(async () => {
      end(await listed(invocation(output, list)));
    });
  const rename = changing(command.command('rename'))
    .description('goes on with a source under the name that the configuration gives it now')
    .argument('<old>', 'name that the lake knows')
    .argument('<new>', 'name in the configuration')
    .action(async (from: string, to: string, flags: SourcesFlags) => {
      end(await change(invocation(output, rename), { from, to }, flags));
    });
  const remove = changing(command.command('remove'))
    .description(
      'removes a source that the configuration does not name any more, with everything that was exported of it',
    )
    .argument('<name>', 'name that the lake knows')
    .action(async (from: string, flags: SourcesFlags) => {
      end(await change(invocation(output, remove), { from, to: null }, flags));
    });
  command.helpCommand('help [command]', 'prints the help of one of these');
  for (const each of [list, rename, remove])
    each.copyInheritedSettings(command).helpOption('-h, --help', 'prints this help');
  for (const each of [list, rename, remove]) each.allowExcessArguments(false);
  examples(command, [
    ['ticketlake sources list', 'what is published, and what the configuration does not name any more'],
    ['ticketlake sources rename acme acme-eu', 'after the source was renamed in ticketlake.yaml'],
    ['ticketlake sources remove old-desk --dry-run', 'what would be removed'],
  ]);
}

function changing(command: Command): Command {
  return command
    .option('--dry-run', 'shows what would be changed, and changes nothing')
    .option('--yes', 'does not ask');
}

async function listed(started: Invocation): Promise<number> {
  const { output, terminal, common } = started;
  const sources = await listSources(await readingConfigOf(started));
  if (common.json === true) output.json({ sources });
  else output.out(listText(sources, terminal.columns(), paintFor(terminal.hasColor)));
  return EXIT.done;
}

function listText(sources: readonly ListedSource[], width: number, { bold }: Paint): string {
  const lines = sources.map(({ source, vendor, tickets, is_configured: isConfigured, is_published: isPublished }) => [
    source,
    vendor,
    isPublished ? count(tickets) : 'not exported yet',
    isConfigured ? 'yes' : 'no',
  ]);
  const columns = [
    { title: 'Source' },
    { title: 'Service' },
    { title: 'Tickets, also deleted', align: 'right' as const },
  ];
  const doubled = sources.filter(
    ({ is_configured: isConfigured, also_in: alsoIn }) => isConfigured && alsoIn.length > 0,
  );
  const gone = sources.filter(({ is_configured: isConfigured }) => !isConfigured);
  const advice = [...doubled.map(doubledText), ...gone.map(adviceOf)];
  return [plainTable([...columns, { title: 'Configured' }], lines, width, bold), ...advice].join('\n\n');
}

function twiceText({ also_in: alsoIn }: ListedSource): string {
  return alsoIn
    .map((other) => ` ${counted(other.tickets, 'ticket')} of it are also those of ${other.source}.`)
    .join('');
}

function doubledText(listed: ListedSource): string {
  return `${listed.source} counts tickets twice.${twiceText(listed)}`;
}

function adviceOf(listed: ListedSource): string {
  const { source } = listed;
  return [
    `${source} is not in the configuration any more, and stays published as it is.${twiceText(listed)}`,
    `  It has another name now: ticketlake sources rename ${source} NEW`,
    `  It is not wanted any more: ticketlake sources remove ${source}`,
  ].join('\n');
}

async function change(started: Invocation, requested: SourceChange, flags: SourcesFlags): Promise<number> {
  const config = publishingConfigOf(started);
  const { output, terminal, common } = started;
  if (flags.dryRun !== true && flags.yes !== true) requireTerminal(started);
  const result = await changeSourceOf(config, requested, {
    dryRun: flags.dryRun === true,
    confirm: (plan) => confirmed(started, plan, flags.yes === true),
    now: terminal.now,
  });
  const exitCode = exitCodeFor(result);
  if (common.json === true) output.json({ exit_code: exitCode, ...result });
  else output.out([ended(result), ...notReached(result.targets, result.left_targets)].join('\n'));
  return exitCode;
}

function exitCodeFor({ outcome, targets }: Changed): number {
  if (outcome === 'refused') return EXIT.usage;
  return targets.some((target) => target.outcome === 'failed') ? EXIT.partly : EXIT.done;
}

function requireTerminal({ terminal, common }: Invocation): void {
  if (terminal.dialogue !== null && common.json !== true) return;
  throw new CommandFailure(
    EXIT.usage,
    'this changes what is published, and there is no terminal for the question',
    'Add --yes to go on without a question, or --dry-run to see what would be changed.',
  );
}

async function confirmed({ terminal, output }: Invocation, plan: ChangePlan, yes: boolean): Promise<boolean> {
  if (yes || terminal.dialogue === null) return yes;
  output.out(planText(plan));
  const question = plan.to === null ? 'Remove? It cannot be undone.' : 'Rename?';
  return createAsker(terminal.dialogue, 'nothing was changed').confirm(question, plan.to !== null);
}

function ended({ outcome, plan }: Changed): string {
  if (outcome === 'planned') return `${planText(plan)}\nNothing was changed.`;
  if (outcome === 'refused') return 'Nothing was changed.';
  const tickets = counted(plan.tickets, 'ticket');
  if (plan.to === null) return `Removed: ${plan.from}, ${tickets}. The tables are published without it.`;
  return `Renamed: ${plan.from} is ${plan.to}, ${tickets}. The tables are published under the new name, and the next export asks for what changed.`;
}

function planText({ from, to, vendor, tickets, rows, raw_files: files, erased_people: people }: ChangePlan): string {
  const numbers = Object.entries(rows).map(([table, number]) => `${table} ${number}`);
  const erased =
    to === null
      ? 'a source that reads the same service brings them back, unless they are erased there again'
      : 'they stay erased under the new name';
  return [
    to === null
      ? `Removes ${from} (${vendor}): ${counted(tickets, 'ticket')}`
      : `Renames ${from} to ${to} (${vendor}): ${counted(tickets, 'ticket')}`,
    `Rows: ${numbers.join(', ')}`,
    `Files of raw/: ${files}`,
    ...(people === 0 ? [] : [`People who were erased: ${people}; ${erased}`]),
  ].join('\n');
}
