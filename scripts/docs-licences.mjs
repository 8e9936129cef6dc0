// Writes docs/evidence/licences.md from package-lock.json and what is installed.
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { document } = createRequire(import.meta.url)('./licences.js');
writeFileSync(
  join(root, 'docs/evidence/licences.md'),
  document((file) => JSON.parse(readFileSync(join(root, file), 'utf8'))),
);
