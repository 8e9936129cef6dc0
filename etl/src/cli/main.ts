/** The edge to the process: the only file that knows it. */
import pc from 'picocolors';
import { runCli } from './program';
import type { Terminal } from './terminal';

/** `npm run ticketlake` of the repository changes the folder before it starts; npm remembers where it was given. */
function givenIn(): string {
  const inRepository = process.env['npm_package_name'] === 'n8n-nodes-ticketlake';
  return (inRepository ? process.env['INIT_CWD'] : undefined) ?? process.cwd();
}

const processTerminal: Terminal = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdoutIsTerminal: process.stdout.isTTY,
  stderrIsTerminal: process.stderr.isTTY,
  hasColor: pc.isColorSupported && process.stdout.isTTY,
  columns: () => (process.stdout.isTTY ? process.stdout.columns : process.stderr.isTTY ? process.stderr.columns : 80),
  dialogue: process.stdin.isTTY && process.stdout.isTTY ? { input: process.stdin, output: process.stdout } : null,
  env: process.env,
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

// `ticketlake query … | head` closes the pipe early: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

void runCli(process.argv.slice(2), processTerminal).then((exitCode) => {
  process.exitCode = exitCode;
});
