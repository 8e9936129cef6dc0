// Makes the files of a release in release/: the packages, the Power BI project, for each its bill of materials, and the
// hashes of all. It packs what is there: `npm run release:assets` builds it before, release.yml has tested it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const { PUBLISHED } = require('./release-check.js');
const { sbom } = require('./sbom.js');
const { zip } = require('./zip.js');

const root = fileURLToPath(new URL('..', import.meta.url));
const release = join(root, 'release');
const jsonIn = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
const lock = jsonIn('package-lock.json');

const unbuilt = PUBLISHED.filter((dir) => !existsSync(join(root, dir, 'dist')));
if (unbuilt.length > 0) {
  console.error(`Not built: ${unbuilt.join(', ')}. Run \`npm run release:assets\`, which builds them first.`);
  process.exit(1);
}
rmSync(release, { recursive: true, force: true });
mkdirSync(release);
for (const dir of PUBLISHED) describe(pack(dir), jsonIn(join(dir, 'package.json')), dir);
const { version, license } = jsonIn('package.json');
describe(archive('powerbi', `ticketlake-powerbi-${version}.zip`), {
  name: 'ticketlake-powerbi',
  version,
  license,
  description: 'The Power BI project of Ticketlake: model, measures and report',
});
writeHashes();

function pack(dir) {
  const args = ['pack', '--json', '--ignore-scripts', '--workspaces=false', '--pack-destination', release];
  // On Windows npm is a script, which a shell alone starts.
  const shell = process.platform === 'win32';
  const packed = JSON.parse(execFileSync('npm', args, { cwd: join(root, dir), encoding: 'utf8', shell }));
  const [{ filename }] = Object.values(packed);
  return filename;
}

/** @returns the name of the archive; what Power BI Desktop keeps for itself stays out of it */
function archive(folder, name) {
  const files = readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(join(root, folder), join(entry.parentPath, entry.name)).split(sep))
    .filter((parts) => !parts.includes('.pbi'))
    .map((parts) => parts.join('/'))
    .sort();
  const contents = files.map((file) => [`ticketlake-powerbi/${file}`, readFileSync(join(root, folder, file))]);
  writeFileSync(join(release, name), zip(contents));
  return name;
}

function describe(file, manifest, dir = null) {
  const name = `${file.replace(/\.(?:tgz|zip)$/, '')}.cdx.json`;
  writeFileSync(join(release, name), `${JSON.stringify(sbom(lock, manifest, dir), null, 2)}\n`);
}

/** As `sha256sum --check SHA256SUMS` reads it. */
function writeHashes() {
  const lines = readdirSync(release)
    .sort()
    .map(
      (name) =>
        `${createHash('sha256')
          .update(readFileSync(join(release, name)))
          .digest('hex')}  ${name}\n`,
    );
  writeFileSync(join(release, 'SHA256SUMS'), lines.join(''));
  console.log(`release/: ${lines.length} files and SHA256SUMS`);
}
