/** Writes a project into a folder that is its own: what others wrote there stays as it is. */
import { createHash } from 'node:crypto';
import { mkdir, readFile, readdir, rm, rmdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../base/json-text';
import { codeOf } from '../base/system-error';
import { PROJECT_NAME } from './project';

/** Says which files we wrote, and what was in them. */
export const RECORD_FILE = '.ticketlake.json';

const RECORD = z.object({ files: z.record(z.string(), z.string()) });
type Hashes = Readonly<Record<string, string>>;

export type WriteOutcome =
  | { kind: 'written'; files: number; removed: number }
  /** The folder holds something, and not a project of ours. */
  | { kind: 'foreign'; found: string }
  /** Files of ours that Power BI Desktop or a hand has changed since. */
  | { kind: 'changed'; paths: string[] };

/**
 * @param files texts by path with `/`
 * @param replacesChanged also replaces files that were changed since they were written
 * @returns what was done; where it is not `written`, nothing was touched
 */
export async function writeProject(
  folder: string,
  files: ReadonlyMap<string, string>,
  replacesChanged: boolean,
): Promise<WriteOutcome> {
  const before = await recordOf(folder);
  if (before === undefined) {
    const [found] = await namesIn(folder);
    if (found !== undefined) return { kind: 'foreign', found };
  }
  const changed = await changedIn(folder, before ?? {}, files);
  if (changed.length > 0 && !replacesChanged) return { kind: 'changed', paths: changed };
  // Before the files: a writing that was cut off is still known as ours.
  await writeText(path.join(folder, RECORD_FILE), recordText(files));
  for (const [name, text] of files) await writeText(path.join(folder, name), text);
  const stale = Object.keys(before ?? {}).filter((name) => !files.has(name) && isBelow(folder, name));
  for (const name of stale) await removeFile(folder, name);
  return { kind: 'written', files: files.size, removed: stale.length };
}

/** Undefined where the folder is not one of ours. */
async function recordOf(folder: string): Promise<Hashes | undefined> {
  const text = await textIfPresent(path.join(folder, RECORD_FILE));
  if (text === null) return undefined;
  const parsed = RECORD.safeParse(jsonOf(text));
  return parsed.success ? parsed.data.files : undefined;
}

function recordText(files: ReadonlyMap<string, string>): string {
  const hashes = Object.fromEntries([...files].map(([name, text]) => [name, hashOf(text)]));
  return `${JSON.stringify({ written_by: 'ticketlake powerbi', project: PROJECT_NAME, files: hashes }, null, 2)}\n`;
}

/** Files that are neither as we left them nor as we are about to write them. */
async function changedIn(folder: string, before: Hashes, files: ReadonlyMap<string, string>): Promise<string[]> {
  const names = [...new Set([...Object.keys(before), ...files.keys()])];
  const changed: string[] = [];
  for (const name of names) {
    const text = await textIfPresent(path.join(folder, name));
    if (text !== null && hashOf(text) !== before[name] && text !== files.get(name)) changed.push(name);
  }
  return changed;
}

/** A record that somebody wrote by hand must not reach outside. */
function isBelow(folder: string, name: string): boolean {
  const relative = path.relative(folder, path.join(folder, name));
  return relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
}

/** Empty folders of ours go, too: a page without a page.json would be a broken page. */
async function removeFile(folder: string, name: string): Promise<void> {
  await rm(path.join(folder, name), { force: true });
  for (let parent = path.dirname(name); parent !== '.'; parent = path.dirname(parent)) {
    const isGone = await rmdir(path.join(folder, parent)).then(
      () => true,
      () => false,
    );
    if (!isGone) return;
  }
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, text);
}

async function textIfPresent(file: string): Promise<string | null> {
  return readFile(file, 'utf8').catch(absent);
}

function absent(error: unknown): null {
  if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return null;
  throw error;
}

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(absent)) ?? [];
}

/** Line ends do not count: git may have changed them. */
function hashOf(text: string): string {
  return createHash('sha256').update(text.replaceAll('\r\n', '\n')).digest('hex');
}
