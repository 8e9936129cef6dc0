/** `ticketlake init`, at a terminal and in a script, against the sandbox. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadConfig, readConfig } from '../../etl/src/config/load';
import { configText } from '../../etl/src/cli/init/config-text';
import { envText } from '../../etl/src/cli/init/env-file';
import { parse } from 'dotenv';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import type { Vendor } from '../../vendors/vendor';
import { CTRL_C, DOWN, ENTER, promptScript } from '../support/prompt-script';
import { rowsOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

const sandbox = useSandbox({
  clock: Date.now(),
  tickets: 12,
  limits: false,
  services: ['deskpro', 'notific', 'teamswork'],
});

let home: string;
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'ticketlake-init-'));
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

const at = (name: string): string => path.join(home, name);
const textOf = (name: string): string => readFileSync(at(name), 'utf8');
/** The pack's services in the order of the list of choices. */
const choose = (name: string): string => DOWN.repeat(vendorNames().findIndex((vendor) => vendor === name)) + ENTER;

function vendor(name: string): Vendor {
  const found = vendorNamed(name);
  if (!found) throw new Error(`there is no service ${name}`);
  return found;
}

describe('at a terminal', () => {
  test('asks one by one, tells a wrong key at once, writes the files and exports', async () => {
    const notific = sandbox().service('notific');
    mkdirSync(at('.git'));
    writeFileSync(at('.env'), '# mine\nOTHER=1\n', { mode: 0o644 });
    const dialogue = promptScript([
      ['Which service?', choose('notific')],
      ['A name for it', `acme${ENTER}`],
      ['Its address', `${notific.url}/api/tickets/${ENTER}`],
      ['API key of Notific', `wrong-key-of-the-test${ENTER}`],
      ['What now?', ENTER],
      ['API key of Notific', `${notific.key}${ENTER}`],
      ['Another service?', ENTER],
      ['Reporting time zone', `Europe/Paris${ENTER}`],
      ['Folder of the lake', ENTER],
      ['Export now?', ENTER],
    ]);
    const done = await run(['init'], { cwd: home, dialogue });
    expect(dialogue.unasked()).toEqual([]);
    expect(done.stdout).toMatch(/✗ acme: .*key/);
    expect(done.exitCode).toBe(0);
    expect(done.stdout).toContain(`Address: ${notific.url}\n`);
    expect(textOf('.env')).toBe(`# mine\nOTHER=1\nACME_KEY='${notific.key}'\n`);
    expect(statSync(at('.env')).mode & 0o777).toBe(0o600);
    expect(textOf('.gitignore')).toBe('.env\n/lake/\n');
    expect(textOf('ticketlake.yaml')).toContain('    key: ${ACME_KEY}\n');
    const printed = done.stdout + done.stderr + dialogue.screen() + textOf('ticketlake.yaml');
    expect(printed).not.toContain(notific.key);
    expect(printed).not.toContain('wrong-key-of-the-test');
    expect(await rowsOf(at('lake'), 'SELECT DISTINCT source FROM tickets')).toEqual([{ source: 'acme' }]);
    expect(readdirSync(home).sort()).toEqual(['.env', '.git', '.gitignore', 'lake', 'ticketlake.yaml']);
  });

  test('two services, another region, no export', async () => {
    const [deskpro, teamswork] = [sandbox().service('deskpro'), sandbox().service('teamswork')];
    const regions = vendor('teamswork').regions?.length ?? 0;
    const dialogue = promptScript([
      ['Which service?', choose('teamswork')],
      ['A name for it', ENTER],
      ['Where?', DOWN.repeat(regions) + ENTER],
      ['Its address', `${teamswork.url}${ENTER}`],
      ['API key of TeamsWork', `${teamswork.key}${ENTER}`],
      ['Another service?', `y`],
      ['Which service?', choose('deskpro')],
      ['A name for it', `TEAMSWORK${ENTER}`],
      ['Another source has this name', '\u007F'.repeat(9) + `desk${ENTER}`],
      ['Its address', `${deskpro.url}${ENTER}`],
      ['API key of Deskpro', `${deskpro.key}${ENTER}`],
      ['Another service?', ENTER],
      ['Reporting time zone', `Europe/Pariss${ENTER}`],
      ['Did you mean "Europe/Paris"?', `\u007F${ENTER}`],
      ['Folder of the lake', `data/lake${ENTER}`],
      ['Export now?', 'n'],
    ]);
    const done = await run(['init'], { cwd: home, dialogue });
    expect([done.exitCode, dialogue.unasked()]).toEqual([0, []]);
    expect(done.stdout.trim().split('\n').at(-1)).toBe('Next: ticketlake export');
    const loaded = loadConfig('ticketlake.yaml', {}, home);
    expect(loaded.ok && loaded.config.sources.map(({ name, key }) => [name, key])).toEqual([
      ['teamswork', teamswork.key],
      ['desk', deskpro.key],
    ]);
    expect(loaded.ok && [loaded.config.timezone, loaded.config.lake]).toEqual(['Europe/Paris', at('data/lake')]);
    expect(existsSync(at('data'))).toBe(false);
    expect(existsSync(at('.gitignore'))).toBe(false);
  });

  test('Ctrl-C at the last question leaves nothing behind', async () => {
    const { url, key } = sandbox().service('notific');
    const dialogue = promptScript([
      ['Which service?', choose('notific')],
      ['A name for it', ENTER],
      ['Its address', `${url}${ENTER}`],
      ['API key of Notific', `${key}${ENTER}`],
      ['Another service?', ENTER],
      ['Reporting time zone', ENTER],
      ['Folder of the lake', ENTER],
      ['Export now?', CTRL_C],
    ]);
    const done = await run(['init'], { cwd: home, dialogue });
    expect(done).toMatchObject({ exitCode: 130, stderr: 'error: ended: nothing was written\n' });
    expect(readdirSync(home)).toEqual([]);
  });

  test('a configuration that is there is only replaced when that is wanted', async () => {
    writeFileSync(at('ticketlake.yaml'), 'mine');
    const dialogue = promptScript([['exists already. Replace it?', ENTER]]);
    const done = await run(['init'], { cwd: home, dialogue });
    expect([done.exitCode, textOf('ticketlake.yaml')]).toEqual([2, 'mine']);
  });

  test('a key in .env is only replaced when that is wanted', async () => {
    const { url, key } = sandbox().service('notific');
    writeFileSync(at('.env'), 'NOTIFIC_KEY=other\n');
    const dialogue = promptScript([
      ['Which service?', choose('notific')],
      ['A name for it', ENTER],
      ['Its address', `${url}${ENTER}`],
      ['API key of Notific', `${key}${ENTER}`],
      ['.env has another NOTIFIC_KEY already', 'n'],
      ['Another service?', ENTER],
      ['Reporting time zone', ENTER],
      ['Folder of the lake', ENTER],
    ]);
    const done = await run(['init', '--no-export'], { cwd: home, dialogue });
    expect([done.exitCode, dialogue.unasked()]).toEqual([0, []]);
    expect(parse(textOf('.env'))).toEqual({ NOTIFIC_KEY: 'other', NOTIFIC_KEY_2: key });
    expect(textOf('ticketlake.yaml')).toContain('key: ${NOTIFIC_KEY_2}');
  });
});

