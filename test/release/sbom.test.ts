/** The bills of materials of a release: what package-lock.json says that each asset brings along, and no more. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');
const textOf = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');

interface Locked {
  version?: string;
  integrity?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
interface Lock {
  packages: Record<string, Locked>;
}
interface Manifest {
  name: string;
  version: string;
  license: string;
  description: string;
  dependencies?: Record<string, string>;
}
interface Bill {
  metadata: { component: { purl: string; version: string } };
  components: Array<{ 'bom-ref': string; name: string; version: string; hashes: Array<{ content: string }> }>;
  dependencies: Array<{ ref: string; dependsOn: string[] }>;
}
const { sbom } = jest.requireActual<{ sbom(lock: Lock, manifest: Manifest, dir: string | null): Bill }>(
  '../../scripts/sbom.js',
);
const { PUBLISHED } = jest.requireActual<{ PUBLISHED: readonly string[] }>('../../scripts/release-check.js');

const lock = JSON.parse(textOf('package-lock.json')) as Lock;
const manifestIn = (dir: string) => JSON.parse(textOf(path.join(dir, 'package.json'))) as Manifest;
const billOf = (dir: string) => sbom(lock, manifestIn(dir), dir);

test('that of the exporter has each package that docs/evidence/licences.md names, with its version', () => {
  const named = [...textOf('docs/evidence/licences.md').matchAll(/^\| \[([^\]]+)\]\([^)]*\)[^|]*\| (\S+) \|/gm)];
  const wanted = named.map(([, name = '', version = '']) => `${name}@${version}`).sort();
  expect(wanted.length).toBeGreaterThan(80);
  const found = billOf('etl').components.map(({ name, version }) => `${name}@${version}`);
  expect([...new Set(found)].sort()).toEqual([...new Set(wanted)]);
});

test('that of the exporter begins with what its manifest asks for, and with what is built into the status page', () => {
  const { metadata, dependencies } = billOf('etl');
  const own = dependencies.find(({ ref }) => ref === metadata.component.purl)?.dependsOn ?? [];
  const { dependencies: asked = {} } = manifestIn('etl');
  expect(own.map((ref) => decodeURIComponent(ref)).sort()).toEqual(
    [...Object.entries(asked), ['uplot', lock.packages['node_modules/uplot']?.version ?? '']]
      .map(([name, version]) => `pkg:npm/${name}@${version}`)
      .sort(),
  );
});

test.each(PUBLISHED.filter((dir) => dir !== 'etl'))(
  'that of %s has what is built into the nodes, and nothing else',
  (dir) => {
    const { metadata, components } = billOf(dir);
    expect(metadata.component.purl).toBe(`pkg:npm/${manifestIn(dir).name}@${manifestIn(dir).version}`);
    const names = components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['htmlparser2', 'domhandler', 'markdown-it', 'linkify-it']));
    expect(names.filter((name) => /^(?:n8n|jest|typescript|eslint)/.test(name))).toEqual([]);
  },
);

test('each component is there once, with the hash of the lock file, and only components are named as dependencies', () => {
  for (const dir of PUBLISHED) {
    const { components, dependencies } = billOf(dir);
    const refs = components.map((each) => each['bom-ref']);
    expect(refs.length).toBe(new Set(refs).size);
    const named = dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(named.filter((ref) => !refs.includes(ref))).toEqual([]);
    for (const { name, hashes } of components) {
      const known = Object.entries(lock.packages)
        .filter(([place]) => place.endsWith(`node_modules/${name}`))
        .map(([, { integrity }]) => integrity);
      expect(known).toContain(`sha512-${Buffer.from(hashes[0]?.content ?? '', 'hex').toString('base64')}`);
    }
  }
});

test('that of an asset without packages has none', () => {
  const manifest = { name: 'ticketlake-powerbi', version: '1.0.0', license: 'MIT', description: 'The project' };
  expect(sbom(lock, manifest, null)).toMatchObject({ components: [], dependencies: [{ dependsOn: [] }] });
});
