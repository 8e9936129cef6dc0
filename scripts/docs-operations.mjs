// Writes what the nodes can do into docs/reference/nodes.md. Needs `npm run build:nodes`; what the
// operations ask was measured by `npm run test:n8n` and stands in docs/evidence/operations.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { nodeLists, placed } = require('./operation-tables.js');
const { vendorNamed } = require(join(root, 'dist/vendors/registry.js'));

const nodes = require(join(root, 'package.json')).n8n.nodes.map((file) => {
  const className = basename(file).split('.')[0];
  const { description } = new (require(join(root, file))[className])();
  const service = description.name.toLowerCase();
  const measured = join(root, `docs/evidence/operations/${service}.json`);
  return {
    description,
    endpoints: vendorNamed(service)?.endpoints ?? null,
    measured: existsSync(measured) ? JSON.parse(readFileSync(measured, 'utf8')) : null,
  };
});

write('docs/reference/nodes.md', nodeLists(nodes));

function write(name, text) {
  const file = join(root, name);
  writeFileSync(file, placed(readFileSync(file, 'utf8'), text));
}
