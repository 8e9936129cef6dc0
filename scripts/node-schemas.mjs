// Writes the output schemas, nodes/*/__schema__/v1.0.0/<resource>/<operation>.json, which n8n's editor shows before a
// node has run: from the `output` of every operation. Version 2 has files of its own only where its output differs; the
// build completes them. `npm run schemas` builds the nodes first.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { schemaOf } = require(join(root, 'dist/nodes/shared/shape.js'));
const style = await resolveConfig(join(root, 'package.json'));

const folders = new Set(require(join(root, 'package.json')).n8n.nodes.map(dirname));
for (const folder of folders) {
  const resources = join(root, folder, 'resources/index.js');
  if (!existsSync(resources)) continue;
  const { RESOURCES } = require(resources);
  const versions = versionsOf(folder);
  const target = join(root, folder.replace(/^dist\//, ''), '__schema__');
  const kept = new Map();
  for (const version of versions) {
    for (const { value: resource, operations } of RESOURCES) {
      for (const operation of operations) {
        const text = JSON.stringify(schemaOf(operation, version));
        if (version > 1 && text === JSON.stringify(schemaOf(operation, 1))) continue;
        const file = join(target, `v${version}.0.0`, resource, `${operation.value}.json`);
        kept.set(file, await format(text, { ...style, parser: 'json' }));
      }
    }
  }
  rmSync(target, { recursive: true, force: true });
  for (const [file, text] of kept) write(file, text);
  console.log(`${folder}: ${kept.size} schemas`);
}

/** Of the regular node of a folder. @returns {number[]} */
function versionsOf(folder) {
  const name = basename(folder);
  const Node = require(join(root, folder, `${name}.node.js`))[name];
  return new Node().description.version;
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
