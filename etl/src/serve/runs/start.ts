/**
 * Starts an export in a process of its own: what it needs in memory is given back when it ends, and its crash is an
 * outcome of a run, not the end of the service.
 */
import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Config } from '../../config/config';
import type { Listener } from '../../base/events';
import { plainConfig } from './messages';
import type { FromExport, RunOptions, ToExport } from './messages';
import type { RunEnd } from './record';

export interface RunningExport {
  /** Never rejects. */
  ended: Promise<RunEnd>;
  /** After the page in hand. */
  end(): void;
  /** At once; the next run goes on from there. */
  kill(): void;
}

export type StartExport = (config: Config, options: RunOptions, listener: Listener) => RunningExport;

/** @param script the compiled process.ts */
export function exportInProcess(script = path.join(__dirname, 'process.js')): StartExport {
  return (config, options, listener) => {
    const child = fork(script, { execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
    const send = (message: ToExport): void => {
      if (child.connected) child.send(message, () => undefined);
    };
    const ended = endOf(child, listener);
    send({ type: 'run', config: plainConfig(config), options });
    return {
      ended,
      end: () => {
        send({ type: 'end' });
      },
      kill: () => {
        child.kill('SIGKILL');
      },
    };
  };
}

function endOf(child: ChildProcess, listener: Listener): Promise<RunEnd> {
  return new Promise((resolve) => {
    let end: RunEnd | null = null;
    const finish = (why: string): void => {
      resolve(end ?? crashed(why));
    };
    child.on('message', (message: FromExport) => {
      if (message.type === 'event') listener(message.event);
      else end = message.end;
    });
    child.once('error', (error) => {
      finish(error.message);
    });
    // Only then the lake is let go of.
    child.once('close', (code, signal) => {
      finish(signal ?? `exit code ${code ?? 'unknown'}`);
    });
  });
}

function crashed(why: string): RunEnd {
  return {
    outcome: 'crashed',
    exit_code: null,
    result: null,
    error: {
      message: `the process of the run ended without a result (${why})`,
      remedy:
        'Nothing is lost. The next run goes on from there. If it happens again, run `ticketlake export` and see what it says.',
    },
  };
}
