/** A terminal that records what a command prints. */
import { PassThrough } from 'node:stream';
import { runCli } from '../../etl/src/cli/program';
import type { Terminal } from '../../etl/src/cli/terminal';

export interface Recorded {
  exitCode: number;
  stdout: string;
  stderr: string;
}

export interface RecorderOptions extends Partial<Omit<Terminal, 'stdout' | 'stderr'>> {
  /** Is told every piece of standard error as it comes. */
  onStderr?: (text: string) => void;
  onStdout?: (text: string) => void;
  /** Binary output as it is. */
  onBytes?: (bytes: Buffer) => void;
}

/** Runs one command line in this process. */
export async function run(args: readonly string[], options: RecorderOptions = {}): Promise<Recorded> {
  const { onStderr, onStdout, onBytes, ...changed } = options;
  const [stdout, stderr] = [recorder(onStdout, onBytes), recorder(onStderr)];
  const exitCode = await runCli(args, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdoutIsTerminal: false,
    stderrIsTerminal: false,
    hasColor: false,
    columns: () => 80,
    dialogue: null,
    stdin: null,
    env: {},
    startedAs: 'ticketlake',
    cwd: process.cwd(),
    now: Date.now,
    onInterrupt: () => () => undefined,
    exitAtOnce: () => undefined,
    ...changed,
  });
  return { exitCode, stdout: stdout.text(), stderr: stderr.text() };
}

function recorder(
  onText?: (text: string) => void,
  onBytes?: (bytes: Buffer) => void,
): { stream: PassThrough; text(): string } {
  const stream = new PassThrough();
  const pieces: Buffer[] = [];
  stream.on('data', (piece: Buffer) => {
    pieces.push(piece);
    onText?.(piece.toString());
    onBytes?.(piece);
  });
  return { stream, text: () => Buffer.concat(pieces).toString() };
}
