/** Reads the configuration and what stands beside it. */
import { readFileSync } from 'node:fs';
import { codeOf } from '../base/system-error';
import type { Problem } from './problem';

/** @returns the text, or why there is none */
export function readText(file: string): string | Problem {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const absent = codeOf(error) === 'ENOENT';
    return {
      line: 0,
      column: 0,
      message: absent ? 'there is no such file' : 'the file cannot be read',
      remedy: absent
        ? 'Run `ticketlake init` to write one, or name another one with --config FILE. To try it out: ticketlake sandbox --write-config ticketlake.yaml'
        : 'Check that it is a file and that you may read it.',
    };
  }
}
