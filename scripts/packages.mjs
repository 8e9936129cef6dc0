// Makes the single-service packages: into each folder of packages/ go, from the same sources as the pack of all services,
// exactly the files that the service's nodes need, compiled and packed, and the workflows that have them. Only package.json and README.md are committed
// there; what they repeat (version, list of nodes, operations, credential) is written anew too. Needs `npm run build:nodes`.
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { reachedFrom } from './packages/files.mjs';
import { withFacts } from './packages/readme.mjs';
import { servicesOf } from './packages/services.mjs';
import { workflowsOf } from './packages/workflows.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const umbrella = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
// What n8n's linter demands of a strict package, to the letter.
const LINT = "import { config } from '@n8n/node-cli/eslint';\n\nexport default config;\n";
const { BUILT_INTO } = createRequire(import.meta.url)('./licences.js');
const COMMITTED = ['package.json', 'README.md'];

const services = servicesOf(root);
const workflows = workflowsOf(root, umbrella.name, services);
for (const service of services) {
  await writeManifest(service);
  writeReadme(service);
  assemble(service);
}
await Promise.all(services.map(pack));

/** Name, description and keywords are the package's own; the rest is the umbrella's. */
async function writeManifest({ dir, nodes, credentials }) {
  const file = join(dir, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const { version, license, author, engines, peerDependencies } = umbrella;
  const n8n = { n8nNodesApiVersion: umbrella.n8n.n8nNodesApiVersion, strict: true };
  // Not needed to run: what is built into dist/ is said to whoever reads the sources.
  const devDependencies = Object.fromEntries(BUILT_INTO.nodes.map((name) => [name, umbrella.devDependencies[name]]));
  const written = {
    ...manifest,
    devDependencies,
    ...{ version, license, author, engines, peerDependencies },
    files: ['dist', 'workflows'],
    n8n: { ...n8n, credentials: credentials.map((each) => each.file), nodes: nodes.map((each) => each.file) },
  };
  writeChanged(file, await format(JSON.stringify(written), { ...(await resolveConfig(file)), filepath: file }));
}

function writeReadme(service) {
  const file = join(service.dir, 'README.md');
  writeChanged(file, withFacts(readFileSync(file, 'utf8'), service, workflows.get(service.dir)));
}

function writeChanged(file, text) {
  if (readFileSync(file, 'utf8') === text) return;
  writeFileSync(file, text);
  console.log(`${relative(root, file)} was stale and has been written anew`);
}

function assemble({ dir, folder, nodes, credentials }) {
  for (const left of readdirSync(dir)) if (!COMMITTED.includes(left)) rmSync(join(dir, left), { recursive: true });
  const registered = [...nodes, ...credentials].map(({ file }) => file);
  const sources = reachedFrom(registered.map((file) => join(root, sourceOf(file))));
  const built = reachedFrom(registered.map((file) => join(root, file)));
  refuseOthers(folder, [...sources, ...built]);
  const icons = iconsOf([...nodes, ...credentials]);
  for (const file of [...sources, ...built]) copy(file, dir);
  for (const file of icons) for (const target of [dir, join(dir, 'dist')]) copy(join(root, file), target);
  for (const place of ['nodes', 'dist/nodes'])
    for (const file of assetsOf(join(place, folder))) copy(join(root, file), dir);
  for (const file of ['LICENSE', 'tsconfig.json']) copy(join(root, file), dir);
  mkdirSync(join(dir, 'workflows'));
  for (const { file, text } of workflows.get(dir)) writeFileSync(join(dir, 'workflows', file), text);
  writeFileSync(join(dir, 'eslint.config.mjs'), LINT);
}

/** `dist/nodes/X/X.node.js` → `nodes/X/X.node.ts` */
function sourceOf(file) {
  return file.replace(/^dist\//, '').replace(/\.js$/, '.ts');
}

// One service a package is n8n's rule for verified packages.
function refuseOthers(folder, files) {
  const own = folder.toLowerCase();
  const others = services.map((service) => service.folder).filter((each) => each !== folder);
  const foreign = files.filter((file) => {
    const parts = relative(root, file).split('/');
    return others.some((other) => parts.includes(other) || parts.includes(other.toLowerCase()));
  });
  if (foreign.length > 0) throw new Error(`The package of ${own} would drag in ${foreign.join(', ')}`);
}

function iconsOf(registered) {
  const icons = registered.flatMap(({ type }) => Object.values(type.description?.icon ?? type.icon));
  return [...new Set(icons.map((icon) => join('icons', basename(icon))))];
}

/** Codex files and output schemas, of which the build has more than the sources. */
function assetsOf(inside) {
  const files = readdirSync(join(root, inside), { recursive: true }).filter((file) => file.endsWith('.json'));
  return files.map((file) => join(inside, file));
}

/** Copies to the same place below `target`; a codex file then names the node as the package does. */
function copy(file, target) {
  const place = join(target, relative(root, file));
  mkdirSync(dirname(place), { recursive: true });
  if (!file.endsWith('.node.json')) return cpSync(file, place);
  const { name } = JSON.parse(readFileSync(join(target.replace(/\/dist$/, ''), 'package.json'), 'utf8'));
  writeFileSync(place, readFileSync(file, 'utf8').replace(`"${umbrella.name}.`, `"${name}.`));
}

async function pack({ dir }) {
  const args = ['pack', '--json', '--ignore-scripts', '--workspaces=false'];
  const { stdout } = await promisify(execFile)('npm', args, { cwd: dir });
  const [{ filename, size, entryCount }] = Object.values(JSON.parse(stdout));
  console.log(`${relative(root, join(dir, filename))}: ${entryCount} files, ${Math.round(size / 1024)} kB`);
}
