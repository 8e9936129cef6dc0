import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config } from '../../etl/src/config/config';
import { readManifest } from '../../etl/src/publish/manifest';
import { TABLES } from '../../etl/src/schema/tables';
import { sqlType } from '../../etl/src/schema/column';
import { openPublished } from '../../etl/src/publish/published';
import { comment, page, ticket, ticketPage, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const at = (text: string) => `${text}:00.000000Z`;
const LATER = '2026-03-02T12:00:00.000000Z';

let lake: TestLake;
afterEach(() => lake.close());

const templates = new Map<string, TestLake>();
afterAll(async () => {
  for (const template of templates.values()) await template.close();
});

/** A lake of three tickets and a comment that was published once: a copy of one that is made once. */
async function published(changes: Partial<Config> = {}): Promise<TestLake> {
  const key = JSON.stringify(changes);
  const template = templates.get(key) ?? (await TestLake.open(changes));
  if (!templates.has(key)) {
    await loadSmall(template);
    await template.publish();
    templates.set(key, template);
  }
  return template.copy();
}

async function loadSmall(into: TestLake): Promise<void> {
  await into.load([
    page('tickets', [
      ticket({ ticket_id: '1', subject: 'a', created_at: at('2026-01-31T23:30'), tags: ['VIP'], requester_id: 'p' }),
      ticket({ ticket_id: '2', subject: 'b', created_at: at('2026-02-01T00:30') }),
      ticket({ ticket_id: '3', subject: 'c' }),
    ]),
    ticketPage('comments', '1', [comment({ comment_id: 'c', body: 'hello', created_at: at('2026-02-02T09:00') })]),
  ]);
}

const parquet = (...parts: string[]) => path.join(lake.folder, 'parquet', ...parts);

/** Every file below parquet/, with `/`. */
function filesBelow(folder = parquet(), prefix = ''): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) =>
      entry.isDirectory()
        ? filesBelow(path.join(folder, entry.name), `${prefix}${entry.name}/`)
        : [`${prefix}${entry.name}`],
    )
    .sort();
}

function states(): Map<string, string> {
  return new Map(
    filesBelow().map((file) => {
      const { ino, mtimeMs } = statSync(parquet(file));
      return [file, `${ino} ${mtimeMs}`];
    }),
  );
}

