/** The command line: which commands there are, and how it ends. */
import { Command, CommanderError } from 'commander';
import { checkCommand } from './check';
import { demoCommand } from './demo';
import { eraseCommand } from './erase';
import { explainCommand } from './explain';
import { exportCommand } from './export';
import { EXIT, report } from './failure';
import { initCommand } from './init';
import { addCommonOptions } from './options';
import { planCommand } from './plan';
import { powerbiCommand } from './powerbi';
import { queryCommand } from './query';
import { replayCommand } from './replay';
import { sandboxCommand } from './sandbox';
import { serveCommand } from './serve';
import { sourcesCommand } from './sources';
import { statusCommand } from './status';
import { Output } from './terminal';
import type { Terminal } from './terminal';
import { verifyCommand } from './verify';
import { packageVersion } from '../base/version';

/** A command adds itself, and tells its exit code when it ends. */
export type AddCommand = (program: Command, output: Output, end: (exitCode: number) => void) => void;

const COMMANDS: readonly AddCommand[] = [
  initCommand,
  checkCommand,
  planCommand,
  exportCommand,
  replayCommand,
  statusCommand,
  verifyCommand,
  queryCommand,
  explainCommand,
  eraseCommand,
  sourcesCommand,
  powerbiCommand,
  serveCommand,
  sandboxCommand,
  demoCommand,
];

/** SQL may begin with a comment. No option has a blank in its name, and a blank before SQL changes nothing. */
function asOperand(arg: string): string {
  return /^--[^\s=]*\s/.test(arg) ? ` ${arg}` : arg;
}

/**
 * Runs one command line.
 * @param args without node and the script
 * @returns the exit code; nothing is thrown
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const output = new Output(terminal);
  let exitCode: number = EXIT.done;
  const program = new Command('ticketlake')
    .description('Exports all tickets of five ticketing services to DuckDB and Parquet for BI')
    .version(packageVersion(), '--version', 'prints the version')
    .helpOption('--help', 'prints this help')
    .helpCommand('help [command]', 'prints the help of a command')
    .showHelpAfterError('(see --help)')
    .configureHelp({ showGlobalOptions: true, helpWidth: Math.min(terminal.columns(), 100) })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
    })
    .exitOverride();
  addCommonOptions(program);
  for (const add of COMMANDS) {
    add(program, output, (code) => {
      exitCode = code;
    });
  }
  for (const command of program.commands) {
    command.copyInheritedSettings(program).helpOption('--help', 'prints this help').allowExcessArguments(false);
  }
  try {
    await program.parseAsync(args.map(asOperand), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 && error.code !== 'commander.help' ? EXIT.done : EXIT.usage;
    return report(error, output, args.includes('--verbose'));
  }
}
