/** The text of `.env` with keys in it; what else stands there stays. */
import { parse } from 'dotenv';

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
  const written = `${[...kept, ...added].join('\n')}\n`;
  return isAsMeant(written, { ...parse(text), ...Object.fromEntries(keys) }) ? written : undefined;
}

function nameIn(line: string): string {
  return /^\s*(?:export\s+)?([\w.-]+)\s*[=:]/.exec(line)?.[1] ?? '';
}

/** dotenv knows no escapes: a value stands between quotes that it does not hold. */
function quoted(key: string): string {
  const quote = ["'", '`', '"'].find((mark) => !key.includes(mark)) ?? '';
  return `${quote}${key}${quote}`;
}

function isAsMeant(written: string, meant: Readonly<Record<string, string>>): boolean {
  const found = parse(written);
  const names = Object.keys(meant);
  return names.length === Object.keys(found).length && names.every((name) => found[name] === meant[name]);
}
