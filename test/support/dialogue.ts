/** Somebody at the terminal: waits for each question and types the answer. */
import { PassThrough } from 'node:stream';
import type { Dialogue } from '../../etl/src/cli/terminal';

export const ENTER = '\r';
export const DOWN = '\u001B[B';
export const CTRL_C = '\u0003';

export interface Scripted extends Dialogue {
  /** What was shown so far, without control sequences. */
  shown(): string;
  /** Questions that nobody asked. */
  unasked(): string[];
}

/** @param script a part of each question, in order, and the keys that are pressed then */
export function dialogueOf(script: ReadonlyArray<readonly [question: string, keys: string]>): Scripted {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const open = [...script];
  let shown = '';
  let answered = 0;
  output.on('data', (chunk: Buffer) => {
    shown += chunk.toString();
    const [question, keys] = open[0] ?? [];
    if (question === undefined || keys === undefined || !plain(shown.slice(answered)).includes(question)) return;
    answered = shown.length;
    open.shift();
    setImmediate(() => input.write(keys));
  });
  return { input, output, shown: () => plain(shown), unasked: () => open.map(([question]) => question) };
}

function plain(text: string): string {
  return text.replace(/\u001B\[[0-9;?]*[A-Za-z]/g, '');
}
