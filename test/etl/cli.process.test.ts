/** The command line as a process of its own: what it loads, and what becomes of it when nobody reads any more. */
import { spawn } from 'node:child_process';
import { useCompiledExporter, compiledFile } from '../support/child-run';

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

function started(args: readonly string[], nodeArgs: readonly string[] = []): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...nodeArgs, compiledFile('etl/src/cli/main.ts'), ...args], {
      env: { PATH: process.env['PATH'] },
    });
    let [stdout, stderr] = ['', ''];
    child.stdout.on('data', (piece: Buffer) => (stdout += piece.toString()));
    child.stderr.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

const HEAVY = /duckdb|fastify|apache-arrow|sandbox|undici/i;

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
