/** The command line: which commands there are, and how it ends. */
import { Command, CommanderError } from 'commander';
import { packageVersion } from '../base/version';
import type { CommandName } from './command-names';
import { COMMANDS_DO } from './command-names';
import { EXIT, report } from './failure';
import { addHelp } from './help';
import { addCommonOptions } from './options';
import type { StartedAs } from './started-as';
import { Output } from './terminal';
import type { Terminal } from './terminal';

/** Adds arguments, options and the action to a command, which tells its exit code when it ends. */
type FillCommand = (command: Command, output: Output, end: (exitCode: number) => void) => void;

/** Each command is loaded when it is given: most of them bring DuckDB, and none needs what another does. */
const LOAD: Readonly<Record<CommandName, () => Promise<FillCommand>>> = {
  init: async () => (await import('./init.js')).initCommand,
  add: async () => (await import('./add.js')).addCommand,
  check: async () => (await import('./check.js')).checkCommand,
  plan: async () => (await import('./plan.js')).planCommand,
  export: async () => (await import('./export.js')).exportCommand,
  publish: async () => (await import('./publish.js')).publishCommand,
  replay: async () => (await import('./replay.js')).replayCommand,
  status: async () => (await import('./status.js')).statusCommand,
  verify: async () => (await import('./verify.js')).verifyCommand,
  query: async () => (await import('./query.js')).queryCommand,
  explain: async () => (await import('./explain.js')).explainCommand,
  erase: async () => (await import('./erase.js')).eraseCommand,
  sources: async () => (await import('./sources.js')).sourcesCommand,
  powerbi: async () => (await import('./powerbi.js')).powerbiCommand,
  serve: async () => (await import('./serve.js')).serveCommand,
  mcp: async () => (await import('./mcp.js')).mcpCommand,
  notify: async () => (await import('./notify.js')).notifyCommand,
  sandbox: async () => (await import('./sandbox.js')).sandboxCommand,
  demo: async () => (await import('./demo.js')).demoCommand,
};

const NAME: StartedAs = 'ticketlake';

function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(LOAD, name);
}

/** SQL may begin with a comment. No option has a blank in its name, and a blank before SQL changes nothing. */
function asOperand(arg: string): string {
  return /^--[^\s=]*\s/.test(arg) ? ` ${arg}` : arg;
}

/** `-v` is what most programs take beside `-V`; commander knows one short name an option. */
function asVersion(arg: string, at: number): string {
  return at === 0 && arg === '-v' ? '--version' : arg;
}

/**
 * Runs one command line.
 * @param args without node and the script
 * @returns the exit code; nothing is thrown
 */
export async function runCli(args: readonly string[], terminal: Terminal): Promise<number> {
  const output = new Output(terminal);
  let exitCode: number = EXIT.done;
  // Commands in the help grow by this, once its lines are broken.
  const growth = terminal.startedAs.length - NAME.length;
  const helpWidth = Math.min(terminal.columns(), 100) - growth;
  const program = new Command(NAME)
    .description('Exports all tickets of five ticketing services to DuckDB and Parquet for BI')
    .version(packageVersion(), '-V, --version', 'prints the version (also -v)')
    .helpOption('-h, --help', 'prints this help')
    .helpCommand(false)
    .showHelpAfterError('(see --help)')
    .configureHelp({ showGlobalOptions: true, helpWidth })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(output.hint(text)),
      writeErr: (text) => terminal.stderr.write(output.hint(text)),
    })
    .exitOverride();
  addCommonOptions(program, terminal.env);
  for (const [name, does] of Object.entries(COMMANDS_DO)) program.command(name).description(does);
  const fill = async (command: Command): Promise<void> => {
    const name = command.name();
    if (!isCommandName(name)) return;
    const fillCommand = await LOAD[name]();
    fillCommand(command, output, (code) => {
      exitCode = code;
    });
  };
  program.hook('preSubcommand', (_program, command) => fill(command));
  addHelp(program, output, fill);
  for (const command of program.commands) {
    command.copyInheritedSettings(program).helpOption('-h, --help', 'prints this help').allowExcessArguments(false);
  }
  try {
    await program.parseAsync(args.map(asOperand).map(asVersion), { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError)
      return error.exitCode === 0 && error.code !== 'commander.help' ? EXIT.done : EXIT.usage;
    return report(error, output, args.includes('--verbose'));
  }
}
