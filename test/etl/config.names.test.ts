/** Variables in names of sources: one file for many sites. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { readConfig } from '../../etl/src/config/load';
import { describeProblem } from '../../etl/src/config/problem';
import { vendorNames } from '../../vendors/registry';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

const sandbox = useSandbox({ tickets: 4, limits: false, services: ['notific'], clock: Date.now() });
const CANARY = 'canary-5Jk2p9Qx7Lm4Zt';

const source = (name: string, vendor = 'teamswork') =>
  `  ${name}:\n    vendor: ${vendor}\n    url: https://x.example\n    key: \${KEY}\n`;
const fileOf = (...names: string[]) => `sources:\n${names.map((name) => source(name)).join('')}`;

function read(text: string, variables: Record<string, string>) {
  const loaded = readConfig(text, '/lakes/t.yaml', { KEY: `1:${CANARY}`, ...variables });
  if (!loaded.ok) return loaded.problems.map((problem) => describeProblem('t.yaml', problem));
  return { lake: loaded.config.lake, names: loaded.config.sources.map(({ name }) => name) };
}

test('names are filled in, parts of names too, with defaults and in either style of YAML', () => {
  const text = `lake: ./lakes/\${SITE}\n${fileOf('${SITE}', '${SITE}-alerts', '${OTHER:-desk}_2', '"${A}${B}"')}`;
  expect(read(text, { SITE: 'emea', A: 'x', B: 'Y ' })).toEqual({
    lake: path.resolve('/lakes/lakes/emea'),
    names: ['emea', 'emea-alerts', 'desk_2', 'xY'],
  });
  const flow = 'sources: { "${SITE}": { vendor: notific, url: https://x.example, key: "${KEY}" } }\n';
  expect(read(flow, { SITE: 'emea' })).toMatchObject({ names: ['emea'] });
});

test.each(vendorNames())('the name of a source of %s is filled in before its keys are read', (vendor) => {
  const text = `sources:\n${source('${SITE}', vendor)}    concurency: 2\n`;
  expect(read(text, { SITE: 'emea' })).toEqual([
    't.yaml:6:5: sources.emea.concurency: unknown key\n  Did you mean "concurrency"?',
  ]);
});

const NAME = 'Use letters, digits, - and _, at most 64.';
const UNFIT = `sources.\${SITE}: with what its variables hold, this cannot be the name of a source\n  ${NAME}`;
const UNSET = 'Set it in the environment or in the file .env beside the configuration.';
const GIVEN = 'Give each source its own name.';

test.each<[string, string, Record<string, string>, readonly string[]]>([
  ['unset', fileOf('${SITE}'), {}, [`t.yaml:2:3: sources.\${SITE}: the variable SITE is not set\n  ${UNSET}`]],
  ['empty', fileOf('${SITE}'), { SITE: '' }, [`t.yaml:2:3: sources.\${SITE}: the variable SITE is empty\n  ${UNSET}`]],
  ['blank', fileOf('${SITE}'), { SITE: '  ' }, [`t.yaml:2:3: ${UNFIT}`]],
  ['an empty default', fileOf('${SITE:-}'), {}, [`t.yaml:2:3: ${UNFIT}`]],
  ['a path', fileOf('${SITE}'), { SITE: '../up' }, [`t.yaml:2:3: ${UNFIT}`]],
  ['two lines', fileOf('${SITE}'), { SITE: 'a\nb: c' }, [`t.yaml:2:3: ${UNFIT}`]],
  ['too long', fileOf('${SITE}'), { SITE: 'a'.repeat(65) }, [`t.yaml:2:3: ${UNFIT}`]],
  [
    'not closed',
    fileOf('"${SITE"'),
    { SITE: 'a' },
    [
      't.yaml:2:3: sources.${SITE}: a variable is not written as ${NAME} or ${NAME:-default}\n  A value that holds "${" itself can stand in an environment variable or in .env.',
    ],
  ],
  [
    'two that become one',
    fileOf('${SITE}', '${OTHER}'),
    { SITE: 'emea', OTHER: 'emea' },
    [`t.yaml:6:3: "emea", from its variables, is given twice, first in line 2\n  ${GIVEN}`],
  ],
  [
    'one that becomes another that is written out',
    fileOf('EMEA', '${SITE}'),
    { SITE: 'emea' },
    [`t.yaml:6:3: "emea", from its variables, and "EMEA" differ only by case, first in line 2\n  ${GIVEN}`],
  ],
  [
    'the key',
    fileOf('${ALSO}'),
    { ALSO: `x-${CANARY}`, KEY: CANARY },
    [
      't.yaml:2:3: sources.${ALSO}: the name holds a key or a token\n  Fill the name from a variable that holds no secret.',
    ],
  ],
  ['a key that no name can be', fileOf('${KEY}'), {}, [`t.yaml:2:3: ${UNFIT.replace('SITE', 'KEY')}`]],
])('a name whose variable is or holds %s is refused with its line', (_, text, variables, problems) => {
  expect(read(text, variables)).toEqual(problems);
});

/** As somebody could paste it into a name, one that a name of a source may be. */
const PASTED: ReadonlyArray<readonly [string, (key: string) => string]> = [
  ['as it is', (key) => key],
  ['in capitals', (key) => key.toUpperCase()],
  ['in small letters', (key) => key.toLowerCase()],
  ['with other signs between', (key) => key.replace('-', '_')],
  ['without them', (key) => key.replace('-', '')],
  ['within another word', (key) => `acme-${key.toUpperCase()}-2`],
  ['in hexadecimal', (key) => Buffer.from(key).toString('hex').toUpperCase()],
  ['in base64', (key) => Buffer.from(key).toString('base64url')],
];
const PLACES: ReadonlyArray<readonly [string, string, (vendor: string, name: string) => string]> = [
  ['a source', 'sources:', (vendor, name) => `sources:\n${source(name, vendor)}`],
  ['a status', 'sources.desk.statuses:', (vendor, name) => `${of(vendor)}    statuses: { "${name}": open }\n`],
  ['a priority', 'sources.desk.priorities:', (vendor, name) => `${of(vendor)}    priorities: { "${name}": low }\n`],
  ['a target', 'publish.0.name:', (vendor, name) => `${of(vendor)}publish: [{ to: ./share, name: "${name}" }]\n`],
  ['its folder', 'publish.0.to:', (vendor, name) => `${of(vendor)}publish: [{ to: "./share/${name}" }]\n`],
  ['the lake', 'lake:', (vendor, name) => `${of(vendor)}lake: ./lakes/${name}\n`],
  ['the id of the lake', 'lake_id:', (vendor, name) => `${of(vendor)}lake_id: ${name}\n`],
  ['a masked field', 'mask:', (vendor, name) => `${of(vendor)}mask: { salt: "of-masks-9Zk2", fields.${name}: hash }\n`],
];
const of = (vendor: string) => `sources:\n${source('desk', vendor)}`;

