/**
 * A masked lake of each service beside the same one without masks: no name or address of its people stands in anything
 * that is published, and all that counts and joins is as it was. What is looked for comes from the lake without masks.
 */
import { createHmac } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import type { Config } from '../../etl/src/config/config';
import type { MaskConfig } from '../../etl/src/config/mask';
import { TABLES } from '../../etl/src/schema/tables';
import { verifyLake } from '../../etl/src/verify/verify';
import { CONTENT_TABLES, configOf, copyOf, exportOnce, newLake, rowsOf } from '../support/lake';
import type { SourceConfig } from '../../etl/src/config/config';

export const SALT = 'grains of salt';
export const NO_MASK = { salt: null, isSaltUnset: false, people: null, columns: {}, fields: {} };
export const masksOf = (changes: Partial<MaskConfig>): MaskConfig => ({ ...NO_MASK, ...changes });

/** Written anew: what the contract says, with nothing of the program. */
export function hashed(text: string, salt = SALT): string {
  const folded = text.trim().normalize('NFC').toLowerCase();
  return createHmac('sha256', salt).update(folded).digest('hex').slice(0, 32);
}

/** In which people say their names: what `people` does not look into. */
export const FREE_TEXTS = {
  'tickets.subject': 'drop',
  'tickets.description': 'drop',
  'comments.title': 'redact',
  'comments.body': 'redact',
  'attachments.file_name': 'drop',
} as const;

const OF_PEOPLE = [
  ['people', 'name'],
  ['people', 'email'],
  ['tickets', 'requester_name'],
  ['tickets', 'requester_email'],
  ['tickets', 'assignee_name'],
  ['tickets', 'assignee_email'],
  ['tickets', 'creator_name'],
  ['tickets', 'creator_email'],
  ['comments', 'author_name'],
  ['comments', 'author_email'],
  ['status_changes', 'changed_by_name'],
] as const;

/** Every name and address that a lake shows of its people. */
export async function calledIn(lake: string): Promise<string[]> {
  const parts = OF_PEOPLE.map(
    ([table, column]) => `SELECT ${column} AS text FROM ${table} WHERE ${column} IS NOT NULL`,
  );
  return (await rowsOf(lake, parts.join(' UNION '))).map(({ text }) => String(text));
}

/** Texts that stand for nothing else: addresses, and names of two words. */
export function telling(texts: readonly string[]): string[] {
  return texts.filter((text) => text.includes('@') || /\S\s+\S/.test(text.trim()));
}

/** All that a lake publishes, unpacked: rows of Parquet by a reader of its own, and each file as it is. */
export async function publishedTexts(lake: string, tables: readonly string[]): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  const files = readdirSync(lake, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  for (const entry of files) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(lake, file);
    if (/^(?:raw|state)\b/.test(name)) continue;
    const bytes = readFileSync(file);
    const parts = [bytes.toString('utf8'), bytes.toString('latin1')];
    if (name.endsWith('.parquet')) {
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
      parts.push(JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
    }
    texts.set(name, parts.join('\n'));
  }
  for (const name of tables) texts.set(`table ${name}`, JSON.stringify(await rowsOf(lake, `FROM ${name}`)));
  return texts;
}

/**
 * @param tables of the published database; none in a folder that is no lake
 * @returns which of the texts stand where, in any case
 */
export async function foundIn(
  lake: string,
  wanted: readonly string[],
  tables: readonly string[] = TABLES.map(({ name }) => name),
): Promise<string[]> {
  const found: string[] = [];
  for (const [place, text] of await publishedTexts(lake, tables)) {
    const lower = text.toLowerCase();
    for (const each of wanted) if (lower.includes(each.toLowerCase())) found.push(`${place}: ${each}`);
  }
  return found;
}

export interface Pair {
  plain: Config;
  masked: Config;
}

/** A lake without masks, and a copy of it that was exported once more with them. */
export async function bothLakes(sources: readonly SourceConfig[], mask: MaskConfig): Promise<Pair> {
  const plain = configOf(newLake(), sources);
  expect((await exportOnce(plain)).exit_code).toBe(0);
  const masked = configOf(copyOf(plain.lake), sources, { mask });
  expect((await exportOnce(masked)).exit_code).toBe(0);
  return { plain, masked };
}

/** Figures that no mask may change. */
export async function figuresOf(lake: string): Promise<Record<string, unknown>> {
  const figures: Record<string, unknown> = {};
  for (const name of CONTENT_TABLES.filter((table) => table !== 'rejects'))
    figures[name] = await rowsOf(lake, `SELECT count(*) AS rows FROM ${name}`);
  const asked = {
    open: 'SELECT source, status_group, count(*) AS n FROM tickets GROUP BY ALL ORDER BY ALL',
    byAssignee:
      'SELECT count(*) AS n FROM tickets WHERE assignee_key IS NOT NULL GROUP BY source, assignee_key ORDER BY ALL',
    byRequester:
      'SELECT count(*) AS n FROM tickets WHERE requester_key IS NOT NULL GROUP BY source, requester_key ORDER BY ALL',
    byCreator:
      'SELECT count(*) AS n FROM tickets WHERE creator_key IS NOT NULL GROUP BY source, creator_key ORDER BY ALL',
    byAuthor: 'SELECT count(*) AS n FROM comments WHERE author_key IS NOT NULL GROUP BY author_key ORDER BY ALL',
    byChanger:
      'SELECT count(*) AS n FROM status_changes WHERE changed_by_key IS NOT NULL GROUP BY changed_by_key ORDER BY ALL',
    joined: `SELECT count(*) AS n, count(p.person_key) AS known, count(p.name) AS named, count(p.email) AS mailed
      FROM tickets t LEFT JOIN people p ON p.person_key = t.requester_key`,
    ofComments: `SELECT count(*) AS n, count(p.person_key) AS known FROM comments c LEFT JOIN people p ON p.person_key = c.author_key`,
    filesOfComments: `SELECT count(*) AS n FROM attachments a JOIN comments c USING (comment_key)`,
    backlog: `SELECT count(p.person_key) AS known, sum(b.tickets) AS tickets FROM backlog b LEFT JOIN people p ON p.person_key = b.assignee_key`,
    minutes:
      'SELECT sum(first_response_minutes) AS first, sum(resolution_minutes) AS done, sum(comment_count) AS comments FROM tickets',
  };
  for (const [name, sql] of Object.entries(asked)) figures[name] = await rowsOf(lake, sql);
  return figures;
}

export async function expectMasked({ plain, masked }: Pair): Promise<void> {
  const called = await calledIn(plain.lake);
  expect(telling(called).length).toBeGreaterThan(3);
  expect(await foundIn(masked.lake, telling(called))).toEqual([]);
  expect((await foundIn(plain.lake, telling(called))).length).toBeGreaterThan(telling(called).length);
  expect(await figuresOf(masked.lake)).toEqual(await figuresOf(plain.lake));
  expect((await verifyLake(masked.lake)).findings).toEqual([]);
}
