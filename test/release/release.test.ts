/** What is published, from where, and with which rights. */
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '../..');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Manifest {
  name: string;
  version: string;
  private?: boolean;
}

interface Check {
  PUBLISHED: readonly string[];
  problems(state: {
    manifests: readonly Manifest[];
    lock: { packages: Record<string, { version: string }> };
    changelog: string;
    tag?: string;
  }): string[];
  problemsIn(root: string, tag?: string): string[];
}
const { PUBLISHED, problems, problemsIn } = jest.requireActual<Check>('../../scripts/release-check.js');

interface Reserving {
  reserveIn(root: string, folder: string): string[];
}
const { reserveIn } = jest.requireActual<Reserving>('../../scripts/reserve-names.js');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  jobs: Record<string, { needs?: string; permissions?: Record<string, string>; steps: Step[] }>;
}
const WORKFLOWS = '.github/workflows';
const workflow = (name: string) => parse(textOf(`${WORKFLOWS}/${name}.yml`)) as Workflow;
const manifestIn = (dir: string) => JSON.parse(textOf(path.join(dir, 'package.json'))) as Manifest;
const commandsOf = (steps: readonly Step[]) => steps.map(({ run }) => run ?? '').join('\n');

describe('the packages', () => {
  it('are all that are not private', () => {
    const singles = readdirSync(path.join(ROOT, 'packages')).map((name) => `packages/${name}`);
    const dirs = ['.', 'etl', ...singles].filter((dir) => existsSync(path.join(ROOT, dir, 'package.json')));
    expect([...PUBLISHED].sort()).toEqual(dirs.filter((dir) => manifestIn(dir).private !== true).sort());
  });

  it('have one version, which CHANGELOG.md does not contradict', () => {
    expect(problemsIn(ROOT)).toEqual([]);
  });
});

it('names are reserved by packages that hold nothing, and that n8n does not find', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-names-'));
  try {
    const names = reserveIn(ROOT, folder);
    expect(names).toEqual(PUBLISHED.map((dir) => manifestIn(dir).name));
    for (const [at, name] of names.entries()) {
      expect(readdirSync(path.join(folder, name))).toEqual(['package.json']);
      const reserved = JSON.parse(readFileSync(path.join(folder, name, 'package.json'), 'utf8')) as object;
      const { license, author, repository } = JSON.parse(
        textOf(path.join(PUBLISHED[at] ?? '', 'package.json')),
      ) as Record<string, unknown>;
      const description = 'Reserves the name. Use a later version.';
      expect(reserved).toEqual({ name, version: '0.0.0', description, license, author, repository, files: [] });
      // Provenance is accepted only where the registry knows the repository.
      expect(repository).toMatchObject({ url: 'git+https://github.com/ticketlake/ticketlake.git' });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('a release', () => {
  const manifests = [
    { name: 'nodes', version: '0.2.0' },
    { name: 'exporter', version: '0.2.0' },
  ];
  const lock = { packages: { '': { version: '0.2.0' }, etl: { version: '0.2.0' } } };
  const changelog =
    '# Changelog\n\n## [Unreleased]\n\n## [0.2.0] - 2027-01-31\n\n### Added\n- A thing.\n\n## [0.1.0] - 2026-12-01\n\n- All.\n';
  const good = { manifests, lock, changelog, tag: 'v0.2.0' };

  it('is let through when tag, packages, lock and changelog say one version', () => {
    expect(problems(good)).toEqual([]);
  });

  it.each([
    [{ tag: 'v0.3.0' }, 'the tag v0.3.0 is not v0.2.0'],
    [{ manifests: [...manifests, { name: 'late', version: '0.1.0' }] }, 'late has version 0.1.0, not 0.2.0'],
    [
      { lock: { packages: { ...lock.packages, etl: { version: '0.1.0' } } } },
      'package-lock.json has another version of etl: run npm install',
    ],
    [
      { changelog: changelog.replace('## [0.2.0] - 2027-01-31', '') },
      'the latest version in CHANGELOG.md is 0.1.0, not 0.2.0',
    ],
    [{ changelog: '## [Unreleased]\n' }, 'CHANGELOG.md has no section [0.2.0]'],
    [{ changelog: changelog.replace(' - 2027-01-31', '') }, '[0.2.0] in CHANGELOG.md has no day'],
    [{ changelog: changelog.replace('- A thing.', '') }, '[0.2.0] in CHANGELOG.md says nothing'],
    [{ changelog: changelog.replace('## [Unreleased]\n', '') }, 'CHANGELOG.md does not begin with [Unreleased]'],
  ])('is stopped by %j', (wrong, problem) => {
    expect(problems({ ...good, ...wrong })).toContain(problem);
  });
});

describe('release.yml', () => {
  const { on, permissions, jobs } = workflow('release');
  const { pack, publish, assets } = jobs;

  it('starts from a tag of a version alone', () => {
    expect(on).toEqual({ push: { tags: ['v*'] } });
  });

  it('checks the version and runs everything that CI runs before it packs', () => {
    const commands = commandsOf(pack?.steps ?? []);
    const order = ['scripts/release-check.js', '.ci/run', 'npm audit', 'scripts/release-assets.mjs'].map((part) =>
      commands.indexOf(part),
    );
    expect(order.every((at) => at >= 0)).toBe(true);
    expect([...order].sort((a, b) => a - b)).toEqual(order);
    expect(publish?.needs).toBe('pack');
  });

  it('publishes every package', () => {
    const [, names = ''] = /for name in ([^;]+);/.exec(commandsOf(publish?.steps ?? [])) ?? [];
    expect(names.split(' ')).toEqual(PUBLISHED.map((dir) => manifestIn(dir).name));
    expect(commandsOf(publish?.steps ?? [])).toMatch(/npm publish .*--provenance --access public/);
  });

  it('may write to the repository in the job that adds files to the tag only, which runs nothing of the repository', () => {
    expect(Object.keys(jobs)).toEqual(['pack', 'publish', 'assets']);
    expect(assets?.needs).toBe('pack');
    expect(assets?.permissions).toEqual({ contents: 'write' });
    expect(assets?.steps.map(({ uses }) => uses?.split('@')[0] ?? 'run')).toEqual(['actions/download-artifact', 'run']);
    expect(commandsOf(assets?.steps ?? [])).toMatch(/gh release create .*--verify-tag[^]* release\/\*/);
  });

  it('may sign in the job that publishes only, which runs nothing of the repository', () => {
    expect(permissions).toEqual({ contents: 'read' });
    expect(pack?.permissions).toBeUndefined();
    expect(publish?.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(publish?.steps.map(({ uses }) => uses?.split('@')[0] ?? 'run')).toEqual([
      'actions/setup-node',
      'actions/download-artifact',
      'run',
    ]);
    expect(textOf(`${WORKFLOWS}/release.yml`)).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN|_authToken/);
  });
});

it('ci.yml runs .ci/run with the right to read alone', () => {
  const { permissions, jobs } = workflow('ci');
  expect(permissions).toEqual({ contents: 'read' });
  expect(Object.values(jobs).flatMap(({ steps }) => steps.map(({ run }) => run))).toContain('.ci/run');
});

it.each(readdirSync(path.join(ROOT, WORKFLOWS)))(
  'actions of %s are pinned to a commit, and say its version',
  (file) => {
    const uses = [...textOf(`${WORKFLOWS}/${file}`).matchAll(/uses: *(.+)/g)].map(([, used]) => used ?? '');
    expect(uses.length).toBeGreaterThan(1);
    expect(uses.filter((used) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used))).toEqual([]);
  },
);
