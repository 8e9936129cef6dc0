/** The command line as a process of its own: what it loads, and what becomes of it when nobody reads any more. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { useCompiledExporter, compiledFile } from '../support/child-run';
import { page, ticket } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

useCompiledExporter();

/** Lists what was loaded when the process ends. */
const LOADED = `
const main = process.argv[1];
process.on('exit', () => process.stderr.write('LOADED ' + Object.keys(require.cache).join('\\n')));
process.argv.splice(1, 1, main);
require(main);
`;

interface End {
  code: number | null;
  stdout: string;
  stderr: string;
}

function started(args: readonly string[], nodeArgs: readonly string[] = [], leaves = false): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArgs, compiledFile('etl/src/cli/main.ts'), ...args], {
      env: { PATH: process.env['PATH'] },
    });
    let [stdout, stderr] = ['', ''];
    // As `head` does, but at once.
    if (leaves) child.stdout.destroy();
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

const HEAVY = /duckdb|fastify|apache-arrow|sandbox|undici|modelcontextprotocol/i;

test.each([[['--help']], [['version']], [['help', 'exit-codes']], [['exprt']], [['export', '--help']]])(
  '%j does not load what works on a lake or asks a service',
  async (args) => {
    const { stderr } = await started(args, ['-e', LOADED]);
    const loaded = stderr.slice(stderr.indexOf('LOADED'));
    expect(loaded).toContain('commander');
    expect(HEAVY.exec(loaded)).toBeNull();
    if (args[0] !== 'export') expect(/\/zod\/|\/vendors\/deskpro/.exec(loaded)).toBeNull();
  },
);

test.each([
  ['keeps its exit code when its reader leaves', true],
  ['says so to whoever reads to the end', false],
])('verify of a lake that was tampered with %s', async (_what, leaves) => {
  const lake = await TestLake.open();
  await lake.load([page('tickets', [ticket({ ticket_id: '1' })])]);
  await lake.publish();
  writeFileSync(path.join(lake.folder, 'parquet/runs.parquet'), 'no Parquet');
  const config = path.join(lake.folder, 'ticketlake.yaml');
  writeFileSync(config, 'lake: .\nsources: { acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh } }\n');
  const { code, stdout } = await started(['verify', '--config', config], [], leaves);
  await lake.close();
  expect(code).toBe(1);
  expect(stdout.includes('✗ runs')).toBe(!leaves);
});

/** For all formats. */
let published: TestLake;
let configuration: string;
beforeAll(async () => {
  published = await TestLake.open();
  await published.publish();
  configuration = path.join(published.folder, 'ticketlake.yaml');
  writeFileSync(
    configuration,
    'lake: .\nsources: { acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh } }\n',
  );
});
afterAll(() => published.close());
test.each(['csv', 'json', 'ndjson', 'markdown', 'line', 'arrow'])(
  'query as %s ends well when its reader leaves in the midst',
  async (format) => {
    const sql = "SELECT repeat('x', 1000) AS x FROM range(20000)";
    const { code, stderr } = await started(['query', sql, '--format', format, '--config', configuration], [], true);
    expect([code, stderr]).toEqual([0, '']);
  },
);
