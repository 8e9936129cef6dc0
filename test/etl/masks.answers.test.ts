/** Messages of a run, explaining and commands without keys on a masked lake; answers of all kinds, targets and erasing: slow.test. */
import { exportOnce, rowsOf } from '../support/lake';
import { run } from '../support/terminal';
import { JANE, copyOfMade, paperLake } from './masks.answers.cases';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { SALT, hashed, masksOf } from './masks.services.cases';

describe('a lake of a few people', () => {
  let made: Awaited<ReturnType<typeof paperLake>>;
  beforeAll(async () => {
    made = await paperLake();
  });
  afterAll(() => made.scripted.stop());
  const copy = () => copyOfMade(made);

  test('what a service says in an error has no address in it, neither in tables nor in what a run tells', async () => {
    const config = copy();
    made.scripted.answer = () => ({ status: 400, message: `no contact ${JANE.author_email} (jane%40acme.example)` });
    const { sources, events } = await exportOnce(config);
    const told = [
      JSON.stringify(sources),
      JSON.stringify(events),
      JSON.stringify(await rowsOf(config.lake, 'FROM runs')),
    ];
    for (const text of told) {
      expect(text).toMatch(/no contact \*\*\*/);
      expect(text).not.toMatch(/jane(?:\.doe)?(?:@|%40)/i);
    }
  });

  test('a change of the masks is said by the run that computes everything anew, and by that one alone', async () => {
    const config = copy();
    const changed = { ...config, mask: { ...config.mask!, salt: 'another salt' } };
    const notesOf = async (with_: typeof config) =>
      (await exportOnce(with_)).events.flatMap((event) =>
        'message' in event && event.message.startsWith('mask changed') ? [event.message] : [],
      );
    made.scripted.serve([], {});
    expect(await notesOf(config)).toEqual([]);
    expect(await notesOf(changed)).toEqual([
      'mask changed, so every row is computed anew. Until this run has published, what was published before stays as it is',
    ]);
    expect(await notesOf(changed)).toEqual([]);
    expect(
      await rowsOf(
        config.lake,
        `SELECT count(*) AS n FROM people WHERE email = '${hashed(JANE.author_email, 'another salt')}'`,
      ),
    ).toEqual([{ n: '2' }]);
  });

  test('a field to be masked that no custom field is called by is named', async () => {
    const config = copy();
    made.scripted.serve([], {});
    const fields = { aprover: 'drop' as const };
    const { events } = await exportOnce({ ...config, mask: masksOf({ ...config.mask, fields }) });
    expect(events).toContainEqual(
      expect.objectContaining({
        level: 'warning',
        message: 'mask.fields.aprover masks nothing, because no custom field of the lake has this column_name',
      }),
    );
  });

  test('explain says how a value came about, and shows none of a page', async () => {
    const config = copy();
    const text = `lake: .\nsources: { acme: { vendor: synqly, url: "${made.scripted.url}", key: k123 } }\nmask: { salt: "${SALT}", people: hash }\n`;
    writeFileSync(path.join(config.lake, 'ticketlake.yaml'), text);
    const { stdout, exitCode } = await run(['explain', 'acme:1', '--json'], { cwd: config.lake });
    expect(exitCode).toBe(0);
    const { columns } = JSON.parse(stdout) as {
      columns: Array<{ column: string; raw: Array<{ value: unknown }>; how: string }>;
    };
    expect(columns.find(({ column }) => column === 'requester_name')).toMatchObject({
      how: 'masked (hash), as mask: in the configuration says',
      published: hashed(JANE.author_name),
    });
    expect(columns.flatMap(({ raw }) => raw.map(({ value }) => value)).filter((value) => value !== '***')).toEqual([]);
  });

  test.each(['replay', 'sources rename acme other'])('%s needs the salt, though it needs no key', async (command) => {
    const config = copy();
    const text = `lake: .\nsources: { other: { vendor: synqly, url: "${made.scripted.url}", key: "\${KEY}" } }\nmask: { salt: "\${SALT}", people: hash }\n`;
    writeFileSync(path.join(config.lake, 'ticketlake.yaml'), text);
    const before = await rowsOf(config.lake, 'FROM people ORDER BY ALL');
    const { exitCode, stderr } = await run([...command.split(' '), ...(command === 'replay' ? [] : ['--yes'])], {
      cwd: config.lake,
    });
    expect(exitCode).toBe(2);
    expect(stderr).toContain('the variable of mask.salt is not set, and without the salt nothing can be published');
    expect(await rowsOf(config.lake, 'FROM people ORDER BY ALL')).toEqual(before);
    // What only reads does not need it.
    expect((await run(['sources', 'list'], { cwd: config.lake })).exitCode).toBe(0);
  });
});
