'use strict';

/**
 * The bill of materials of a release asset, as CycloneDX 1.5 in JSON: each package that it installs or is built from, with
 * version, licence and hash, as package-lock.json has them. Pure, and the same on every machine: there is no serial number
 * and no time in it. `npm sbom` names neither what is built into our own files nor a root but the folder it runs in.
 */

const { BUILT_INTO, needed, nameOf, resolved } = require('./licences.js');

/**
 * @param {object} lock package-lock.json
 * @param {{ name: string, version: string, license: string, description: string }} manifest of the asset
 * @param {string} dir the folder of the package in the repository; null: the asset brings no package along
 * @returns {object} the document
 */
function sbom(lock, manifest, dir) {
  const own = purl(manifest.name, manifest.version);
  const { places, first } = dir === null ? { places: [], first: [] } : partsOf(lock, dir);
  const refs = (found) => [...new Set(found.map((place) => refOf(lock, place)))].sort();
  const byRef = new Map(places.map((place) => [refOf(lock, place), place]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': own,
        name: manifest.name,
        version: manifest.version,
        description: manifest.description,
        purl: own,
        licenses: [{ expression: manifest.license }],
      },
    },
    components: refs(places).map((ref) => component(lock, byRef.get(ref), ref)),
    dependencies: [
      { ref: own, dependsOn: refs(first) },
      ...refs(places).map((ref) => ({ ref, dependsOn: refs(askedBy(lock, byRef.get(ref))) })),
    ],
  };
}

/** Places in the lock of all that the package needs or is built from; `first` are those that it names itself. */
function partsOf(lock, dir) {
  const built = (BUILT_INTO[dir] ?? BUILT_INTO.nodes).map((name) => resolved(lock, '', name));
  const asked = lock.packages[dir] === undefined || dir === '.' ? [] : askedBy(lock, dir);
  const first = [...asked, ...built];
  return { first, places: [...new Set(first.flatMap((place) => [place, ...needed(lock, place).keys()]))] };
}

function askedBy(lock, place) {
  const { dependencies, optionalDependencies } = lock.packages[place];
  return Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => resolved(lock, place, name));
}

function component(lock, place, ref) {
  const { version, license, integrity } = lock.packages[place];
  return {
    type: 'library',
    'bom-ref': ref,
    name: nameOf(place),
    version,
    purl: ref,
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }],
  };
}

const refOf = (lock, place) => purl(nameOf(place), lock.packages[place].version);

/** @returns {string} as `pkg:npm/%40duckdb/node-api@1.5.6-r.1` */
function purl(name, version) {
  return `pkg:npm/${name.split('/').map(encodeURIComponent).join('/')}@${encodeURIComponent(version)}`;
}

module.exports = { sbom };
