/** Where a project may be written, and what stays as it is. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { projectFiles } from '../../etl/src/powerbi/project';
import { RECORD_FILE, writeProject } from '../../etl/src/powerbi/write';
import { run } from '../support/terminal';
import { SAMPLE, VARIANTS } from './variants';

const SAMPLE_FOLDER = path.resolve(__dirname, '../../powerbi');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-powerbi-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function textsIn(place: string): Map<string, string> {
  return new Map(
    readdirSync(place, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .map((file) => [path.relative(place, file).replaceAll(path.sep, '/'), readFileSync(file, 'utf8')] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  );
}

describe('the sample in the repository', () => {
  test('is what is written today: ticketlake powerbi powerbi --lake-folder "C:\\ticketlake\\lake\\parquet" --no-incremental', async () => {
    await writeProject(folder, projectFiles(SAMPLE), false);
    const written = textsIn(folder);
    const sample = textsIn(SAMPLE_FOLDER);
    expect([...sample.keys()]).toEqual([...written.keys()]);
    for (const [name, text] of written) expect({ name, text: sample.get(name) }).toEqual({ name, text });
  });

  test('is the same however often it is made, and differs by source only where it must', () => {
    for (const [, options] of VARIANTS) expect([...projectFiles(options)]).toEqual([...projectFiles(options)]);
    const tagsOf = (text: string) => [...text.matchAll(/(?:lineageTag: |^relationship )(\S+)/gm)].map(([, tag]) => tag);
    const tables = VARIANTS.map(([, options]) =>
      [...projectFiles(options)]
        .filter(([name]) => /tables|relationships/.test(name))
        .flatMap(([, text]) => tagsOf(text)),
    );
    expect(tables[0]?.length).toBeGreaterThan(200);
    VARIANTS.forEach(([, { fieldTables = [] }], at) => {
      if (fieldTables.length === 0) expect(tables[at]).toEqual(tables[0]);
    });
  });

  test('holds no path of this machine', () => {
    for (const [, text] of textsIn(SAMPLE_FOLDER)) {
      expect(text).not.toContain(process.cwd());
      expect(text).not.toContain(tmpdir());
    }
  });
});

describe('writing a project', () => {
  const files = (extra: Record<string, string> = {}) =>
    new Map([['a.json', '1\n'], ['b/c/d.json', '2\n'], ...Object.entries(extra)]);

  test('makes the folder, and writes again over what it wrote', async () => {
    const inner = path.join(folder, 'new', 'project');
    expect(await writeProject(inner, files(), false)).toEqual({ kind: 'written', files: 2, removed: 0 });
    expect([...textsIn(inner).keys()]).toEqual([RECORD_FILE, 'a.json', 'b/c/d.json']);
    const changed = new Map(files()).set('a.json', '3\n');
    expect(await writeProject(inner, changed, false)).toEqual({ kind: 'written', files: 2, removed: 0 });
    expect(readFileSync(path.join(inner, 'a.json'), 'utf8')).toBe('3\n');
  });

  test('refuses a folder that holds something else, and touches nothing', async () => {
    writeFileSync(path.join(folder, 'thesis.doc'), 'mine');
    expect(await writeProject(folder, files(), true)).toEqual({ kind: 'foreign', found: 'thesis.doc' });
    expect([...textsIn(folder)]).toEqual([['thesis.doc', 'mine']]);
  });

  test.each(['not json', '{"files": 3}', '[]'])('refuses a folder whose record is not ours: %s', async (record) => {
    writeFileSync(path.join(folder, RECORD_FILE), record);
    expect((await writeProject(folder, files(), true)).kind).toBe('foreign');
  });

  test('leaves what others added, and removes what is no longer part of it', async () => {
    await writeProject(folder, files({ 'old/page/page.json': '4\n' }), false);
    writeFileSync(path.join(folder, 'old', 'notes.txt'), 'mine');
    expect(await writeProject(folder, files(), false)).toEqual({ kind: 'written', files: 2, removed: 1 });
    expect([...textsIn(folder).keys()]).toEqual([RECORD_FILE, 'a.json', 'b/c/d.json', 'old/notes.txt']);
    expect(readdirSync(path.join(folder, 'old'))).toEqual(['notes.txt']);
  });

  test('does not lose what was changed since, unless it is told to', async () => {
    await writeProject(folder, files(), false);
    writeFileSync(path.join(folder, 'a.json'), 'edited');
    expect(await writeProject(folder, files(), false)).toEqual({ kind: 'changed', paths: ['a.json'] });
    expect(readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe('edited');
    expect((await writeProject(folder, files(), true)).kind).toBe('written');
    expect(readFileSync(path.join(folder, 'a.json'), 'utf8')).toBe('1\n');
  });

  test('knows its files again when git has changed their line ends, and goes on after a writing that was cut off', async () => {
    await writeProject(folder, files(), false);
    writeFileSync(path.join(folder, 'a.json'), '1\r\n');
    rmSync(path.join(folder, 'b'), { recursive: true });
    expect((await writeProject(folder, files({ 'e.json': '5\n' }), false)).kind).toBe('written');
    expect([...textsIn(folder).values()]).toEqual(expect.arrayContaining(['1\n', '2\n', '5\n']));
  });

  test('never reaches outside, whatever its record says', async () => {
    const inner = path.join(folder, 'project');
    mkdirSync(inner);
    writeFileSync(path.join(folder, 'other.txt'), 'mine');
    writeFileSync(path.join(inner, RECORD_FILE), JSON.stringify({ files: { '../other.txt': 'x' } }));
    await writeProject(inner, files(), true);
    expect(readFileSync(path.join(folder, 'other.txt'), 'utf8')).toBe('mine');
  });
});

describe('ticketlake powerbi', () => {
  const CANARY = 'canary-Wm2Lx8Tq';
  const yaml = (partition: string) =>
    `lake: ./tickets\npartition: ${partition}\nsources:\n  acme: { vendor: teamswork, url: "http://127.0.0.1:9/ticketing/v1", key: ${CANARY} }\n`;
  const here = (...args: string[]) => run(['powerbi', ...args], { cwd: folder });
  const textOf = (...names: string[]) => readFileSync(path.join(folder, ...names), 'utf8');
  const expressions = (project: string) =>
    textOf(project, 'Ticketlake.SemanticModel', 'definition', 'expressions.tmdl');

  test('binds the project to the lake of the configuration, and carries no key', async () => {
    writeFileSync(path.join(folder, 'ticketlake.yaml'), yaml('none'));
    const place = path.join(folder, 'tickets', 'parquet');
    expect(await here()).toEqual({
      exitCode: 0,
      stdout: `Open ${path.join(folder, 'powerbi', 'Ticketlake.pbip')} in Power BI Desktop and refresh.\nIt reads LakeFolder = ${place} (set it in Desktop to the folder as Windows sees it)\n`,
      stderr: '',
    });
    expect(expressions('powerbi')).toContain(`expression LakeFolder = "${place}" meta`);
    expect(expressions('powerbi')).not.toContain('RangeStart');
    for (const [, text] of textsIn(path.join(folder, 'powerbi'))) expect(text).not.toContain(CANARY);
  });

  test('loads by month where the lake is divided so, unless told otherwise', async () => {
    writeFileSync(path.join(folder, 'ticketlake.yaml'), yaml('month'));
    const { exitCode, stdout } = await here('a', '--json');
    expect(exitCode).toBe(0);
    const { folder: written, ...facts } = JSON.parse(stdout) as Record<string, unknown>;
    expect(written).toBe(path.join(folder, 'a'));
    expect(facts).toEqual({
      source: 'folder',
      location: path.join(folder, 'tickets', 'parquet'),
      incremental: true,
      parameter: 'LakeFolder',
      files: projectFiles({ ...SAMPLE, incremental: true }).size,
      removed: 0,
    });
    expect(expressions('a')).toContain('expression RangeStart');
    expect((await here('b', '--no-incremental')).exitCode).toBe(0);
    expect(expressions('b')).not.toContain('RangeStart');
    expect((await here('c', '--source', 'odata')).exitCode).toBe(0);
    expect(expressions('c')).toContain('expression LakeUrl = "http://127.0.0.1:8321/odata" meta');
  });

  test('needs no configuration for a place that is named', async () => {
    expect((await here('a', '--lake-folder', 'D:\\lake\\parquet', '--incremental', '--quiet')).stdout).toBe('');
    expect(expressions('a')).toContain('"D:\\lake\\parquet"');
    expect(expressions('a')).toContain('RangeEnd');
    const azure = await here('b', '--source', 'azure', '--url', 'https://acme.dfs.core.windows.net/lake/parquet/');
    expect(azure.exitCode).toBe(0);
    expect(expressions('b')).toContain('"https://acme.dfs.core.windows.net/lake/parquet" meta');
    expect(expressions('b')).toContain('AzureStorage.DataLake(LakeUrl)');
  });

  test('refuses a foreign folder and files that were changed, and says how to go on', async () => {
    writeFileSync(path.join(folder, 'ticketlake.yaml'), yaml('none'));
    expect(await here('.')).toMatchObject({
      exitCode: 2,
      stderr: `error: ${folder} is not a project of Ticketlake: it holds ticketlake.yaml\n  Name a new or an empty folder.\n`,
    });
    expect((await here()).exitCode).toBe(0);
    writeFileSync(path.join(folder, 'powerbi', 'measures.sql'), 'mine');
    expect(await here()).toMatchObject({
      exitCode: 2,
      stderr: `error: ${path.join(folder, 'powerbi')}: files were changed since they were written: measures.sql\n  Write into another folder, or add --force to lose those changes.\n`,
    });
    expect((await here('--force')).exitCode).toBe(0);
    expect(textOf('powerbi', 'measures.sql')).toContain('Tickets Created');
  });

  test.each<[string[], RegExp]>([
    [[], /ticketlake\.yaml: there is no such file/],
    [['--lake-folder', 'x', '--config', 'none.yaml'], /none\.yaml: there is no such file/],
    [['--source', 'csv'], /Allowed choices are folder, odata, azure/],
    [['--url', 'https://x.example/y'], /--url goes with --source odata or azure/],
    [['--source', 'odata', '--lake-folder', 'x'], /--lake-folder goes with --source folder/],
    [['--source', 'odata', '--incremental'], /the feed is not divided by month/],
    [['--source', 'odata', '--url', 'ftp://x.example'], /is not such an address/],
    [['--source', 'odata', '--url', 'https://me:secret@x.example/odata'], /must carry no secret and no query/],
    [['--source', 'azure'], /needs the address of the folder\n {2}Add --url https:/],
    [['--source', 'azure', '--url', 'https://me:secret@x.example'], /must carry no secret and no query/],
    [['--source', 'azure', '--url', 'https://x.example/c?sig=abc'], /must carry no secret and no query/],
    [['--lake-folder', ''], /"" is not the whole path of a folder/],
    [['--lake-folder', 'lake'], /"lake" is not the whole path of a folder\n {2}Write it as D:\\lake\\parquet/],
    [['--lake-folder', 'C:\\a\nb'], /the place of the lake has control characters/],
  ])('refuses %j', async (args, says) => {
    const { exitCode, stderr } = await here(...args);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringMatching(says) });
    expect(stderr).not.toMatch(/secret@|sig=abc/);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('refuses to load by month what is not divided by month', async () => {
    writeFileSync(path.join(folder, 'ticketlake.yaml'), yaml('year'));
    const { exitCode, stderr } = await here('--incremental');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringContaining('Set `partition: month` in the configuration'),
    });
  });

  test('--help says what it does, with examples, in lines that fit', async () => {
    const { exitCode, stdout } = await here('--help');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Usage: ticketlake powerbi');
    expect(stdout).toContain('Examples:\n  $ ticketlake powerbi\n');
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(92);
  });
});
