/** Options that commands share, and readers for their values. */
import { InvalidArgumentError, Option } from 'commander';
import type { Command } from 'commander';
import { didYouMean } from '../config/did-you-mean';
import { day } from '../config/readers';
import { CommandFailure, EXIT } from './failure';
import type { Variables } from '../config/variables';
import type { LogFormat } from '../progress/progress';
import { wrapped } from '../progress/wrap';
import type { Output, Terminal } from './terminal';

const LOG_FORMATS: readonly LogFormat[] = ['text', 'json'];

export interface CommonOptions {
  config: string;
  json?: boolean;
  quiet?: boolean;
  verbose?: boolean;
  progress: boolean;
  logFormat?: LogFormat;
}

export const DEFAULT_CONFIG = 'ticketlake.yaml';

/** The common options stand before the command or behind it. */
export function addCommonOptions(program: Command, env: Variables): void {
  program
    .addOption(
      new Option('--config <file>', 'configuration file. The lake and .env are relative to it').default(
        env['TICKETLAKE_CONFIG'] || DEFAULT_CONFIG,
      ),
    )
    .option('--json', 'prints the result as JSON')
    .addOption(new Option('--quiet', 'prints only results, warnings and errors').conflicts('verbose'))
    .option('--verbose', 'prints more detail')
    .option('--no-progress', 'prints lines instead of progress bars')
    .addOption(
      new Option(
        '--log-format <format>',
        'how progress and logs are written (default: text, or json with --json)',
      ).choices(LOG_FORMATS),
    );
}

/**
 * JSON lines where they are asked for: by the option, by the environment, or with the result as JSON for a program.
 * @throws CommandFailure (exit 2) for a value of the environment that is none
 */
export function logFormat({ env, stderrIsTerminal }: Terminal, { logFormat: option, json }: CommonOptions): LogFormat {
  const input = option ?? env['TICKETLAKE_LOG_FORMAT'];
  if (input === undefined || input === '') return json === true && !stderrIsTerminal ? 'json' : 'text';
  const found = LOG_FORMATS.find((format) => format === input);
  if (found !== undefined) return found;
  throw new CommandFailure(
    EXIT.usage,
    `TICKETLAKE_LOG_FORMAT is "${input}"`,
    `Set it to ${LOG_FORMATS.join(' or ')}, or remove it.`,
  );
}

/** What every command begins with. */
export interface Invocation {
  terminal: Terminal;
  output: Output;
  common: CommonOptions;
}

export function invocation(output: Output, command: Command): Invocation {
  const common: CommonOptions = command.optsWithGlobals();
  output.quiet = common.quiet === true;
  return { terminal: output.terminal, output, common };
}

/** For commands that bring their own configuration. */
export function refuseConfig(command: Command): void {
  if (command.parent?.getOptionValueSource('config') !== 'cli') return;
  throw new CommandFailure(EXIT.usage, `${command.name()} brings its own configuration`, 'Leave out --config.');
}

/** What a command that is named needs, so that it works on the same configuration. */
export function configFlag({ config }: Pick<CommonOptions, 'config'>): string {
  if (config === DEFAULT_CONFIG) return '';
  return ` --config ${/[^\w./\\:@-]/.test(config) ? `"${config}"` : config}`;
}

/** Reader for `--source`. @throws CommandFailure (exit 2) with the nearest name */
export function checkedName<T extends string>(what: string, input: string, names: readonly T[]): T {
  const found = names.find((name) => name === input);
  if (found !== undefined) return found;
  const near = didYouMean(input, names);
  throw new CommandFailure(
    EXIT.usage,
    `there is no ${what} "${input}"`,
    near === undefined ? `Choose from: ${names.join(', ')}.` : `Did you mean "${near}"?`,
  );
}

export function repeatable(value: string, earlier: readonly string[] | undefined): string[] {
  return [...(earlier ?? []), value];
}

export function dayOption(value: string): string {
  const reading = day(value);
  if (reading.ok) return reading.value;
  throw new InvalidArgumentError(`${reading.says(value)}. ${reading.remedy}`);
}

export function numberOption(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= least && number <= most) return number;
    throw new InvalidArgumentError(`Give a whole number from ${least} to ${most}.`);
  };
}

/** Examples below the help of a command. */
export function examples(command: Command, lines: ReadonlyArray<readonly [string, string]>): void {
  command.addHelpText('after', () => {
    const width = command.createHelp().helpWidth ?? 80;
    const text = lines.map(([line, says]) => wrapped(`  $ ${line}\n      ${says}`, width));
    return ['', 'Examples:', ...text].join('\n');
  });
}
