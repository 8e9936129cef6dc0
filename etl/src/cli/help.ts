/** `ticketlake help [TOPIC]`: a command, or what all of them share. */
import type { Command } from 'commander';
import { suggest } from '../config/did-you-mean';
import { packageVersion } from '../base/version';
import { COMMAND_NAMES } from './command-names';
import { CommandFailure, EXIT } from './failure';
import { TOPICS } from './help-topics';
import type { Output } from './terminal';
import { wrapped } from '../progress/wrap';
import { largest } from '../base/largest';

/**
 * Adds the commands `help` and `version`, and says at the end of the help which topics there are.
 * @param fill gives a command its arguments and options
 */
export function addHelp(program: Command, output: Output, fill: (command: Command) => Promise<void>): void {
  const topics = Object.keys(TOPICS);
  program
    .command('help')
    .description(`prints the help of a command or of a topic: ${topics.join(', ')}`)
    .argument('[topic...]', `a command or one of ${topics.join(', ')}`)
    .action(async (topic: string[]) => {
      await help(program, output, topic, fill);
    });
  program
    .command('version', { hidden: true })
    .description('prints the version')
    .action(() => {
      output.out(packageVersion());
    });
}

async function help(
  program: Command,
  output: Output,
  topic: readonly string[],
  fill: (command: Command) => Promise<void>,
): Promise<void> {
  const [first = '', ...inside] = topic;
  if (first === '') program.outputHelp();
  else if (Object.hasOwn(TOPICS, first) && inside.length === 0) output.out(topicText(first, output));
  else {
    let command = named(program, first, [...Object.keys(TOPICS), ...COMMAND_NAMES]);
    await fill(command);
    for (const word of inside)
      command = named(
        command,
        word,
        command.commands.map((each) => each.name()),
      );
    command.outputHelp();
  }
}

function named(command: Command, input: string, names: readonly string[]): Command {
  const found = command.commands.find((each) => each.name() === input);
  if (found !== undefined) return found;
  throw new CommandFailure(EXIT.usage, `there is no help on "${input}"`, suggest(input, names));
}

function topicText(topic: string, output: Output): string {
  const { title, rows, more } = TOPICS[topic] ?? { title: '', rows: [], more: [] };
  const width = Math.min(output.terminal.columns(), 100);
  const names = largest(rows.map(([name]) => name.length)) + 2;
  const table = rows.map(([name, says]) => wrapped(`  ${name.padEnd(names)}${output.hint(says)}`, width, names));
  return [output.hint(title), '', ...table, ...more.flatMap((text) => ['', wrapped(output.hint(text), width, 0)])].join(
    '\n',
  );
}
