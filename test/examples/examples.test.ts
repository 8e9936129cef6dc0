/** The image and the examples, read: what they start exists, no key stands in them, and nothing runs as root. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { COMMAND_NAMES } from '../../etl/src/cli/command-names';
import { EXIT } from '../../etl/src/cli/failure';
import { readConfig } from '../../etl/src/config/load';
import { ROOT } from '../docs/markdown';
import type { DockerfileReader } from './documents';
import { exampleDocuments, exampleFiles } from './documents';

const { buildSees, listIn, readDockerfile, said } = jest.requireActual<DockerfileReader>('../support/dockerfile.js');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const { version } = JSON.parse(textOf('package.json')) as { version: string };
const { args, stages } = readDockerfile(textOf('Dockerfile'));

describe('the Dockerfile', () => {
  const last = stages.at(-1) ?? { from: '', name: '', steps: [] };

  test('has stages of one base image, whose version is exact', () => {
    expect(stages.map(({ name }) => name)).toEqual(['package', 'install', '2']);
    expect(new Set(stages.map(({ from }) => from))).toEqual(new Set([args['NODE_IMAGE']]));
    expect(args['NODE_IMAGE']).toMatch(/^node:\d+\.\d+\.\d+-[a-z]+-slim(?:@sha256:[0-9a-f]{64})?$/);
  });

  test('ends as a user with a number, with a volume of its own, a health check and a command that there is', () => {
    expect(said(last, 'USER')).toEqual(['1000:1000']);
    const [volume = ''] = said(last, 'VOLUME');
    expect(said(last, 'WORKDIR').at(-1)).toBe(volume);
    expect(said(last, 'HEALTHCHECK').map((text) => listIn(text)[0])).toEqual(['node']);
    expect(said(last, 'ENTRYPOINT').map((text) => listIn(text)[0])).toEqual(['node']);
    const [command = ''] = said(last, 'CMD').flatMap(listIn);
    expect(COMMAND_NAMES).toContain(command);
    expect(said(last, 'LABEL').join(' ')).toContain(`image.version="${version}"`);
    expect(textOf('Dockerfile')).toContain(`--tag ticketlake:${version} .`);
  });

  test('holds no secret: variables are those of the program', () => {
    const names = stages.flatMap((stage) => [...said(stage, 'ENV'), ...said(stage, 'ARG')]);
    expect(names).toEqual(['NODE_ENV=production']);
  });

  test('each folder and file that it copies from the repository is there, and seen', () => {
    const isSeen = buildSees(textOf('.dockerignore'));
    const copied = stages.flatMap((stage) => said(stage, 'COPY')).filter((text) => !text.startsWith('--from='));
    const names = copied.flatMap((text) => text.split(/\s+/).slice(0, -1)).filter((name) => name !== '.');
    expect(names.length).toBeGreaterThan(2);
    expect(names.filter((name) => !existsSync(path.join(ROOT, name)) || !isSeen(name))).toEqual([]);
  });
});

test('a build sees what the exporter is made from, and no key, lake or packed file', () => {
  const isSeen = buildSees(textOf('.dockerignore'));
  const names = readdirSync(ROOT).filter(isSeen);
  expect(names).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', 'etl', 'vendors', 'scripts']));
  const unseen = [
    '.env',
    '.git/config',
    'lake/parquet/tickets.parquet',
    'ticketlake.yaml',
    'etl/.env',
    'etl/.env.local',
  ];
  const built = ['node_modules/a/b.js', 'etl/node_modules/a/b.js', 'etl/dist/a.js', 'a.tgz', 'etl/a.tgz', 'test/a.ts'];
  expect([...unseen, ...built].filter(isSeen)).toEqual([]);
  expect(['etl/src/cli/main.ts', '.npmrc', 'etl/LICENSE', 'etl/src/config/variables.ts'].every(isSeen)).toBe(true);
});

/** Every object in a value, itself too. */
function objectsIn(value: unknown): Array<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [Object.fromEntries(Object.entries(value)), ...inside];
}

