/** Somebody at the terminal: waits for each question and types the answer. */
import { PassThrough } from 'node:stream';
import type { Dialogue } from '../../etl/src/cli/terminal';

export const ENTER = '\r';
export const DOWN = '\u001B[B';
export const CTRL_C = '\u0003';

export interface PromptScript extends Dialogue {
  /** What was shown so far, without control sequences. */
  screen(): string;
  /** Questions that nobody asked. */
  unasked(): string[];
}

/** @param script a part of each question, in order, and the keys that are pressed then */
export function promptScript(script: ReadonlyArray<readonly [question: string, keys: string]>): PromptScript {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const open = [...script];
  let screen = '';
  let answered = 0;
  output.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    const [question, keys] = open[0] ?? [];
    if (question === undefined || keys === undefined || !unwrapped(screen.slice(answered)).includes(question)) return;
    answered = screen.length;
    open.shift();
    setImmediate(() => input.write(keys));
  });
  return { input, output, screen: () => plain(screen), unasked: () => open.map(([question]) => question) };
}

/** A question that is wider than the terminal, for one with the path of a file, goes on behind a bar in the next line. */
function unwrapped(text: string): string {
  return plain(text).replace(/\s*\n│?\s*/g, ' ');
}

function plain(text: string): string {
  return text.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '');
}
