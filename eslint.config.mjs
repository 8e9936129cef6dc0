// What `n8n-node lint` checks: the node pack with n8n's own rules. The rules of the whole codebase are in eslint.base.mjs.
import { createRequire } from 'node:module';
import { globalIgnores } from 'eslint/config';

// n8n's CLI lives in test/n8n: among the root's dependencies it would break `npm ci`, as one of its own runs a preinstall script that aborts.
const { resolve } = createRequire(new URL('test/n8n/package.json', import.meta.url));

async function n8nConfig() {
  try {
    return (await import(resolve('@n8n/node-cli/eslint'))).config;
  } catch (cause) {
    throw new Error("n8n's lint rules are not installed: run `npm ci --prefix test/n8n` first", { cause });
  }
}

// Not part of the node pack: they may use Node's own modules, which n8n's rules forbid to nodes. A template is no code yet.
export default [
  globalIgnores(['etl', 'sandbox', 'test', 'packages', 'powerbi', 'coverage', 'scripts/new-service/templates']),
  ...(await n8nConfig()),
];
