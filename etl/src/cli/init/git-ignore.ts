/** What git must not take in beside a new configuration. */
import { existsSync } from 'node:fs';
import path from 'node:path';

/** Whether the folder belongs to a git repository. */
export function isInRepository(folder: string): boolean {
  if (existsSync(path.join(folder, '.git'))) return true;
  const above = path.dirname(folder);
  return above !== folder && isInRepository(above);
}

/** @returns the text of a .gitignore with these lines; undefined when all are there already */
export function ignoreText(text: string, patterns: readonly string[]): string | undefined {
  const lines = text.split('\n').map((line) => line.trim());
  const missing = patterns.filter((line) => !lines.includes(line));
  if (missing.length === 0) return undefined;
  return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${missing.join('\n')}\n`;
}