/** What `npm test` runs. */
export function quick(): void {
  describe('a publication', () => {
    test('has every table, also empty ones, with the columns of the registry in Parquet and in DuckDB', async () => {
      lake = await TestLake.open({ sources: [tinySource({ streams: ['people'] })] });
      await lake.publish();
      const described = (from: string) =>
        lake.working.all(
          `DESCRIBE SELECT * FROM ${from}`,
          undefined,
          (row) => `${String(row['column_name'])} ${String(row['column_type'])}`,
        );
      const reader = await openPublished(lake.folder);
      for (const { name, columns } of TABLES) {
        const wanted = columns.map((column) => `${column.name} ${sqlType(column.type)}`);
        expect(await described(`read_parquet('${parquet(`${name}.parquet`)}')`)).toEqual(wanted);
        expect(
          await reader.all(
            `DESCRIBE ${name}`,
            undefined,
            (row) => `${String(row['column_name'])} ${String(row['column_type'])}`,
          ),
        ).toEqual(wanted);
      }
      expect(
        await reader.all(
          'SELECT comment FROM duckdb_columns() WHERE comment IS NULL AND NOT internal',
          undefined,
          (row) => row,
        ),
      ).toEqual([]);
      await reader.close();
    });

    test('has a manifest whose rows, bytes and hashes are those of the files', async () => {
      lake = await published();
      const manifest = await readManifest(parquet('_manifest.json'));
      expect(manifest).toMatchObject({
        schema_version: 2,
        run_id: 'run-1',
        published_at: '2026-03-01T12:00:00.000000Z',
      });
      expect(manifest.files.map((file) => file.path).sort()).toEqual(
        TABLES.map(({ name }) => `${name}.parquet`).sort(),
      );
      const { createHash } = await import('node:crypto');
      for (const file of manifest.files) {
        const bytes = readFileSync(parquet(file.path));
        expect(file.bytes).toBe(bytes.length);
        expect(file.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
        expect(await lake.rows(`SELECT count(*)::INTEGER AS rows FROM read_parquet('${parquet(file.path)}')`)).toEqual([
          { rows: file.rows },
        ]);
      }
      expect(manifest.files.find((file) => file.table === 'tickets')).toMatchObject({ rows: 3, partition: null });
    });

    test('is read-only, hardened for readers, and removes the log that one of them left', async () => {
      lake = await published();
      const database = path.join(lake.folder, 'ticketlake.duckdb');
      expect(statSync(database).mode & 0o777).toBe(0o444);
      writeFileSync(`${database}.wal`, 'left by a reader');
      await lake.publish('run-2', LATER);
      expect(existsSync(`${database}.wal`)).toBe(false);
      const reader = await openPublished(lake.folder);
      expect(await reader.all('SELECT subject FROM tickets ORDER BY 1', undefined, (row) => row['subject'])).toEqual([
        'a',
        'b',
        'c',
      ]);
      await expect(reader.run('CREATE TABLE x(i INTEGER)')).rejects.toThrow(/read-only/);
      await expect(reader.run(`SELECT * FROM read_text('/etc/hostname')`)).rejects.toThrow(/Permission|disabled/);
      await expect(reader.run('SET enable_external_access = true')).rejects.toThrow(/locked|Cannot/);
      await expect(reader.run('INSTALL httpfs')).rejects.toThrow();
      await reader.close();
    });

    test('that finds nothing new leaves every file but those about the run as it is', async () => {
      lake = await TestLake.open();
      await loadSmall(lake);
      await lake.working.run(
        `INSERT INTO runs SELECT 'run-1', 'acme', 'synqly', 'tickets', TIMESTAMPTZ '2026-03-01 10:00:00Z', NULL, 'full', 'complete', 0, 0, 0, 0, 1, 3, 3, 0, 0, 0, 0, NULL, 3, NULL, NULL, NULL`,
      );
      await lake.publish();
      const before = states();
      const runs = await lake.rows('SELECT * FROM m_tickets ORDER BY ticket_key');
      await lake.working.run("INSERT INTO runs SELECT * REPLACE ('run-2' AS run_id) FROM runs");
      const tables = await lake.publish('run-2', LATER);
      expect(tables.filter(({ rewritten }) => rewritten).map(({ table }) => table)).toEqual(['sources', 'runs']);
      const after = states();
      const moved = [...after].filter(([file, state]) => before.get(file) !== state).map(([file]) => file);
      expect(moved).toEqual(['_manifest.json', 'runs.parquet', 'sources.parquet']);
      expect(await lake.rows('SELECT * FROM m_tickets ORDER BY ticket_key')).toEqual(runs);
      expect((await readManifest(parquet('_manifest.json'))).run_id).toBe('run-2');
    });

    test('stamps only rows that changed', async () => {
      lake = await published();
      await lake.load(
        [
          page('tickets', [ticket({ ticket_id: '2', subject: 'B', created_at: at('2026-02-01T00:30') })], {
            receivedAt: LATER,
          }),
        ],
        'run-2',
      );
      await lake.publish('run-2', LATER);
      expect(
        await lake.rows(
          `SELECT ticket_id, run_id, extracted_at FROM read_parquet('${parquet('tickets.parquet')}') ORDER BY 1`,
        ),
      ).toEqual([
        { ticket_id: '1', run_id: 'run-1', extracted_at: new Date('2026-03-01T12:00:00.000Z') },
        { ticket_id: '2', run_id: 'run-2', extracted_at: new Date(LATER) },
        { ticket_id: '3', run_id: 'run-1', extracted_at: new Date('2026-03-01T12:00:00.000Z') },
      ]);
    });

    test('writes a file again that someone removed or cut', async () => {
      lake = await published();
      writeFileSync(parquet('tickets.parquet'), 'cut');
      const tables = await lake.publish('run-2', LATER);
      expect(tables.filter(({ rewritten }) => rewritten).map(({ table }) => table)).toContain('tickets');
      expect(
        await lake.rows(`SELECT count(*)::INTEGER AS n FROM read_parquet('${parquet('tickets.parquet')}')`),
      ).toEqual([{ n: 3 }]);
    });

    test('that cannot replace a file says which, and leaves the old state whole', async () => {
      lake = await published();
      const before = states();
      await lake.load([page('tickets', [ticket({ ticket_id: '9' })], { receivedAt: LATER })], 'run-2');
      // A folder cannot be replaced by a file, as little as a file that Windows holds.
      const database = path.join(lake.folder, 'ticketlake.duckdb');
      const { renameSync } = await import('node:fs');
      renameSync(database, `${database}.kept`);
      mkdirSync(path.join(database, 'inside'), { recursive: true });
      await expect(lake.publish('run-2', LATER)).rejects.toMatchObject({
        code: 'disk',
        message: expect.stringContaining('ticketlake.duckdb'),
      });
      expect(states()).toEqual(before);
    });
  });
}

/** What takes longer. */
export function slow(): void {
  describe('partitions', () => {
    test('by month are folders by the local month of the ticket, with its comments in the same month', async () => {
      lake = await published({ partition: 'month', timezone: 'Europe/Paris' });
      const files = filesBelow().filter((file) => file.includes('/'));
      expect(files).toEqual([
        'comments/created_month=2026-02/comments.parquet',
        'status_changes/created_month=unknown/status_changes.parquet',
        'tickets/created_month=2026-02/tickets.parquet',
        'tickets/created_month=unknown/tickets.parquet',
      ]);
      expect(
        await lake.rows(
          `SELECT ticket_id, created_month FROM read_parquet('${parquet('tickets/*/*.parquet')}', hive_partitioning = true) ORDER BY 1`,
        ),
      ).toEqual([
        { ticket_id: '1', created_month: '2026-02' },
        { ticket_id: '2', created_month: '2026-02' },
        { ticket_id: '3', created_month: 'unknown' },
      ]);
    });

    test('rewrite only the months that changed', async () => {
      lake = await published({ partition: 'month' });
      const before = states();
      await lake.load(
        [
          page('tickets', [ticket({ ticket_id: '2', subject: 'B', created_at: at('2026-02-01T00:30') })], {
            receivedAt: LATER,
          }),
        ],
        'run-2',
      );
      await lake.publish('run-2', LATER);
      const after = states();
      const moved = [...after].filter(([file, state]) => before.get(file) !== state).map(([file]) => file);
      expect(moved.filter((file) => file.startsWith('tickets'))).toEqual([
        'tickets/created_month=2026-02/tickets.parquet',
      ]);
      expect(moved.filter((file) => file.startsWith('comments'))).toEqual([]);
    });

    test('change with the configuration, and files that no longer belong are removed', async () => {
      lake = await published({ partition: 'month' });
      lake.config = { ...lake.config, partition: 'year' };
      await lake.publish('run-2', LATER);
      expect(filesBelow().filter((file) => file.startsWith('tickets'))).toEqual([
        'tickets/created_year=2026/tickets.parquet',
        'tickets/created_year=unknown/tickets.parquet',
      ]);
      lake.config = { ...lake.config, partition: 'none', compression: 'zstd' };
      writeFileSync(parquet('notes of a user.txt'), 'stay');
      await lake.publish('run-3', LATER);
      expect(filesBelow().filter((file) => !file.endsWith('.parquet'))).toEqual([
        'README.md',
        '_dictionary.json',
        '_manifest.json',
        'notes of a user.txt',
      ]);
      expect(filesBelow().filter((file) => file.startsWith('tickets'))).toEqual(['tickets.parquet']);
      const manifest = await readManifest(parquet('_manifest.json'));
      expect(manifest.files.map((file) => file.path).sort()).toEqual(
        filesBelow().filter((file) => file.endsWith('.parquet')),
      );
    });
  });
}
