// Every published package: what is in it, and that it installs and runs in an empty folder on each Node that is promised.
import assert from 'node:assert/strict';
import { homedir, tmpdir } from 'node:os';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { PUBLISHED } from '../../scripts/release-check.js';
import { root } from '../n8n/harness/pack.mjs';
import { ensureNode } from '../n8n/install.mjs';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { rowsIn } from './harness/parquet.mjs';
import { environment, typed } from './harness/shell.mjs';
import { packed } from './harness/tarball.mjs';

/** The oldest that is promised, and those that today's n8n and the one before run on. */
const NODES = ['20.19.0', '22.23.3', '24.21.0'];
const TICKETS = 30;

let empty;
const packages = [];
before(async () => {
  empty = await emptyFolder();
  for (const dir of PUBLISHED) packages.push(await packed(join(builtClone(), dir), empty.folder));
});
after(() => empty?.remove());

const manifestIn = async (dir) => JSON.parse(await readFile(join(root, dir, 'package.json'), 'utf8'));

for (const dir of PUBLISHED) {
  const { name } = await manifestIn(dir);
  const own = () => packages.find(({ manifest }) => manifest.name === name);

  describe(name, () => {
    test('brings its licence, a README and what its manifest names', () => {
      const { manifest, contents } = own();
      assert.match(String(contents.get('LICENSE')), /^MIT License/);
      assert.ok(String(contents.get('README.md')).startsWith(dir === '.' ? '# Ticketlake' : `# ${name}`));
      const named = [
        ...Object.values(manifest.bin ?? {}),
        ...(manifest.n8n?.nodes ?? []),
        ...(manifest.n8n?.credentials ?? []),
      ];
      assert.ok(named.length > 0);
      assert.deepEqual(
        named.filter((file) => !contents.has(file)),
        [],
      );
      assert.equal(manifest.license, 'MIT');
      assert.equal(manifest.engines.node, '>=20.19');
      assert.match(manifest.repository.url, /^git\+https:\/\/github\.com\/.*\.git$/);
    });

    test('brings no test, no source, no source map and no key', () => {
      const foreign =
        /(?:^|\/)(?:tests?|node_modules|__tests__|coverage)\/|\.test\.|\.map$|(?<!\.d)\.ts$|\.tsbuildinfo$|(?:^|\/)\.(?:env|npmrc)/;
      assert.deepEqual(
        [...own().contents.keys()].filter((file) => foreign.test(file)),
        [],
      );
    });

    test('holds no path of the machine that made it', () => {
      const paths = [root, builtClone(), homedir(), process.cwd(), join(tmpdir(), 'ticketlake')].filter(
        (path) => path.length > 2,
      );
      for (const [file, bytes] of own().contents)
        assert.deepEqual({ file, found: paths.filter((path) => bytes.includes(path)) }, { file, found: [] });
    });
  });
}

for (const version of NODES) {
  describe(`on Node ${version}`, () => {
    let env;
    before(async () => {
      env = environment(await ensureNode(version));
      const { stdout } = await typed('node --version', { cwd: empty.folder, env });
      assert.equal(stdout.trim(), `v${version}`);
    });

    test('ticketlake installs into an empty folder without a complaint, exports and can be read', async () => {
      const cwd = join(empty.folder, `exporter-${version}`);
      await mkdir(cwd);
      const { file, manifest } = packages.find(({ manifest: { name } }) => name === 'ticketlake');
      const { stderr } = await typed(`npm install --no-audit --no-fund ${file}`, { cwd, env });
      assert.doesNotMatch(stderr, /EBADENGINE|deprecated|ERESOLVE/);
      const told = async (line) => (await typed(line, { cwd, env })).stdout;
      assert.equal((await told('npx ticketlake --version')).trim(), manifest.version);
      assert.match(await told('npx ticketlake --help'), /^Usage: ticketlake/);

      const demo = JSON.parse(await told(`npx ticketlake demo --lake lake --tickets ${TICKETS} --json`));
      assert.equal(demo.result.outcome, 'complete');
      const tickets = await rowsIn(join(cwd, 'lake/parquet'), 'tickets');
      const counted = demo.sources.map(({ source }) => [
        source,
        tickets.filter((row) => row.source === source && !row.is_deleted).length,
      ]);
      assert.deepEqual(
        counted,
        demo.sources.map(({ source, tickets: count }) => [source, count]),
      );
      assert.ok(counted.length === 5 && counted.every(([, count]) => count > TICKETS * 0.8), JSON.stringify(counted));
      const sql = 'SELECT count(*)::INT AS tickets FROM tickets';
      const query = await told(`npx ticketlake query --config lake/ticketlake.yaml --format json "${sql}"`);
      assert.deepEqual(JSON.parse(query), [{ tickets: tickets.length }]);
    });

    test('every node pack installs into an empty folder with nothing beside it, and each node and credential can be made', async () => {
      for (const { file, manifest } of packages.filter(({ manifest: { n8n } }) => n8n !== undefined)) {
        const cwd = join(empty.folder, `${manifest.name}-${version}`);
        await mkdir(cwd);
        // n8n brings its own n8n-workflow, which is the packs' only peer.
        await typed(`npm install --no-audit --no-fund --omit=peer ${file}`, { cwd, env });
        const lock = JSON.parse(await readFile(join(cwd, 'package-lock.json'), 'utf8'));
        const installed = Object.entries(lock.packages).filter(([path, { peer }]) => path !== '' && !peer);
        assert.deepEqual(
          installed.map(([path]) => path),
          [`node_modules/${manifest.name}`],
        );
        const files = [...manifest.n8n.nodes, ...manifest.n8n.credentials];
        await writeFile(
          join(cwd, 'make.js'),
          `
          const { basename } = require('node:path');
          const made = ${JSON.stringify(files)}.map((file) => new (require('${manifest.name}/' + file)[basename(file).split('.')[0]])());
          console.log(JSON.stringify(made.map((each) => each.description?.displayName ?? each.displayName)));
        `,
        );
        const withPeer = { ...env, NODE_PATH: join(builtClone(), 'node_modules') };
        const names = JSON.parse((await typed('node make.js', { cwd, env: withPeer })).stdout);
        assert.equal(names.filter((name) => typeof name === 'string' && name !== '').length, files.length);
      }
    });
  });
}

test('the files of a release are every package and the Power BI project, each with its bill of materials, and their hashes', async () => {
  const clone = builtClone();
  await typed('node scripts/release-assets.mjs', { cwd: clone });
  const release = join(clone, 'release');
  const files = packages.map(({ manifest }) => `${manifest.name}-${manifest.version}`);
  const named = [...files.map((file) => `${file}.tgz`), `ticketlake-powerbi-${packages[0].manifest.version}.zip`];
  const bills = named.map((file) => file.replace(/\.(?:tgz|zip)$/, '.cdx.json'));
  assert.deepEqual((await readdir(release)).sort(), [...named, ...bills, 'SHA256SUMS'].sort());
  await typed('sha256sum --check --strict SHA256SUMS', { cwd: release });
  for (const bill of bills) {
    const text = await readFile(join(release, bill), 'utf8');
    assert.equal(JSON.parse(text).bomFormat, 'CycloneDX');
    assert.ok(!text.includes(clone), bill);
  }
});
