/** What the exporter brings into a folder of its users, and under which licences. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './markdown';

interface Installed {
  name: string;
  version: string;
  licence: string;
  homepage: string;
  for: string;
}

interface Licences {
  document(jsonIn: (file: string) => object): string;
  installed(lock: object, workspace: string, manifestIn: (place: string) => object): Installed[];
  isAllowed(licence: string): boolean;
  licences(rows: readonly Installed[], bundled: readonly Installed[], packs: readonly string[]): string;
}

const { document, installed, isAllowed, licences } = jest.requireActual<Licences>('../../scripts/licences.js');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const jsonIn = (file: string) => JSON.parse(textOf(file)) as object;
const rows = () => installed(jsonIn('package-lock.json'), 'etl', (place) => jsonIn(`${place}/package.json`));

it('docs/evidence/licences.md is what `npm run docs:licences` writes', () => {
  expect(textOf('docs/evidence/licences.md')).toBe(document(jsonIn));
});

it('every package has a licence that asks for no more than being named, and says where it comes from', () => {
  const all = rows();
  expect(all.length).toBeGreaterThan(80);
  expect(all.filter(({ licence }) => !isAllowed(licence))).toEqual([]);
  expect(all.filter(({ homepage }) => !/^https?:\/\/[\w.-]+\.\w+/.test(homepage))).toEqual([]);
});

it('names every direct dependency with its exact version, and DuckDB for every platform', () => {
  const { dependencies } = jsonIn('etl/package.json') as { dependencies: Record<string, string> };
  const found = new Map(rows().map(({ name, version }) => [name, version]));
  expect(Object.keys(dependencies).filter((name) => found.get(name) !== dependencies[name])).toEqual([]);
  const native = rows().filter(({ name }) => name.startsWith('@duckdb/node-bindings-'));
  for (const platform of ['darwin arm64', 'darwin x64', 'linux arm64 glibc', 'linux x64 glibc', 'win32 x64'])
    expect(native.map((each) => each.for)).toContain(platform);
});

it('walks as Node does: a package of its own before that of the root', () => {
  const lock = {
    packages: {
      etl: { dependencies: { a: '1', b: '1' } },
      'etl/node_modules/a': { version: '2.0.0', license: 'MIT', dependencies: { c: '1' } },
      'node_modules/a': { version: '1.0.0', license: 'GPL-3.0' },
      'node_modules/b': { version: '1.0.0', license: 'ISC', optionalDependencies: { d: '1' } },
      'node_modules/c': { version: '1.0.0', license: '(MIT OR GPL-2.0)' },
      'node_modules/d': { version: '1.0.0', license: 'MIT', os: ['linux'], cpu: ['x64'] },
      'node_modules/unneeded': { version: '1.0.0', license: 'GPL-3.0' },
    },
  };
  const found = installed(lock, 'etl', (place) => ({ repository: `owner/${place.split('/').at(-1)}` }));
  expect(found.map(({ name, version, homepage }) => `${name}@${version} ${homepage}`)).toEqual([
    'a@2.0.0 https://github.com/owner/a',
    'b@1.0.0 https://github.com/owner/b',
    'c@1.0.0 https://github.com/owner/c',
    'd@1.0.0 https://github.com/owner/b',
  ]);
});

it.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0)', true],
  ['Apache-2.0 AND MIT', true],
  ['MIT AND GPL-3.0', false],
  ['GPL-3.0', false],
  ['SEE LICENSE IN LICENSE.md', false],
  ['none named', false],
])('%s is allowed: %s', (licence, allowed) => {
  expect(isAllowed(licence)).toBe(allowed);
});

it('a licence that is not allowed stops the writing', () => {
  const row = { name: 'copyleft', version: '1.0.0', licence: 'AGPL-3.0', homepage: 'https://x.example', for: '' };
  expect(() => licences([row], [], [])).toThrow('Licences that are not allowed: copyleft (AGPL-3.0)');
});