test.each(exampleDocuments().map((each) => [each.file, each] as const))('%s is YAML that fits the image', (_, each) => {
  expect(each.errors).toEqual([]);
  const objects = objectsIn(each.documents);
  const images = objects.flatMap(({ image }) => (typeof image === 'string' ? [image] : []));
  const own = images.filter((image) => image.startsWith('ticketlake:'));
  expect(new Set(own)).toEqual(new Set([`ticketlake:${version}`]));
  const commands = objects.flatMap(({ args }) => (Array.isArray(args) ? [String(args[0])] : []));
  expect(commands.filter((command) => !COMMAND_NAMES.includes(command))).toEqual([]);
  const isReadOnly = objects.some(
    (object) => object['readOnlyRootFilesystem'] === true || object['read_only'] === true,
  );
  expect(isReadOnly).toBe(true);
  expect(JSON.stringify(each.documents)).not.toMatch(/"(?:key|token|password)":"[^$"]/i);
});

test('a run that finds the lake held is not counted as a failure of the CronJob, a wrong configuration ends it', () => {
  const objects = objectsIn(exampleDocuments().map(({ documents }) => documents));
  const rules = objects.flatMap(({ rules }) => (Array.isArray(rules) ? objectsIn(rules) : []));
  const actions = rules.flatMap(({ action, onExitCodes }) =>
    objectsIn(onExitCodes).map(({ operator, values }) => ({ action, operator, values })),
  );
  const each = [
    { action: 'Ignore', operator: 'In', values: [EXIT.locked] },
    { action: 'FailJob', operator: 'In', values: [EXIT.usage] },
  ];
  expect(actions).toEqual([...each, ...each]);
});

test('the configuration of the CronJob is accepted, and each variable in it is given by the pod', () => {
  const objects = objectsIn(exampleDocuments().map(({ documents }) => documents));
  const texts = objects.flatMap((object) =>
    typeof object['ticketlake.yaml'] === 'string' ? [object['ticketlake.yaml']] : [],
  );
  const given = objects.flatMap(({ env }) => objectsIn(env)).map(({ name, value }) => [String(name), String(value)]);
  const read = texts.map((text) =>
    readConfig(text, '/config/ticketlake.yaml', { ...Object.fromEntries(given), SITE_KEY: '1:abcdefgh' }),
  );
  const config = { lake: '/data/emea', sources: [{ name: 'emea' }], writtenSecrets: [] };
  const state = { to: 's3://acme-ticketlake/emea/', access: { region: 'eu-west-1' } };
  expect(read).toMatchObject([
    { ok: true, config: { ...config, state } },
    { ok: true, config },
  ]);
  expect(read[1]).not.toHaveProperty('config.state');
});

const python = ['python3', 'python'].find((name) => spawnSync(name, ['--version']).status === 0);

test.each(exampleFiles('.py'))('%s skips where the lake is held, and holds no secret', (file) => {
  const text = textOf(file);
  expect(text).toMatch(/skip_on_exit_code=75|LAKE_IS_HELD = 75/);
  expect(text).not.toMatch(/(?:key|token|password)\s*=\s*"/i);
});

if (python === undefined) test.skip('the examples in Python are not compiled: there is no python3', () => undefined);
else
  test.each(exampleFiles('.py'))('%s is Python', (file) => {
    const compile = 'import sys; compile(open(sys.argv[1], encoding="utf-8").read(), sys.argv[1], "exec")';
    const { status, stderr } = spawnSync(python, ['-c', compile, path.join(ROOT, file)], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

test('every folder of examples is in its list', () => {
  const folders = new Set([...exampleFiles('.yaml'), ...exampleFiles('.py')].map((file) => file.split('/')[1] ?? ''));
  expect(folders.size).toBe(4);
  for (const folder of folders) expect(textOf('examples/README.md')).toContain(`[${folder}](${folder})`);
});
