/** `ticketlake explain TICKET`: where everything that the lake says of a ticket comes from. */
import type { Command } from 'commander';
import type { Config, SourceConfig } from '../config/config';
import { explain } from '../explain/explain';
import type { PublishedRow } from '../explain/published';
import { cellText, ticketsNamed } from '../explain/published';
import type { PublishedReader } from '../store/database';
import { openPublished } from '../publish/published';
import { explanationText } from './explanation-text';
import { CommandFailure, EXIT } from './failure';
import { readingConfigOf } from './configured';
import { checkedName, examples, invocation } from './options';
import type { CommonOptions, Invocation } from './options';
import { plainTable } from './table';
import type { Output } from './terminal';

interface ExplainFlags extends CommonOptions {
  source?: string;
}

export function explainCommand(command: Command, output: Output, end: (exitCode: number) => void): void {
  command
    .argument('<ticket>', 'ticket_key, ticket number or id')
    .option('--source <name>', 'the source, where several have such a ticket')
    .action(async (ticket: string, flags: ExplainFlags) => {
      // A line of CSV ends with a carriage return, which a shell hands on.
      end(await explainTicket(invocation(output, command), ticket.trim(), flags));
    });
  examples(command, [
    ['ticketlake explain acme:4711', 'by its key'],
    ['ticketlake explain INC0000045 --verbose', 'by the number that people quote, with nothing cut'],
    ['ticketlake explain 4711 --source acme --json', 'for a program'],
  ]);
}

async function explainTicket(started: Invocation, input: string, flags: ExplainFlags): Promise<number> {
  const config = await readingConfigOf(started);
  const names = config.sources.map(({ name }) => name);
  const requested = flags.source === undefined ? null : checkedName('source', flags.source, names);
  const reader = await openPublished(config.lake);
  try {
    const row = only(started, input, await ticketsNamed(reader, input, requested));
    return await print(started, config, reader, row);
  } finally {
    await reader.close();
  }
}

async function print(started: Invocation, config: Config, reader: PublishedReader, row: PublishedRow): Promise<number> {
  const { output, terminal, common } = started;
  const explanation = await explain(reader, config, sourceOf(config, row), row);
  const isCut = terminal.stdoutIsTerminal && common.verbose !== true;
  const width = isCut ? terminal.columns() : Number.POSITIVE_INFINITY;
  if (common.json === true) output.json(explanation);
  else output.out(explanationText(explanation, { width, hasColor: terminal.hasColor, timezone: config.timezone }));
  return EXIT.done;
}

/** What raw/ holds can only be read with the settings of the source. */
function sourceOf(config: Config, row: PublishedRow): SourceConfig {
  const name = cellText(row['source']);
  const source = config.sources.find((each) => each.name === name);
  if (source) return source;
  throw new CommandFailure(
    EXIT.usage,
    `the source ${name} of this ticket is not in the configuration any more`,
    'Put it back to have its tickets explained. `ticketlake query` reads what is published.',
  );
}

function only({ output }: Invocation, input: string, found: readonly PublishedRow[]): PublishedRow {
  const [row, ...others] = found;
  if (row === undefined) {
    throw new CommandFailure(
      EXIT.usage,
      `no published ticket has the key, number or id "${input}"`,
      'A ticket whose record was refused is in the table rejects. Look with ticketlake query "FROM rejects".',
    );
  }
  if (others.length === 0) return row;
  const columns = [{ title: 'ticket_key' }, { title: 'ticket_number' }, { title: 'subject' }];
  const lines = found.map((each) => columns.map(({ title }) => cellText(each[title])));
  output.out(plainTable(columns, lines, 120));
  throw new CommandFailure(EXIT.usage, `${found.length} tickets fit "${input}"`, 'Give the ticket_key of one of them.');
}
