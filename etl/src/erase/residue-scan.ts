/** Looks through every file of a lake for what must not be there any more. */
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { COMMON_SETTINGS, readerOf } from '../store/database';
import { QueuedSession } from '../store/session';
import { pagesThatMention } from './raw-files';
import type { Search } from './stored-texts';
import { mentionsInParquet, referencesByTable } from './stored-texts';

export interface Leftover {
  /** Below the lake. */
  file: string;
  what: string;
}

/** Bytes that may belong to the beginning of the next piece. */
const OVERLAP = 2000;

/**
 * @param search texts of its sources are looked at
 * @param isWhole whether these are all sources of the lake: then no byte of any file may name the person
 */
export async function leftoversIn(lake: string, search: Search, isWhole: boolean): Promise<Leftover[]> {
  const found: Leftover[] = [];
  for (const file of await filesIn(lake)) {
    const name = path.relative(lake, file).split(path.sep).join('/');
    if (!isWhole && isRawOfOther(name, search.sources)) continue;
    for (const what of await whatIn(file, search, isWhole)) found.push({ file: name, what });
  }
  return found;
}

function isRawOfOther(name: string, sources: readonly string[]): boolean {
  const [top, source] = name.split('/');
  return top === 'raw' && !sources.includes(source ?? '');
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

async function whatIn(file: string, search: Search, isWhole: boolean): Promise<string[]> {
  if (file.endsWith('.gz')) return (await pagesThatMention(file, search.eraser)) > 0 ? ['a page'] : [];
  const rows = file.endsWith('.duckdb')
    ? await tablesIn(file, search)
    : file.endsWith('.parquet')
      ? await parquetIn(file, search)
      : [];
  const isTabular = /\.(?:duckdb|parquet)$/.test(file);
  const bytes = (isWhole || !isTabular) && (await hasBytes(file, search)) ? ['bytes'] : [];
  return rows.length > 0 ? rows : bytes;
}

async function tablesIn(file: string, search: Search): Promise<string[]> {
  const reader = await readerOf(file);
  try {
    return [...(await referencesByTable(reader, search, () => true))].map(
      ([table, rows]) => `${rows} rows of ${table}`,
    );
  } finally {
    await reader.close();
  }
}

async function parquetIn(file: string, search: Search): Promise<string[]> {
  const instance = await DuckDBInstance.create(':memory:', COMMON_SETTINGS);
  const connection = await instance.connect();
  try {
    const texts = await mentionsInParquet(new QueuedSession(connection), file, search);
    return texts === 0 ? [] : [`${texts} texts`];
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

async function hasBytes(file: string, { eraser, digits }: Search): Promise<boolean> {
  let before = '';
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, encoding: 'utf8' })) {
    const text = `${before}${String(chunk)}`;
    if (eraser.mentions(text) || digits.some((each) => text.includes(each))) return true;
    before = text.slice(-OVERLAP);
  }
  return false;
}
