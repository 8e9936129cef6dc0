/** What `verify` finds in raw/, and what it cannot notice: docs/explanation/promises.md names both. */
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipMember } from '../../etl/src/raw/gzip-member';
import { verifyRaw } from '../../etl/src/verify/raw';

const FILE = 'acme/run/tickets.ndjson.gz';
const READ_TO_ITS_END = [{ file: FILE, isComplete: true }];
const NOT_READ_TO_ITS_END = [{ file: FILE, isComplete: false }];

/** A page as the spool writes it down. */
const line = (id: number): string =>
  `${JSON.stringify({ source: 'acme', stream: 'tickets', slice: { key: 'all', params: {} }, body: [{ id }] })}\n`;

let raw: string;
let file: string;
let boundary: number;

beforeEach(async () => {
  raw = await mkdtemp(path.join(tmpdir(), 'ticketlake-raw-'));
  file = path.join(raw, FILE);
  await mkdir(path.dirname(file), { recursive: true });
  const first = await gzipMember(line(1));
  boundary = first.length;
  await writeFile(file, Buffer.concat([first, await gzipMember(line(2))]));
});

afterEach(() => rm(raw, { recursive: true }));

const found = async (written = READ_TO_ITS_END): Promise<string[]> =>
  (await verifyRaw(raw, written)).map(({ message }) => message);

test('a whole file has nothing wrong', async () => {
  expect(await found()).toEqual([]);
});

test('a file that is cut within a member is found where its stream was read to its end', async () => {
  await truncate(file, boundary + 5);
  expect(await found()).toEqual([`cannot be read from byte ${boundary} on`]);
  expect(await found(NOT_READ_TO_ITS_END)).toEqual([]);
});

test('a file that is missing is found where the folder of its run has others', async () => {
  await writeFile(path.join(path.dirname(file), 'people.ndjson.gz'), await gzipMember(line(3)));
  await rm(file);
  expect(await found()).toEqual(['is not there, though a run wrote it']);
});

test.each([
  ['cut between two members', () => truncate(file, boundary)],
  ['emptied', () => truncate(file, 0)],
  ['missing from a folder that is empty then', () => rm(file)],
  ['missing with the folder of its run', () => rm(path.dirname(file), { recursive: true })],
])('a file that is %s is not noticed', async (_what, damage) => {
  await damage();
  expect(await found()).toEqual([]);
});
