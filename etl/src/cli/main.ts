/** The edge to the process: the only file that knows it. */
import pc from 'picocolors';
import { runCli } from './program';
import { startedAs } from './started-as';
import type { Terminal } from './terminal';

/** `npm run ticketlake` of the repository changes the folder before it starts; npm remembers where it was given. */
function givenIn(): string {
  const inRepository = process.env['npm_package_name'] === 'n8n-nodes-ticketlake';
  return (inRepository ? process.env['INIT_CWD'] : undefined) ?? process.cwd();
}

/** Whatever is no terminal is as wide as `COLUMNS` says. */
function columns(): number {
  const terminal = [process.stdout, process.stderr].find(({ isTTY }) => isTTY);
  return (terminal?.columns ?? Number(process.env['COLUMNS'])) || 80;
}

const processTerminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdoutIsTerminal: process.stdout.isTTY,
  stderrIsTerminal: process.stderr.isTTY,
  hasColor: pc.isColorSupported && process.stdout.isTTY,
  columns,
  dialogue: process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : null,
  stdin: process.stdin.isTTY ? null : process.stdin,
  env: process.env,
  startedAs: startedAs(process.env),
  cwd: givenIn(),
  now: Date.now,
  onInterrupt: (handler) => {
    process.on('SIGINT', handler);
    process.on('SIGTERM', handler);
    return () => {
      process.off('SIGINT', handler);
      process.off('SIGTERM', handler);
    };
  },
  exitAtOnce: (code) => process.exit(code),
};

/** Whoever reads may leave early (`ticketlake verify | head`): the exit code stays what the work makes it. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (stream === process.stdout)
      process.stderr.write(`error: standard output cannot be written to (${error.code ?? error.message})\n`);
    process.exit(1);
  });
}

void runCli(process.argv.slice(2), processTerminal).then((exitCode) => {
  process.exitCode = exitCode;
});
