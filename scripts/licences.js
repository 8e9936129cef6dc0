'use strict';

/**
 * docs/evidence/licences.md: what the published packages bring into a folder, and under which licences. Pure: called by
 * docs-licences.mjs, and by the tests. Which packages and versions is what package-lock.json says, so that the list is
 * the same on every machine, also for native parts of other platforms.
 *
 * @typedef {{ name: string, version: string, licence: string, homepage: string, for: string }} Installed `for`: the platform of a native part
 */

const { PUBLISHED } = require('./release-check.js');

/** Licences that ask for no more than that they are named, and so go with MIT. */
const ALLOWED = [
  'MIT',
  'ISC',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'Unlicense',
  'Python-2.0',
  'PSF-2.0',
];

/**
 * @param {object} lock package-lock.json
 * @param {string} workspace its place in the lock, as `etl`
 * @returns {Map<string, string>} places in the lock of all that it needs when it runs, optional parts included, each with
 *   the place of what asked for it first
 */
function needed(lock, workspace) {
  const found = new Map([[workspace, undefined]]);
  const waiting = [workspace];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { dependencies, optionalDependencies } = lock.packages[place];
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies })) {
      const target = resolved(lock, place, name);
      if (found.has(target)) continue;
      found.set(target, place);
      waiting.push(target);
    }
  }
  found.delete(workspace);
  return found;
}

/** As Node looks for it: in the package's own node_modules, then in those above. */
function resolved(lock, place, name) {
  for (let folder = place; ; folder = above(folder)) {
    const candidate = folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`;
    if (lock.packages[candidate] !== undefined) return candidate;
    if (folder === '') throw new Error(`package-lock.json has no ${name}, which ${place} needs: run npm install`);
  }
}

/** `a/node_modules/b` stands in `a`, `etl` in the root. */
function above(folder) {
  const at = folder.lastIndexOf('node_modules/');
  return at === -1 ? '' : folder.slice(0, at).replace(/\/$/, '');
}

const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

/**
 * @param {object} lock package-lock.json
 * @param {string} workspace its place in the lock
 * @param {(place: string) => object} manifestIn package.json of an installed package, for its homepage
 * @returns {Installed[]} by name
 */
function installed(lock, workspace, manifestIn) {
  const rows = [...needed(lock, workspace)].map(([place, needer]) => {
    // A native part is there on its own platform only: what asks for it says where it comes from.
    const isNative = lock.packages[place].os !== undefined;
    return described(lock, place, manifestIn(isNative ? needer : place));
  });
  return rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1));
}

function described(lock, place, manifest) {
  const { version, license, os = [], cpu = [], libc = [] } = lock.packages[place];
  return {
    name: nameOf(place),
    version,
    licence: license ?? 'none named',
    homepage: homepageOf(manifest),
    for: [...os, ...cpu, ...libc].join(' '),
  };
}

function homepageOf({ homepage, repository }) {
  if (typeof homepage === 'string' && homepage.startsWith('http')) return homepage;
  const url = typeof repository === 'string' ? repository : (repository?.url ?? '');
  const plain = url
    .replace(/^git\+/, '')
    .replace(/^(?:git|ssh):\/\/(?:git@)?/, 'https://')
    .replace(/\.git$/, '');
  return /^[\w.-]+\/[\w.-]+$/.test(plain)
    ? `https://github.com/${plain}`
    : plain.replace(/^github:/, 'https://github.com/');
}

/** @returns {boolean} whether one may take the package under an allowed licence: `A OR B` leaves the choice, `A AND B` asks for both */
function isAllowed(licence) {
  const plain = licence.replace(/[()]/g, '');
  return plain.split(' OR ').some((choice) => choice.split(' AND ').every((each) => ALLOWED.includes(each.trim())));
}

const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/**
 * @param {Installed[]} rows what an installation of the exporter brings
 * @param {Installed[]} bundled what is built into its own files
 * @param {string[]} packs names of the n8n packages, which bring nothing
 * @returns {string} the document
 */
function licences(rows, bundled, packs) {
  const refused = [...rows, ...bundled].filter(({ licence }) => !isAllowed(licence));
  if (refused.length > 0)
    throw new Error(
      `Licences that are not allowed: ${refused.map(({ name, licence }) => `${name} (${licence})`).join(', ')}`,
    );
  const counts = new Map();
  for (const { licence } of rows) counts.set(licence, (counts.get(licence) ?? 0) + 1);
  const summary = [...counts].sort(([, a], [, b]) => b - a).map(([licence, count]) => `${licence} ${count}`);
  const cells = (each) => [
    `[${each.name}](${each.homepage})${each.for === '' ? '' : ` (${each.for})`}`,
    each.version,
    each.licence,
  ];
  return [
    '# Licences',
    '',
    'Ticketlake itself is under the MIT licence. Written by `npm run docs:licences`; a test holds it to package-lock.json and refuses a licence that asks for more than being named.',
    '',
    '## The exporter',
    '',
    `What \`npm install ticketlake\` brings, ${rows.length} packages with the native parts of all platforms, of which one is installed: ${summary.join(', ')}. Versions are those that the tests run with; npm may bring a later one of what other packages ask for. DuckDB is the library inside the \`@duckdb/node-bindings-…\` packages.`,
    '',
    table(['Package', 'Version', 'Licence'], rows.map(cells)),
    '',
    'Built into the status page, with its licence beside it:',
    '',
    table(['Package', 'Version', 'Licence'], bundled.map(cells)),
    '',
    '## The nodes',
    '',
    `${packs.map((name) => `\`${name}\``).join(', ')} install nothing: they use what n8n has. Into their file \`dist/markup/plain-text.js\` the libraries are built that read HTML and Markdown, \`htmlparser2\` and \`markdown-it\` with what they need, with their licences at its beginning. Versions and licences are in the table above.`,
    '',
  ].join('\n');
}

/** What is built into our own files instead of being installed: those of the exporter, and those of each package of nodes. */
const BUILT_INTO = { etl: ['uplot'], nodes: ['htmlparser2', 'markdown-it'] };
const EXPORTER = 'etl';

/**
 * @param {(file: string) => object} jsonIn a file of the repository
 * @returns {string} docs/evidence/licences.md
 */
function document(jsonIn) {
  const lock = jsonIn('package-lock.json');
  const manifestIn = (place) => jsonIn(`${place}/package.json`);
  const built = BUILT_INTO[EXPORTER].map((name) => resolved(lock, '', name));
  const bundled = built.map((place) => described(lock, place, manifestIn(place)));
  const packs = PUBLISHED.filter((place) => place !== EXPORTER).map(manifestIn);
  const heavy = packs.filter(({ dependencies }) => Object.keys(dependencies ?? {}).length > 0);
  if (heavy.length > 0)
    throw new Error(`Packages of nodes with dependencies: ${heavy.map(({ name }) => name).join(', ')}`);
  return licences(
    installed(lock, EXPORTER, manifestIn),
    bundled,
    packs.map(({ name }) => name),
  );
}

module.exports = { BUILT_INTO, document, installed, isAllowed, licences, nameOf, needed, resolved };
