'use strict';

/**
 * Writes a folder for each package that is published, which holds the package that reserves its name in the registry:
 * version 0.0.0, without code, without dependencies, and without the keyword by which n8n finds packages. A package has to
 * be in the registry before it can trust a workflow: docs/how-to/releasing.md. Run: `node scripts/reserve-names.js FOLDER`
 */
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { PUBLISHED } = require('./release-check.js');

/** @param {{ name: string, license: string, author: object, repository: object }} manifest of a package @returns {object} */
function reservation({ name, license, author, repository }) {
  const description = 'Reserves the name. Use a later version.';
  return { name, version: '0.0.0', description, license, author, repository, files: [] };
}

/** @param {string} root of the repository @param {string} folder to write into @returns {string[]} the names */
function reserveIn(root, folder) {
  return PUBLISHED.map((dir) => {
    const manifest = reservation(JSON.parse(readFileSync(join(root, dir, 'package.json'), 'utf8')));
    const target = join(folder, manifest.name);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    return manifest.name;
  });
}

if (require.main === module) {
  const [folder] = process.argv.slice(2);
  if (folder === undefined) {
    process.stderr.write('Name the folder to write into: node scripts/reserve-names.js FOLDER\n');
    process.exitCode = 1;
  } else {
    const root = join(__dirname, '..');
    for (const name of reserveIn(root, folder)) process.stdout.write(`${join(folder, name)}\n`);
  }
}

module.exports = { reservation, reserveIn };