const ways = PASTED.flatMap(([how, write]) =>
  PLACES.map(([what, where, fileWith]) => ({ how, write, what, where, fileWith })),
);

test.each(ways.map((way, at) => ({ ...way, vendor: vendorNames()[at % vendorNames().length] ?? '' })))(
  'a key of $vendor in the name of $what, $how, is refused in its line, and no message shows it',
  ({ vendor, write, where, fileWith }) => {
    const pasted = write(CANARY);
    const answer = read(fileWith(vendor, pasted), {});
    if (!Array.isArray(answer)) throw new Error('the file was not refused');
    const refused = answer.filter((problem) => problem.includes(' holds a key or a token'));
    expect(refused).toEqual([expect.stringMatching(/^t\.yaml:\d+:\d+: /)]);
    expect(refused[0]).toContain(where);
    for (const problem of answer) expect(problem.toLowerCase()).not.toContain(pasted.toLowerCase());
  },
);

test('names beside which a key only looks alike stay names', () => {
  const alike = [CANARY.slice(0, -1), 'canary', 'desk-of-canaries', CANARY.split('').reverse().join('')];
  expect(read(fileOf(...alike), {})).toMatchObject({ names: alike });
  expect(
    read('lake: ./abc\nsources: { abc: { vendor: notific, url: https://x.example, key: abc } }\n', {}),
  ).toMatchObject({
    names: ['abc'],
  });
});

test('only names of sources are filled in: a status may be called ${…}', () => {
  const text = `${fileOf('${SITE}')}    statuses: { "\${SITE}": pending }\n`;
  const loaded = readConfig(text, '/lakes/t.yaml', { KEY: `1:${CANARY}`, SITE: 'emea' });
  expect(loaded.ok && loaded.config.sources[0]?.statuses).toEqual({ '${site}': 'pending' });
});

test('property: whatever a variable holds, the name is that text, or the file is refused in its line without it', () => {
  const legal = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_';
  const held = fc.oneof(
    fc.string({ unit: fc.constantFrom(...legal), minLength: 1, maxLength: 70 }),
    fc.string({ unit: 'binary', maxLength: 12 }).filter((text) => !text.includes('\0')),
  );
  fc.assert(
    fc.property(held, (value) => {
      const answer = read(fileOf('n-${SITE}'), { SITE: value });
      const wanted = `n-${value}`.trim();
      const fits = value !== '' && wanted.length <= 64 && [...wanted].every((sign) => legal.includes(sign));
      if (fits) return expect(answer).toMatchObject({ names: [wanted] });
      expect(answer).toEqual([expect.stringMatching(/^t\.yaml:2:3: sources\.n-\$\{SITE\}: /)]);
    }),
  );
});

test('every command knows the source by the name that is filled in, and add leaves the variable in the file', async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'ticketlake-names-'));
  try {
    const { url, key } = sandbox().service('notific');
    const file = path.join(home, 'ticketlake.yaml');
    writeFileSync(file, `sources:\n  \${SITE}-alerts:\n    vendor: notific\n    url: ${url}\n    key: \${KEY}\n`);
    const cli = (...args: string[]) => run(args, { cwd: home, env: { KEY: key, SITE: 'emea' } });
    for (const command of ['check', 'plan'])
      expect(JSON.stringify(JSON.parse((await cli(command, '--json')).stdout))).toContain('"emea-alerts"');
    expect(await cli('export', '--quiet')).toMatchObject({ exitCode: 0, stderr: '' });
    const names = async () => {
      const { stdout } = await cli('sources', 'list', '--json');
      const { sources } = JSON.parse(stdout) as { sources: Array<{ source: string; is_configured: boolean }> };
      return sources.map(({ source: name, is_configured: isConfigured }) => [name, isConfigured]);
    };
    expect(await names()).toEqual([['emea-alerts', true]]);
    const add = ['add', '--yes', '--service', 'notific', '--url', url, '--key-env', 'KEY'];
    expect(await cli(...add, '--name', 'EMEA-alerts')).toMatchObject({ exitCode: 2 });
    expect(await cli(...add, '--name', 'other')).toMatchObject({ exitCode: 0 });
    expect(readFileSync(file, 'utf8')).toContain('  ${SITE}-alerts:\n');
    expect(await names()).toEqual([
      ['emea-alerts', true],
      ['other', true],
    ]);
    const { exitCode, stderr } = await run(['sources', 'list'], { cwd: home, env: { KEY: key } });
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('ticketlake.yaml:2:3: sources.${SITE}-alerts')]);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});
