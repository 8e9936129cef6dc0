/** Services that `npm run new:service` begins: they compile, pass the lint rules, load, and fail by name. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { command, copyOf, listedIn, READ, ROOT, textsIn } from './script';

const FOLDERS = [
  ...[
    'package.json',
    'tsconfig.json',
    '.prettierrc.json',
    'eslint.base.mjs',
    'jest.config.js',
    '.github',
    'CHANGELOG.md',
    'package-lock.json',
  ],
  ...[
    'credentials',
    'icons',
    'markup',
    'nodes',
    'packages',
    'sandbox',
    'scripts',
    'vendors',
    'etl',
    'test',
    'workflows',
  ],
  'docs/how-to/workflows.md',
  'docs/reference/openlineage-run-facet.json',
];
/** The shortest and the longest names that there can be, so that lines become shorter and longer; a title of capitals. */
const SERVICES = [
  ['s6', '--title', 'S6'],
  ['aservicewhoselongnamehas30char', '--title', 'A Service Whose Long Name Has 30 Char'],
];

let root: string;
let written: string[];
beforeAll(() => {
  root = copyOf(FOLDERS);
  for (const folder of ['node_modules', 'etl/node_modules'])
    symlinkSync(path.join(ROOT, folder), path.join(root, folder));
  written = SERVICES.flatMap(([name = '', ...options]) => {
    const { exitCode, stdout, stderr } = command(root, name, ...options);
    expect([exitCode, stderr]).toEqual([0, '']);
    return [...listedIn(stdout, 'new'), ...listedIn(stdout, 'changed')];
  });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function run(tool: string, ...args: string[]) {
  const file = path.join(root, 'node_modules', tool);
  const { status, stdout, stderr } = spawnSync(process.execPath, [file, ...args], { cwd: root, encoding: 'utf8' });
  return { status, printed: `${stdout}${stderr}` };
}

const GOOD = expect.objectContaining({ status: 0 }) as unknown;

it('is formatted and passes the lint rules', () => {
  expect(
    run('prettier/bin/prettier.cjs', '--check', ...written.filter((file) => /\.(?:ts|mjs|json)$/.test(file))),
  ).toEqual(GOOD);
  const sources = written.filter((file) => file.endsWith('.ts'));
  expect(run('eslint/bin/eslint.js', '--config', 'eslint.base.mjs', ...sources)).toEqual({ status: 0, printed: '' });
});

it('compiles, with the tests and as a pack of nodes', () => {
  for (const project of ['test', '.'])
    expect(run('typescript/bin/tsc', '--noEmit', '--incremental', 'false', '-p', project)).toEqual({
      status: 0,
      printed: '',
    });
});

it('is a node with a trigger and a credential that n8n can show', () => {
  const tests = ['test/nodes/description.test.ts', 'test/nodes/packages.test.ts', 'test/release/release.test.ts'];
  expect(run('jest/bin/jest.js', ...tests, '-w', '1')).toEqual(GOOD);
});

it('fails in the tests of conformance, which name each function that is to be written', () => {
  const { status, printed } = run(
    'jest/bin/jest.js',
    'test/conformance/rooms.test.ts',
    'test/conformance/vendor.test.ts',
    '-w',
    '1',
  );
  expect(status).toBe(1);
  for (const [name = ''] of SERVICES) {
    expect(printed).toContain(`vendors/${name}/requests.ts: listTickets is not written yet`);
    expect(printed).toContain(`sandbox/${name}/tickets.ts: list_tickets is not written yet`);
    expect(printed).toContain(`● ${name} › never throws and never emits malformed rows, whatever a record is`);
  }
  const failed = [...printed.matchAll(/^ {2}● (\w+) ›/gm)].map(([, name]) => name);
  expect([...new Set(failed)].sort()).toEqual(SERVICES.map(([name]) => name).sort());
});

describe('in a copy of what the script reads', () => {
  let small: string;
  let before: Record<string, string>;
  beforeEach(() => {
    small = copyOf(READ);
    before = textsIn(small);
  });
  afterEach(() => rmSync(small, { recursive: true, force: true }));

  it('says without writing what it would write', () => {
    const planned = command(small, 'sixth', '--title', 'Sixth Desk', '--dry-run');
    expect([planned.exitCode, textsIn(small)]).toEqual([0, before]);
    const { stdout } = command(small, 'sixth', '--title', 'Sixth Desk');
    expect(planned.stdout).toBe(`${stdout.split('\n\n')[0]}\nNothing was written.\n`);
  });

  it('adds a service behind one that it has made, spelled as its title is', () => {
    command(small, 'sixth');
    expect(command(small, 'seventhdesk', '--title', 'SeventhDesk').exitCode).toBe(0);
    const text = (file: string) => readFileSync(path.join(small, file), 'utf8');
    expect(text('vendors/vendor.ts')).toContain("'teamswork', 'sixth', 'seventhdesk'");
    expect(text('vendors/registry.ts')).toContain("import { seventhdesk } from './seventhdesk/vendor';");
    expect(text('sandbox/services.ts')).toContain("import { seventhdesk } from './seventhdesk/service';");
    expect(text('test/services/index.ts')).toMatch(/^ {2}sixth,\n {2}seventhdesk,\n\};/m);
    const { n8n } = JSON.parse(text('package.json')) as { n8n: { nodes: string[]; credentials: string[] } };
    expect(n8n.nodes.slice(-4)).toEqual([
      'dist/nodes/SeventhDesk/SeventhDesk.node.js',
      'dist/nodes/SeventhDesk/SeventhDeskTrigger.node.js',
      'dist/nodes/Ticketlake/Ticketlake.node.js',
      'dist/nodes/Ticketlake/TicketlakeTrigger.node.js',
    ]);
    expect(n8n.credentials.at(-2)).toBe('dist/credentials/SeventhDeskApi.credentials.js');
    expect(text('nodes/SeventhDesk/service.ts')).toContain("credential: 'seventhDeskApi'");
    expect(text('.github/workflows/release.yml')).toContain(
      'ticketlake-notific n8n-nodes-ticketlake-seventhdesk n8n-nodes-ticketlake-sixth n8n-nodes-ticketlake-sympoq',
    );
  });

  it.each([
    ['a file is there', 'icons/sixth.svg', '<svg/>', 'icons/sixth.svg is there already'],
    ['a list is not as it was', 'vendors/registry.ts', '', 'vendors/registry.ts: it holds nothing like'],
    // Two files are written before this one.
    ['a file stands where a folder has to be', 'icons', '', 'EEXIST'],
  ])('leaves everything as it was where %s', (_what, file, text, problem) => {
    mkdirSync(path.dirname(path.join(small, file)), { recursive: true });
    writeFileSync(path.join(small, file), text);
    const planted = textsIn(small);
    const { exitCode, stderr } = command(small, 'sixth');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(problem);
    expect(textsIn(small)).toEqual(planted);
    expect(existsSync(path.join(small, 'credentials'))).toBe(false);
  });
});
