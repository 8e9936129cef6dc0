/** The questions of docs/how-to/weekly-questions.md, and the comparison of their figures with those of the second way. */
import { rowsOf } from '../support/lake';
import { documentOf } from '../docs/markdown';
import type { Answer, Cell } from './second-way';

export const ZONE = 'Asia/Kolkata';
const OPEN = [{ from: 9 * 60, to: 18 * 60 }];
export const HOURS = { timezone: ZONE, week: [OPEN, OPEN, OPEN, OPEN, OPEN, [], []], days: {} };

export const QUESTIONS = documentOf('docs/how-to/weekly-questions.md')
  .text.split('\n### ')
  .slice(1)
  .map((part) => {
    const [, number = '', title = ''] = /^(\d+)\. (.+)/.exec(part) ?? [];
    return { number: Number(number), title, sql: /```sql\n([^]+?)```/.exec(part)?.[1] ?? '' };
  });

/** As the second way writes cells: numbers as numbers, days and instants to the second. */
function cellOf(value: unknown): Cell {
  if (value === null) return null;
  const text = String(value);
  if (/^-?\d+(?:\.\d+)?$/.test(text)) return Number(text);
  if (/^\d{4}-\d\d-\d\d 00:00:00$/.test(text)) return text.slice(0, 10);
  return /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S*[+-]\d\d$/.test(text)
    ? Date.parse(text.replace(' ', 'T').replace(/\d\d$/, '$&:00'))
    : text;
}

/** @param now epoch ms, in the place of now() */
export async function answerOf(lake: string, number: number, now: number): Promise<Answer> {
  const { sql = '' } = QUESTIONS.find((question) => question.number === number) ?? {};
  const present = new Date(now).toISOString();
  const rows = await rowsOf(lake, sql.replaceAll('now()', `TIMESTAMPTZ '${present}'`));
  return rows.map((row) => Object.values(row).map(cellOf));
}

/** Shares and averages are rounded in SQL. */
export function expectEqual(found: Answer, expected: Answer): void {
  expect(found.map(([first]) => first)).toEqual(expected.map(([first]) => first));
  for (const [at, row] of found.entries())
    expect(row).toEqual(
      (expected[at] ?? []).map((cell) =>
        typeof cell === 'number' && !Number.isInteger(cell) && !Number.isInteger(cell * 2)
          ? (expect.closeTo(cell, 1) as unknown)
          : cell,
      ),
    );
}
