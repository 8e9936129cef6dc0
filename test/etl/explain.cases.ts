/** `ticketlake explain`: from the raw page to every column, for each service, over the sandbox. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { acquireLock } from '../../etl/src/store/lock';
import { openWorkingDatabase } from '../../etl/src/store/database';
import type { ExportResult } from '../../etl/src/base/run-result';
import { traced } from '../../etl/src/explain/trace';
import type { Json } from '../../vendors/json';
import { asText, isObject } from '../../vendors/json';
import { configOf, copyOf, exportOnce, newLake, rowsOf, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';
import type { Recorded } from '../support/terminal';

interface Told {
  ticket_key: string;
  read: { file: string; run_id: string } | null;
  why_open: string;
  why_deleted: string;
  columns: Array<{
    column: string;
    published: Json;
    unified?: Json;
    raw: Array<{ path: string; value: Json }>;
    how: string;
  }>;
  fields: {
    table: string;
    columns: Array<{ column: string; field_key: string | null; published: Json; unified?: Json; raw: unknown[] }>;
  } | null;
  comments: Record<string, number>;
  children: Array<{ stream: string; comments: number; status_changes: number }>;
  rejects: Array<Record<string, Json>>;
  history: Array<{ place: { run_id: string }; changes: Array<{ column: string; from: Json; to: Json }> | null }>;
}

/** The tests, with a lake of these services: Deskpro, Notific and TeamsWork, and more. */
export function explains(services: readonly string[], isBroad: boolean): void {
  const sandbox = useSandbox({ tickets: 8, limits: false, clock: FROZEN, services: [...services] });

  let lake: string;
  let first: ExportResult;
  beforeAll(async () => {
    lake = newLake();
    const sources = services.map((name) => sourceOf(sandbox(), name));
    first = await exportOnce(configOf(lake, sources, { timezone: 'Asia/Tokyo' }));
    const lines = services.map(
      (name) => `  ${name}: { vendor: ${name}, url: "${sandbox().service(name).url}", key: k123 }\n`,
    );
    writeFileSync(path.join(lake, 'ticketlake.yaml'), `lake: .\ntimezone: Asia/Tokyo\nsources:\n${lines.join('')}`);
  });

  const command = (...args: string[]): Promise<Recorded> => run(['explain', ...args], { cwd: lake });

  async function told(...args: string[]): Promise<Told> {
    const done = await command(...args, '--json');
    expect([done.exitCode, done.stderr]).toEqual([0, '']);
    return JSON.parse(done.stdout) as Told;
  }

  async function busiest(source: string): Promise<Record<string, unknown>> {
    const [row] = await rowsOf(
      lake,
      `SELECT * FROM tickets WHERE source = '${source}' AND NOT is_deleted ORDER BY comment_count DESC, ticket_key LIMIT 1`,
    );
    return row ?? {};
  }

  const column = (found: Told, name: string): Told['columns'][number] => {
    const line = found.columns.find((each) => each.column === name);
    if (!line) throw new Error(`no line for ${name}`);
    return line;
  };

  describe.each([...services])('%s', (name) => {
    test('a line a column; times come from the raw record, ids from its id', async () => {
      const row = await busiest(name);
      const found = await told(String(row['ticket_key']));
      expect(found.columns.map((line) => line.column)).toEqual(Object.keys(row));
      expect(found.read?.file).toMatch(new RegExp(`^${name}/.*/tickets\\.ndjson\\.gz$`));
      expect(column(found, 'ticket_id').raw.map(({ value }) => String(value))).toEqual([row['ticket_id']]);
      const created = column(found, 'created_at');
      expect(created.raw.length).toBeGreaterThan(0);
      expect(created.unified).toBe(created.published);
      expect(column(found, 'created_local').how).toBe('created_at on the clocks of Asia/Tokyo');
      expect(column(found, 'status_group').how).toMatch(/^mapping of /);
      expect(found.why_deleted).toBe('not deleted');
      expect(found.history.length).toBeGreaterThan(0);
      expect(found.history[0]?.changes).toBeNull();
    });

    test('custom fields: a line a column of the table of its source, from the members that hold the value', async () => {
      const table = `ticket_fields_${name}`;
      const [row = {}] = await rowsOf(
        lake,
        `SELECT * FROM ${table} ORDER BY COLUMNS(* EXCLUDE (run_id)) NULLS LAST LIMIT 1`,
      );
      const { fields } = await told(String(row['ticket_key']));
      expect(fields?.table).toBe(table);
      const own = Object.keys(row).slice(3, -2);
      expect(fields?.columns.map(({ column: each }) => each)).toEqual(own);
      const filled = fields?.columns.filter(({ published }) => published !== null) ?? [];
      expect(filled.map(({ column: each }) => each)).toEqual(own.filter((each) => row[each] !== null));
      expect(filled.length).toBeGreaterThan(0);
      for (const { column: each, field_key: key, raw, unified } of filled) {
        expect([each, raw.length > 0, unified === undefined]).toEqual([each, true, false]);
        const keys = await rowsOf(
          lake,
          `SELECT field_key FROM custom_fields WHERE source = '${name}' AND column_name = '${each}'`,
        );
        expect(keys).toEqual([{ field_key: key }]);
      }
    });

    test('comments are counted with where they were read', async () => {
      const row = await busiest(name);
      const found = await told(String(row['ticket_key']));
      const [counts] = await rowsOf(
        lake,
        `SELECT count(*) AS n FROM comments WHERE ticket_key = '${String(row['ticket_key'])}'`,
      );
      const published = Object.values(found.comments).reduce((sum, each) => sum + each, 0);
      expect(String(published)).toBe(counts?.['n']);
      expect(found.children.reduce((sum, child) => sum + child.comments, 0)).toBe(published);
    });
  });

  test('a name that comes by its id says which list it is from', async () => {
    const row = await busiest('deskpro');
    const found = await told(String(row['ticket_key']));
    expect(column(found, 'queue')).toMatchObject({
      raw: [{ path: 'department' }],
      how: expect.stringMatching(/^queue \d+, from the list queues \(raw\/deskpro\//),
    });
    expect(column(found, 'requester_email').how).toMatch(/^person \d+, from the list people/);
    expect(column(found, 'description').how).toBe('the first public comment');
  });

  test('a ticket is found by its number, and several are listed', async () => {
    const row = await busiest('deskpro');
    expect((await told(String(row['ticket_number']), '--source', 'deskpro')).ticket_key).toBe(row['ticket_key']);
    const several = await command('3');
    expect(several.exitCode).toBe(2);
    expect(several.stdout).toContain('deskpro:3');
    expect(several.stdout).toContain('notific:3');
    expect(several.stderr).toMatch(/^error: \d tickets fit "3"\n/);
    const none = await command('nothing-like-it');
    expect([none.exitCode, none.stderr.split('\n')[0]]).toEqual([
      2,
      'error: no published ticket has the key, number or id "nothing-like-it"',
    ]);
  });

  test('while a run holds the lake and the working database, it explains all the same', async () => {
    const locking = acquireLock(lake);
    const working = await openWorkingDatabase(lake);
    try {
      const row = await busiest('teamswork');
      expect((await told(String(row['ticket_key']))).read).not.toBeNull();
    } finally {
      await working.close();
      if (locking.ok) locking.lock.release();
    }
  });

  test('the text has the same, a line a column, and is cut to a terminal unless --verbose', async () => {
    const key = String((await busiest('notific'))['ticket_key']);
    const cut = await run(['explain', key], { cwd: lake, stdoutIsTerminal: true, columns: () => 100 });
    // As the last line of CSV ends, which `$(…)` of a shell hands on.
    const handedOn = await run(['explain', ` ${key}\r`], { cwd: lake, stdoutIsTerminal: true, columns: () => 100 });
    expect(handedOn).toEqual(cut);
    expect(cut.stdout).toMatch(/^subject +\S/m);
    const table = cut.stdout.split('\n\n')[1] ?? '';
    expect(Math.max(...table.split('\n').map((line) => line.length))).toBeLessThanOrEqual(100);
    const whole = await run(['explain', key, '--verbose'], { cwd: lake, stdoutIsTerminal: true, columns: () => 100 });
    expect(whole.stdout).toContain("as Notific's record says");
    expect(whole.stdout).toContain('Readings in raw/, oldest first');
  });

  test('what a row depends on is found by leaving members out', () => {
    const meaning = (record: Json): Record<string, unknown> | undefined => {
      if (!isObject(record) || asText(record['id']) === null) return undefined;
      return { id: record['id'], both: asText(record['a']) ?? asText(record['b']), tags: record['tags'], fixed: 1 };
    };
    const found = traced({ id: 7, a: 'x', b: 'y', tags: ['p', 'q'], deep: { unused: 1 } }, meaning);
    expect(Object.fromEntries(found)).toEqual({
      id: [{ path: 'id', value: 7 }],
      both: [{ path: 'a', value: 'x' }],
      tags: [
        { path: 'tags[]', value: 'p' },
        { path: 'tags[]', value: 'q' },
      ],
    });
  });

  if (!isBroad) return;

  test('a status of the configuration, a change between two runs and a deletion are told as such', async () => {
    const [own, world] = [copyOf(lake), sandbox().world('teamswork')];
    const [open] = world.createdBetween(0, Number.MAX_SAFE_INTEGER);
    const { uuid } = world.change(open, { subject: 'Another subject' }, null) ?? {};
    const gone = world.ticket(open + 1)?.uuid ?? '';
    world.purge(open + 1);
    sandbox().clock.set({ advanceMs: 86_400_000 });
    const source = sourceOf(sandbox(), 'teamswork');
    const second = await exportOnce(configOf(own, [source], { maxDeleteShare: 1 }), { full: true });
    const [row] = await rowsOf(own, `SELECT status FROM tickets WHERE ticket_id = '${uuid ?? ''}'`);
    writeFileSync(
      path.join(own, 'ticketlake.yaml'),
      `lake: .\nsources:\n  teamswork: { vendor: teamswork, url: "${source.url}", key: k123, statuses: { "${String(row?.['status'])}": on_hold } }\n`,
    );
    const explained = async (id: string): Promise<Told> =>
      JSON.parse((await run(['explain', `teamswork:${id}`, '--json'], { cwd: own })).stdout) as Told;
    const changed = await explained(uuid ?? '');
    expect(changed.history.map(({ place }) => place.run_id)).toEqual(
      expect.arrayContaining([first.run_id, second.run_id]),
    );
    expect(changed.history.at(-1)?.changes).toContainEqual({
      column: 'subject',
      from: expect.any(String),
      to: 'Another subject',
    });
    expect(changed.why_open).toContain(`statuses: in the configuration says ${String(row?.['status'])} → on_hold`);
    const deleted = await explained(gone);
    expect(deleted.why_deleted).toMatch(/^a complete scan that ended at .* did not name it any more$/);
    expect(deleted.why_open).toMatch(/^not open: it is deleted/);
  });
}
