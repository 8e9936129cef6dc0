// Writes what the nodes can do: docs/reference/nodes.md, a page for each node beside it, and docs/evidence/operations.md.
// `npm run docs:operations` builds the nodes first; what the operations ask was measured by `npm run test:n8n` (docs/evidence/operations).
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const { nodeLists, operationsAsked, pageOf, placed } = require('./operation-tables.js');
const { operationPage, schemasIn } = require('./operation-pages.js');
const { vendorNamed } = require(join(root, 'dist/vendors/registry.js'));

const nodes = require(join(root, 'package.json')).n8n.nodes.map((file) => {
  const className = basename(file).split('.')[0];
  const { description } = new (require(join(root, file))[className])();
  const service = description.name.toLowerCase();
  const measured = join(root, `docs/evidence/operations/${service}.json`);
  return {
    description,
    folder: dirname(file).replace(/^dist\//, ''),
    endpoints: vendorNamed(service)?.endpoints ?? null,
    measured: existsSync(measured) ? JSON.parse(readFileSync(measured, 'utf8')) : null,
  };
});

write('docs/reference/nodes.md', nodeLists(nodes));
write('docs/evidence/operations.md', operationsAsked(nodes));

const pages = join(root, 'docs/reference/nodes');
rmSync(pages, { recursive: true, force: true });
mkdirSync(pages);
for (const { description, folder } of nodes.filter(({ description }) => !description.group.includes('trigger'))) {
  const text = operationPage({ description, schemas: schemasIn(join(root, folder, '__schema__')) });
  writeFileSync(join(pages, pageOf(description.name)), text);
}

function write(name, text) {
  const file = join(root, name);
  writeFileSync(file, placed(readFileSync(file, 'utf8'), text));
}
