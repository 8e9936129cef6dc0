/** The file `.env` beside a configuration, and names of variables for its keys. */
import path from 'node:path';
import { parse } from 'dotenv';
import { readIfThere } from '../../base/whole-file';
import type { Asker } from '../asker';
import { CommandFailure, EXIT } from '../failure';

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
    `${envFileOf(file)} cannot be extended without changing its other lines`,
    'Move it away, run again, and add its other lines by hand.',
  );
}

export function envFileOf(file: string): string {
  return path.join(path.dirname(file), '.env');
}

/** @returns a variable name that no shell refuses, as `ACME_KEY` */
export function variableFor(source: string): string {
  const name = `${source.toUpperCase().replace(/[^A-Z0-9]/g, '_')}_KEY`;
  return /^[0-9]/.test(name) ? `SOURCE_${name}` : name;
}

/**
 * @param text of the file so far; '' where there is none
 * @param keys by variable; an earlier value of the same variable is replaced
 * @returns the new text; undefined when it could not be written so that it is read as meant
 */
export function envText(text: string, keys: ReadonlyMap<string, string>): string | undefined {
  const kept = text.split('\n').filter((line) => !keys.has(nameIn(line)));
  while (kept.at(-1)?.trim() === '') kept.pop();
  const added = [...keys].map(([name, key]) => `${name}=${quoted(key)}`);
  const content = `${[...kept, ...added].join('\n')}\n`;
  return isAsMeant(content, { ...parse(text), ...Object.fromEntries(keys) }) ? content : undefined;
}

function nameIn(line: string): string {
  return /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1] ?? '';
}

/** dotenv knows no escapes: a value stands between quotes that it does not hold. */
function quoted(key: string): string {
  const quote = ["'", '`', '"'].find((mark) => !key.includes(mark)) ?? '';
  return `${quote}${key}${quote}`;
}

function isAsMeant(content: string, meant: Readonly<Record<string, string>>): boolean {
  const found = parse(content);
  const names = Object.keys(meant);
  return names.length === Object.keys(found).length && names.every((name) => found[name] === meant[name]);
}
