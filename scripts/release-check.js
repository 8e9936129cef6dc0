'use strict';

/**
 * Whether the packages may be published as one version: said once in each package.json, in package-lock.json and in
 * CHANGELOG.md. Run with a tag (`node scripts/release-check.js v0.1.0`) it also asks that the version is the tag's and has a
 * section of its own in CHANGELOG.md; it prints what is wrong and ends with 1.
 */
const { existsSync, readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');

/** Folders of the packages that are published, in the order in which that is done. */
const PUBLISHED = ['.', 'etl', ...packagesIn(join(__dirname, '..'))];

/** @param {string} root of the repository @returns {string[]} the folders of packages/ that hold a package, by name */
function packagesIn(root) {
  const dirs = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  return dirs.filter((dir) => existsSync(join(root, dir, 'package.json'))).sort();
}

/**
 * @param {{ manifests: Array<{ name: string, version: string }>, lock: object, changelog: string, tag?: string }} state
 * @returns {string[]} what is wrong, in words; empty when nothing is
 */
function problems({ manifests, lock, changelog, tag }) {
  const [{ version }] = manifests;
  const others = manifests.filter((manifest) => manifest.version !== version);
  const locked = ['', 'etl'].filter((place) => lock.packages[place].version !== version);
  const sections = [...changelog.matchAll(/^## \[([^\]]+)\]([^\n]*)\n([^]*?)(?=^## |$(?![^]))/gm)];
  const [unreleased, latest] = sections.map(([, name]) => name);
  const own = sections.find(([, name]) => name === version);
  return [
    ...others.map((manifest) => `${manifest.name} has version ${manifest.version}, not ${version}`),
    ...locked.map(
      (place) => `package-lock.json has another version of ${place === '' ? 'the root' : place}: run npm install`,
    ),
    ...(unreleased === 'Unreleased' ? [] : ['CHANGELOG.md does not begin with [Unreleased]']),
    ...(latest === undefined || latest === version
      ? []
      : [`the latest version in CHANGELOG.md is ${latest}, not ${version}`]),
    ...(tag === undefined || tag === `v${version}` ? [] : [`the tag ${tag} is not v${version}`]),
    ...(tag === undefined || own !== undefined ? [] : [`CHANGELOG.md has no section [${version}]`]),
    ...(own === undefined || / - \d{4}-\d{2}-\d{2}$/.test(own[2]) ? [] : [`[${version}] in CHANGELOG.md has no day`]),
    ...(own === undefined || /^- /m.test(own[3]) ? [] : [`[${version}] in CHANGELOG.md says nothing`]),
  ];
}

/** @param {string} root of the repository @returns {string[]} what is wrong */
function problemsIn(root, tag) {
  const json = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const manifests = PUBLISHED.map((dir) => json(join(dir, 'package.json')));
  return problems({
    manifests,
    lock: json('package-lock.json'),
    changelog: readFileSync(join(root, 'CHANGELOG.md'), 'utf8'),
    tag,
  });
}

if (require.main === module) {
  const found = problemsIn(join(__dirname, '..'), process.argv[2]);
  for (const problem of found) process.stderr.write(`${problem}\n`);
  process.exitCode = found.length > 0 ? 1 : 0;
}

module.exports = { PUBLISHED, problems, problemsIn };
