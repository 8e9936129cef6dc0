/** The machine's own zone never decides: the corpus of times reads the same in three of them. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const DIST = path.join(__dirname, '../../etl/dist');

const CORPUS = [
  '2024-09-05T14:20:54Z',
  '2025-03-01T09:00:00+00:00',
  '2025-03-01T09:00:00+0000',
  '2025-11-02T10:01:33.104500000+01:00',
  '2025-03-01T08:00:00',
  '2025-03-01T10:00:00.25',
  '2025-03-01T10:00:00.1234567',
  '2025-03-30T02:30:00',
  '2025-10-26T02:30:00',
  '05-SEP-22 16:25',
  '15-Sep-22 17:49',
  '01-JAN-69 00:00',
  '01-JAN-70 00:00',
  '2026-02-30',
  '2026-02-28',
  '0001-01-01T00:00:00',
  '/Date(1740819600123)/',
  'yesterday',
];

const SCRIPT = `
const { readTime, intervalMinutes, nearestMidnightDate } = require('${DIST}/vendors/time.js');
const { zoneRule } = require('${DIST}/etl/src/mapping/zone-rule.js');
const read = (value) => { const time = readTime(value); return time.kind === 'wall' ? { ...time, placed: ['Europe/Paris', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe'].map((zone) => zoneRule(time.wall, zone)) } : time; };
console.log(JSON.stringify([...${JSON.stringify(CORPUS)}.map(read), read(1740819600), intervalMinutes('2 00:24'), nearestMidnightDate('2026-03-03T22:00:00.000000Z')]));
`;

function corpusIn(zone: string): string {
  return execFileSync(process.execPath, ['-e', SCRIPT], { env: { ...process.env, TZ: zone }, encoding: 'utf8' });
}

it('reads every time alike under UTC, Los Angeles and Kolkata', () => {
  const utc = corpusIn('UTC');
  expect(JSON.parse(utc)).toHaveLength(CORPUS.length + 3);
  expect(utc).toContain('"instant":"2025-11-02T09:01:33.104500Z"');
  expect(utc).toContain('"note":"nonexistent_time"');
  expect(utc).toContain('"note":"ambiguous_time"');
  expect(corpusIn('America/Los_Angeles')).toBe(utc);
  expect(corpusIn('Asia/Kolkata')).toBe(utc);
});