describe('in a script', () => {
  const flags = (...more: string[]): string[] => {
    const { url } = sandbox().service('notific');
    return ['init', '--yes', '--service', 'notific', '--url', url, '--key-env', 'NKEY', '--lake', 'l', ...more];
  };

  test('writes the configuration; the key stays in the environment', async () => {
    const { key } = sandbox().service('notific');
    const done = await run(flags('--json', '--timezone', 'Asia/Tokyo'), { cwd: home, env: { NKEY: key } });
    expect(done.exitCode).toBe(0);
    expect(JSON.parse(done.stdout)).toMatchObject({
      config: at('ticketlake.yaml'),
      written: [at('ticketlake.yaml')],
      lake: at('l'),
      sources: [{ name: 'notific', vendor: 'notific', url: sandbox().service('notific').url, variable: 'NKEY' }],
      export: { outcome: 'complete', exit_code: 0 },
    });
    expect(done.stdout + textOf('ticketlake.yaml')).not.toContain(key);
    expect(readdirSync(home).sort()).toEqual(['l', 'ticketlake.yaml']);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ['no flags and no terminal', ['init'], {}, 'there is no terminal to ask at'],
    ['no service', ['init', '--yes'], {}, 'no service is named'],
    ['a flag without --yes', ['init', '--lake', 'x'], {}, 'need --yes'],
    [
      'an unknown service',
      ['init', '--yes', '--service', 'deskpr', '--url', 'u', '--key-env', 'K'],
      {},
      'Did you mean "deskpro"?',
    ],
    [
      'one address too few',
      ['init', '--yes', '--service', 'deskpro', '--key-env', 'K'],
      {},
      '1 --service, 0 --url, 1 --key-env',
    ],
    [
      'an unset variable',
      ['init', '--yes', '--service', 'deskpro', '--url', 'a.example', '--key-env', 'K'],
      {},
      'the variable K is not set',
    ],
    [
      'a key in place of its variable',
      ['init', '--yes', '--service', 'deskpro', '--url', 'a.example', '--key-env', '2:SECRET'],
      {},
      'takes the name of a variable',
    ],
    [
      'an unknown zone',
      ['init', '--yes', '--service', 'notific', '--url', 'http://127.0.0.1:9', '--key-env', 'K', '--timezone', 'Mars'],
      { K: 'k123' },
      'is not a time zone',
    ],
  ])('%s ends with exit code 2 and says what to do', async (_what, args, env, says) => {
    const done = await run(args, { cwd: home, env });
    expect([done.exitCode, done.stdout]).toEqual([2, '']);
    expect(done.stderr).toContain(says);
    expect(done.stderr).not.toContain('SECRET');
    expect(readdirSync(home)).toEqual([]);
  });

  test('a key that the service refuses ends with exit code 1, and nothing is written', async () => {
    const done = await run(flags(), { cwd: home, env: { NKEY: 'wrong-key-of-the-test' } });
    expect(done.exitCode).toBe(1);
    expect(done.stderr).toContain('notific cannot be read with this key, so nothing was written');
    expect(done.stdout + done.stderr).not.toContain('wrong-key-of-the-test');
    expect(readdirSync(home)).toEqual([]);
  });

  test('a configuration that is there is never overwritten', async () => {
    writeFileSync(at('ticketlake.yaml'), 'mine');
    const done = await run(flags(), { cwd: home, env: { NKEY: 'k123' } });
    expect([done.exitCode, textOf('ticketlake.yaml')]).toEqual([2, 'mine']);
  });
});

