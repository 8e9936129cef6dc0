/** The file `.env` beside a configuration, and names of variables for its keys. */
import path from 'node:path';
import { readIfThere } from '../../base/whole-file';
import type { Asker } from '../asker';
import { CommandFailure, EXIT } from '../failure';
import { envText, variableFor } from './env-text';

/** A name that the environment does not hold, since the environment wins over `.env`. */
export async function freeVariable(
  ask: Asker,
  source: string,
  key: string,
  [taken, environment, before]: [
    readonly string[],
    Readonly<Record<string, unknown>>,
    Readonly<Record<string, string>>,
  ],
): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = number === 1 ? variableFor(source) : `${variableFor(source)}_${number}`;
    if (taken.includes(name) || environment[name] !== undefined) continue;
    const known = before[name];
    if (known === undefined || known === key) return name;
    if (await ask.confirm(`.env has another ${name} already. Replace it?`, true)) return name;
  }
}

/** @returns the text of `.env` with these keys in it. @throws CommandFailure where that would change what else it says */
export function envWith(file: string, keys: ReadonlyMap<string, string>): string {
  const text = envText(readIfThere(envFileOf(file)), keys);
  if (text !== undefined) return text;
  throw new CommandFailure(
    EXIT.failed,
    `${envFileOf(file)} cannot be extended without changing what else it says`,
    'Move it away, run again, and add its other lines by hand.',
  );
}

export function envFileOf(file: string): string {
  return path.join(path.dirname(file), '.env');
}
