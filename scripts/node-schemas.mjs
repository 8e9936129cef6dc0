// Writes the output schemas, nodes/*/__schema__/v1.0.0/<resource>/<operation>.json, which n8n's editor shows before a
// node has run: from the `output` of every operation. Needs `npm run build:nodes`.
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
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
  const target = join(root, folder.replace(/^dist\//, ''), '__schema__/v1.0.0');
  const kept = new Map();
  for (const { value: resource, operations } of require(resources).RESOURCES) {
    for (const { value, output } of operations) {
      const text = JSON.stringify(schemaOf(output));
      kept.set(join(target, resource, `${value}.json`), await format(text, { ...style, parser: 'json' }));
    }
  }
  rmSync(target, { recursive: true, force: true });
  for (const [file, text] of kept) write(file, text);
  console.log(`${folder}: ${kept.size} schemas`);
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
