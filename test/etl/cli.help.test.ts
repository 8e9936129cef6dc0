/** How a newcomer meets the command line: help, version, hints, and a Node that is too old. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runInNewContext } from 'node:vm';
import { Linter } from 'eslint';
import { engines, version } from '../../etl/package.json';
import { COMMAND_NAMES } from '../../etl/src/cli/command-names';
import { hintFor, startedAs } from '../../etl/src/cli/started-as';
import { run } from '../support/terminal';

const BIN = path.join(__dirname, '../../etl/bin/ticketlake.js');

describe('bin/ticketlake.js', () => {
  const code = readFileSync(BIN, 'utf8').replace(/^#!.*/, '');

  function started(node: string): { loads: string[]; says: string; exitCode: number | undefined } {
    const [loads, says]: [string[], string[]] = [[], []];
    const process: { versions: object; stderr: object; exitCode?: number } = {
      versions: { node },
      stderr: { write: (text: string) => says.push(text) },
    };
    runInNewContext(code, { process, require: (name: string) => loads.push(name) });
    return { loads, says: says.join(''), exitCode: process.exitCode };
  }

  test.each(['0.10.48', '4.9.1', '8.17.0', '16.20.2', '18.20.8', '20.18.3', '21.7.3', '22.11.0'])(
    'Node %s gets one sentence, and nothing is loaded',
    (node) => {
      const { loads, says, exitCode } = started(node);
      expect([loads, exitCode]).toEqual([[], 2]);
      expect(says).toMatch(/^error: ticketlake needs Node 20\.19 .* 22\.12 or later, and this is Node [\d.]+: .+\.\n$/);
      expect(says).toContain(`this is Node ${node}:`);
    },
  );

  test.each(['20.19.0', '20.20.2', '22.12.0', '23.0.0', '24.21.0', '30.1.0'])('Node %s runs it', (node) => {
    expect(started(node)).toEqual({ loads: ['../dist/etl/src/cli/main.js'], says: '', exitCode: undefined });
  });

  test('begins where package.json does, in a language that every Node parses', () => {
    expect(engines.node).toBe('>=20.19');
    const parse = (text: string) =>
      new Linter().verify(text, { languageOptions: { ecmaVersion: 5, sourceType: 'script' } });
    expect(parse(code)).toEqual([]);
    expect(parse('const a = 1;')).toHaveLength(1);
    expect(parse('f(1,);')).toHaveLength(1);
  });
});

test.each([['--version'], ['-V'], ['-v'], ['version'], ['export', '--version']])(
  '%s %s prints the version',
  async (...args) => {
    expect(await run(args)).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
  },
);

test('-h is --help, help COMMAND is COMMAND --help', async () => {
  const whole = await run(['--help']);
  expect(await run(['-h'])).toEqual(whole);
  expect(await run(['help'])).toEqual(whole);
  for (const command of ['export', 'query', 'sources']) {
    const own = await run([command, '--help']);
    expect(own.stdout).toContain(`Usage: ticketlake ${command}`);
    expect(await run([command, '-h'])).toEqual(own);
    expect(await run(['help', command])).toEqual(own);
  }
  expect(await run(['help', 'sources', 'rename'])).toEqual(await run(['sources', 'rename', '-h']));
});

describe('help TOPIC', () => {
  test.each([
    ['exit-codes', ['0 ', '1 ', '2 ', '3 ', '75 ', '130 ']],
    ['environment', ['TICKETLAKE_CONFIG', 'HTTPS_PROXY', 'NODE_EXTRA_CA_CERTS', 'NO_COLOR']],
    ['formats', ['table', 'csv', 'json', 'ndjson', 'parquet', 'arrow']],
  ])('%s names each, and no line is wider than the terminal', async (topic, names) => {
    const { exitCode, stdout, stderr } = await run(['help', topic]);
    expect([exitCode, stderr]).toEqual([0, '']);
    for (const name of names) expect(stdout).toContain(`\n  ${name}`);
    const hinted = (await run(['help', topic], { startedAs: 'npx ticketlake' })).stdout;
    for (const text of [stdout, hinted]) expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect((await run(['--help'])).stdout.replace(/\s+/g, ' ')).toContain(topic);
  });

  test('what there is no help on is wrong usage, with the nearest name', async () => {
    expect(await run(['help', 'exit-code'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: 'error: there is no help on "exit-code"\n  Did you mean "exit-codes"?\n',
    });
    expect((await run(['help', 'exprt'])).stderr).toContain('Did you mean "export"?');
    expect((await run(['help', 'sources', 'renam'])).stderr).toContain('Did you mean "rename"?');
    expect((await run(['help', 'constructor'])).exitCode).toBe(2);
  });
});

test.each(COMMAND_NAMES)('%s: no line of its help is wider than the terminal', async (name) => {
  for (const startedAs of ['ticketlake', 'npx ticketlake'] as const) {
    const { stdout } = await run(['help', name], { startedAs });
    expect(stdout).toContain(`Usage: ${startedAs} ${name}`);
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
  }
});

describe('the configuration file', () => {
  test('is what TICKETLAKE_CONFIG names, unless --config does', async () => {
    const env = { TICKETLAKE_CONFIG: 'elsewhere.yaml' };
    expect((await run(['status'], { env })).stderr).toContain('elsewhere.yaml: there is no such file');
    expect((await run(['status', '--config', 'given.yaml'], { env })).stderr).toContain(
      'given.yaml: there is no such file',
    );
    expect((await run(['status'], { env: { TICKETLAKE_CONFIG: '' } })).stderr).toContain('error: ticketlake.yaml: ');
  });

  test('is not refused by a demo when only the environment names it', async () => {
    const { stderr } = await run(['demo', '--lake', __dirname, '--tickets', '0'], { env: { TICKETLAKE_CONFIG: 'x' } });
    expect(stderr).not.toContain('its own configuration');
  });
});

describe('hints', () => {
  test('name npx where the program was started so', async () => {
    expect(startedAs({ npm_command: 'exec' })).toBe('npx ticketlake');
    expect([startedAs({}), startedAs({ npm_command: 'run-script' })]).toEqual(['ticketlake', 'ticketlake']);
    const { stderr } = await run(['status', '--config', 'nowhere.yaml'], { startedAs: 'npx ticketlake' });
    expect(stderr).toContain('Run `npx ticketlake init` to write one, or');
    expect(stderr).toContain('To try it out: npx ticketlake sandbox ');
    const { stdout } = await run(['export', '--help'], { startedAs: 'npx ticketlake' });
    expect(stdout).toContain('Usage: npx ticketlake export');
    expect(stdout).toContain('$ npx ticketlake export --json');
  });

  test('change nothing but commands of this program', () => {
    const others =
      'npx ticketlake export; ./ticketlake export; ticketlake.yaml; ticketlake is fine; my-ticketlake status';
    expect(hintFor(others, 'npx ticketlake')).toBe(others);
    expect(hintFor('Run `ticketlake export`.', 'npx ticketlake')).toBe('Run `npx ticketlake export`.');
    expect(hintFor('Run `ticketlake export`.', 'ticketlake')).toBe('Run `ticketlake export`.');
  });
});