describe('the written configuration', () => {
  const sources = vendorNames().map((name) => ({
    name,
    vendor: vendor(name),
    url: vendor(name).exampleUrl,
    variable: `KEY_${name}`,
  }));
  const keys = Object.fromEntries(sources.map(({ variable }) => [variable, 'k123']));
  const text = configText({ lake: './lake', timezone: 'Europe/Paris', sources });

  test('loads, and says of every other key what it means; uncommented defaults change nothing', () => {
    const plain = readConfig(text, '/l/ticketlake.yaml', keys);
    expect(plain.ok).toBe(true);
    // A key that has no value as its default stays a comment: `#since:`.
    const uncommented = text.replace(/^( *)#( *\w+: \S)/gm, '$1$2').replace('#serve:', 'serve:');
    expect(uncommented).toContain('\nfull_scan_every: 7d\n');
    const all = readConfig(uncommented, '/l/ticketlake.yaml', keys);
    expect(all.ok ? [] : all.problems).toEqual([]);
    const facts = (loaded: typeof plain): unknown =>
      loaded.ok && {
        ...loaded.config,
        sources: loaded.config.sources.map(({ timezone: _zone, pageSize: _size, ...source }) => source),
      };
    expect(facts(all)).toEqual(facts(plain));
    for (const key of ['since', 'statuses', 'requests_per_hour', 'streams'])
      expect(text).toMatch(new RegExp(`^    #${key}:$`, 'm'));
    expect(text).toContain('\n#  port: 8321\n');
    expect(text).not.toMatch(/: "(?:\d+|true|false)"$/m);
    expect(text).toMatch(/^ {4}#paths:$/m);
    expect(text.match(/^ {4}#projects:$/gm)).toHaveLength(1);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(102);
  });
});

test.each(['plain', "with'quote", 'with`back', 'a#b$c\\n=1"', '"both\'', 'x=y'])(
  '.env gives back the key %s',
  (key) => {
    const text = envText('A=1\n\nexport OLD=2\n', new Map([['OLD', key]]));
    expect(parse(text ?? '')).toEqual({ A: '1', OLD: key });
  },
);

test('.env refuses a key that it could not give back', () => {
  expect(envText('', new Map([['K', '\'"`#x']]))).toBeUndefined();
});
