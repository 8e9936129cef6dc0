/** Commands and queries of the documents, run on a lake of one service or of all; and what docs/reference/mapping.md says of its columns. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { vendorNames } from '../../vendors/registry';
import { rowsOf } from '../support/lake';
import type { Recorded } from '../support/terminal';
import { run } from '../support/terminal';
import { DOCUMENTS, commandsIn, documentOf, tableRows, ticketlakeArguments } from './markdown';

/** So many that every column is filled once by a service that fills it. */
const TICKETS = 24;
/** Of README; they are run by whoever clones the project. */
const NEWCOMERS = ['npm ci --ignore-scripts && npm run demo', 'npm test'];

const ENDLESS = ['serve', 'sandbox', 'init'];

let sandbox: Sandbox;
let folder: string;

/** A lake of these services, for all tests of the file. */
function lakeOf(names: readonly string[]): void {
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-docs-'));
    const clock = { now: Date.now(), frozen: true };
    sandbox = await startSandbox({ tickets: TICKETS, limits: false, clock, services: [...names] });
    const sources = sandbox.services.map(
      ({ name, url, key }) =>
        `  ${name}: { vendor: ${name}, url: "${url}", key: ${key}, requests_per_minute: 100000, concurrency: 16 }\n`,
    );
    writeFileSync(path.join(folder, 'ticketlake.yaml'), `lake: ./lake\nsources:\n${sources.join('')}`);
    expect((await ticketlake(['export', '--quiet'])).exitCode).toBe(0);
  });
  afterAll(async () => {
    await sandbox.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

const ticketlake = (args: readonly string[]) => run(args, { cwd: folder, now: () => sandbox.clock.now() });

const ended = new Map<string, Recorded>();

/** The same command in several documents is run once. */
async function once(args: readonly string[]): Promise<Recorded> {
  const end = ended.get(args.join('\0')) ?? (await ticketlake(args));
  ended.set(args.join('\0'), end);
  return end;
}

const lake = () => path.join(folder, 'lake');

const shells = DOCUMENTS.flatMap(({ fences }) => fences).filter(
  ({ language, info, text }) => language === 'sh' && info === '' && !NEWCOMERS.includes(text),
);

const queries = DOCUMENTS.flatMap(({ fences }) => fences).filter(({ language }) => language === 'sql');

/** SQL in strings of Python. */
const pythonQueries = DOCUMENTS.flatMap(({ fences }) => fences)
  .filter(({ language }) => language === 'python')
  .flatMap(({ place, text }) => {
    const found = [...text.matchAll(/"""\s*([A-Z][^]*?)"""|"((?:SELECT|FROM|WITH) [^"]*)"/g)];
    return found.map(([, long, short]) => [place, long ?? short ?? ''] as const);
  });

/** Columns of tickets in docs/reference/mapping.md, with what each service fills them by. */
const [head = [], ...mapped] = tableRows(
  documentOf('docs/reference/mapping.md').text.split('<!-- checked:')[1]?.split('\n## ')[0] ?? '',
);
const services = head.slice(1).map((title) => title.toLowerCase());

const columns = mapped.map(([first = '', ...cells]) => [first.replaceAll('`', ''), cells] as const);

let counted: ReturnType<typeof rowsOf> | undefined;

/** How many values each service has in each column. */
function counts(): ReturnType<typeof rowsOf> {
  const values = columns.map(([column]) => `count("${column}") AS "${column}"`);
  counted ??= rowsOf(lake(), `SELECT vendor AS of, ${values.join(', ')} FROM tickets GROUP BY vendor`);
  return counted;
}

/** A short one: each of the others costs an export or more. */
const isQuick = (place: string) => place.startsWith('etl/README.md');

function commandsWork(fences: typeof shells): void {
  it.each(fences.map((fence) => [fence.place, fence] as const))('the commands at %s work', async (_place, fence) => {
    for (const command of commandsIn(fence)) {
      const args = ticketlakeArguments(command);
      if (args === undefined) throw new Error(`"${command}" cannot be run here: mark it no-test, and say why`);
      if (ENDLESS.includes(args[0] ?? ''))
        throw new Error(`"${command}" does not end by itself: mark it no-test, and say why`);
      const { exitCode, stderr } = await once(args);
      expect({ command, exitCode, failure: exitCode === 0 ? '' : stderr }).toEqual({
        command,
        exitCode: 0,
        failure: '',
      });
    }
  });
}

/** The lake is one of these services. */
function columnsAreFilled(names: readonly string[]): void {
  it.each(columns)(
    'tickets.%s is filled by those services that docs/reference/mapping.md says, and by no other',
    async (column, cells) => {
      const filled = (await counts()).filter((row) => Number(row[column]) > 0).map((row) => row['of']);
      const stated = services.filter((service, at) => names.includes(service) && cells[at] !== '–');
      expect(filled.sort()).toEqual(stated.sort());
    },
  );
}

/** What `npm test` runs. */
export function quick(): void {
  lakeOf(['teamswork']);
  commandsWork(shells.filter(({ place }) => isQuick(place)));

  it.each(queries.map((fence) => [fence.place, fence] as const))('the query at %s works', async (_place, { text }) => {
    const { exitCode, stderr } = await ticketlake(['query', text, '--format', 'json']);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it.each(pythonQueries)('the query in Python at %s works', async (_place, sql) => {
    const { exitCode, stderr } = await ticketlake(['query', sql, '--format', 'json']);
    expect([exitCode, stderr]).toEqual([0, '']);
  });

  it('queries in Python are found', () => {
    expect(pythonQueries.length).toBeGreaterThan(2);
  });

  it('docs/reference/mapping.md has a column for each service', () => {
    expect([...services].sort()).toEqual([...vendorNames()].sort());
    expect(mapped.length).toBeGreaterThan(20);
  });

  columnsAreFilled(['teamswork']);
}

/** What takes longer. */
export function slow(): void {
  lakeOf(vendorNames());
  columnsAreFilled(vendorNames());
  commandsWork(shells.filter(({ place }) => !isQuick(place)));
}
