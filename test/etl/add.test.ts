/** `ticketlake add`: one more source in a file that is there, which stays as it is written. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configText } from '../../etl/src/cli/init/config-text';
import { withSource } from '../../etl/src/cli/init/added-source';
import { loadConfig, readConfig } from '../../etl/src/config/load';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import { DOWN, ENTER, promptScript } from '../support/prompt-script';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

const sandbox = useSandbox({ tickets: 4, limits: false, services: ['notific'] });

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'ticketlake-add-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const at = (name: string): string => path.join(home, name);
const FILE = `# mine
lake: ./lake   # here
sources:

    # the first
    acme:
        vendor: deskpro
        url: https://x.example
        key: \${SET_NOWHERE}
        #since: 2020-01-01

# the rest
partition: month
`;

const source = (name: string) => {
  const vendor = vendorNamed('notific');
  if (!vendor) throw new Error('there is no notific');
  return { name, vendor, url: 'https://n.example', variable: 'NEW_KEY' };
};

test('in a script: the source stands behind the others, and every other line stays', async () => {
  const { url, key } = sandbox().service('notific');
  writeFileSync(at('ticketlake.yaml'), FILE);
  const args = ['add', '--yes', '--service', 'notific', '--url', url, '--key-env', 'KEY'];
  const done = await run(args, { cwd: home, env: { KEY: key } });
  expect(done.exitCode).toBe(0);
  expect(done.stdout.trim().split('\n').at(-1)).toBe('Next: ticketlake export --source notific');
  const text = readFileSync(at('ticketlake.yaml'), 'utf8');
  const [before = '', after = ''] = FILE.split('\n# the rest');
  expect(text.startsWith(before)).toBe(true);
  expect(text.endsWith(`# the rest${after}`)).toBe(true);
  expect(text).toContain(`\n    notific:\n      vendor: notific\n      url: ${url}\n      key: \${KEY}\n`);
  const loaded = loadConfig('ticketlake.yaml', { KEY: key, SET_NOWHERE: 'abcdefgh' }, home);
  expect(loaded.ok && loaded.config.sources.map(({ name }) => name)).toEqual(['acme', 'notific']);
  // A second one gets a name of its own.
  const again = await run([...args, '--json'], { cwd: home, env: { KEY: key } });
  expect(JSON.parse(again.stdout)).toMatchObject({ source: { name: 'notific-2', vendor: 'notific', variable: 'KEY' } });
  expect(done.stdout + done.stderr + again.stdout + text).not.toContain(key);
});

test('at a terminal: the key goes to .env, which git does not take in', async () => {
  const { url, key } = sandbox().service('notific');
  mkdirSync(at('.git'));
  writeFileSync(at('mine.yaml'), FILE);
  const dialogue = promptScript([
    ['Which service?', DOWN.repeat(vendorNames().indexOf('notific')) + ENTER],
    ['A name for it', `new${ENTER}`],
    ['Its address', `${url}${ENTER}`],
    ['API key of Notific', `${key}${ENTER}`],
  ]);
  const done = await run(['add', '--config', 'mine.yaml'], { cwd: home, dialogue });
  expect([done.exitCode, dialogue.unasked()]).toEqual([0, []]);
  expect(done.stdout).toContain('Next: ticketlake export --source new --config mine.yaml\n');
  expect(readFileSync(at('.env'), 'utf8')).toBe(`NEW_KEY='${key}'\n`);
  expect(readFileSync(at('.gitignore'), 'utf8')).toBe('.env\n');
});

test.each([
  [
    'a wrong key',
    FILE,
    ['--url', 'URL', '--key-env', 'WRONG'],
    1,
    'cannot be read with this key, so nothing was written',
  ],
  [
    'a name that is taken',
    FILE,
    ['--url', 'URL', '--key-env', 'KEY', '--name', 'ACME'],
    2,
    'Another source has this name',
  ],
  ['no address', FILE, ['--key-env', 'KEY'], 2, 'Give each service its own address'],
  [
    'sources on one line',
    'sources: { acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh } }\n',
    ['--url', 'URL', '--key-env', 'KEY'],
    1,
    'cannot be extended without changing its other lines',
  ],
])('%s: nothing is written', async (_what, text, options, exitCode, says) => {
  const { url, key } = sandbox().service('notific');
  writeFileSync(at('ticketlake.yaml'), text);
  const args = ['add', '--yes', '--service', 'notific', ...options.map((option) => (option === 'URL' ? url : option))];
  const done = await run(args, { cwd: home, env: { KEY: key, WRONG: 'wrong-key-of-the-test' } });
  expect(done.exitCode).toBe(exitCode);
  expect(done.stderr).toContain(says);
  expect(readFileSync(at('ticketlake.yaml'), 'utf8')).toBe(text);
  expect(existsSync(at('.env'))).toBe(false);
});

test('a file that is not there is said, with the way to one', async () => {
  const { exitCode, stderr } = await run(['add'], { cwd: home });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('there is no such file')]);
});

describe('the text', () => {
  const SOURCE = '  acme: { vendor: deskpro, url: "https://x.example", key: abcdefgh }';
  const init = configText({ lake: './lake', timezone: 'UTC', sources: [source('first')] });

  test.each([
    ['of init', init],
    ['without a line end', `sources:\n${SOURCE}`],
    ['with line ends of Windows', FILE.replaceAll('\n', '\r\n').replace('${SET_NOWHERE}', 'abcdefgh')],
    ['with a source on one line each', `sources:\n${SOURCE}\n\n${SOURCE.replace('acme', 'b')}\nlake: ./x\n`],
    ['with a comment at the margin', `sources:\n${SOURCE}\n# of b\n${SOURCE.replace('acme', 'b')}\n`],
  ])('%s has one source more, and every line that it had', (_what, text) => {
    const extended = withSource(text, source('added')) ?? '';
    const names = (of: string): string[] => {
      const loaded = readConfig(of, '/t.yaml', { NEW_KEY: 'abcdefgh' });
      return loaded.ok
        ? loaded.config.sources.map(({ name }) => name).sort()
        : loaded.problems.map(({ message }) => message);
    };
    expect(names(extended)).toEqual([...names(text), 'added'].sort());
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    const left = extended.split('\n');
    expect(lines.filter((line) => !left.includes(line) && !left.includes(`${line}\r`))).toEqual([]);
    if (text.includes('\r\n')) expect(extended).not.toMatch(/[^\r]\n/);
  });

  test.each([
    ['in braces', 'sources: { a: { vendor: deskpro } }\n'],
    ['an alias', 'x: &x\n  a: {}\nsources: *x\n'],
    ['a list', 'sources:\n  - a\n'],
    ['none', 'lake: ./lake\n'],
    ['a tab', 'sources:\n\ta: {}\n'],
  ])('whose sources are %s is left alone', (_what, text) => {
    expect(withSource(text, source('added'))).toBeUndefined();
  });
});
