// A service's node in real n8n against its simulator: what every service's test needs.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { test } from './limits.mjs';
import { readManifest, root } from './pack.mjs';
import { node } from './workflow.mjs';

const require = createRequire(import.meta.url);
const { name: pack } = await readManifest(root);

/** Every `resource:operation` that the built node shows. */
export function operationsOf(className) {
  const file = join(root, `dist/nodes/${className}/${className}.node.js`);
  const { properties } = new (require(file)[className])().description;
  return properties
    .filter(({ name }) => name === 'operation')
    .flatMap(({ options, displayOptions }) =>
      displayOptions.show.resource.flatMap((resource) => options.map(({ value }) => `${resource}:${value}`)),
    )
    .sort();
}

/**
 * The node `name` with the parameters of `resource:operation`, as a workflow holds it that was saved with version 1: what
 * version 1 does in n8n is tested operation by operation. Version 2 is that of the example workflows.
 */
export function operationNode(name, credentials, operation, parameters = {}, settings = {}) {
  const [resource, action] = operation.split(':');
  return node({
    type: `${pack}.${name}`,
    typeVersion: 1,
    parameters: { resource, operation: action, ...parameters },
    credentials,
    ...settings,
  });
}

/** Records what the operations of a node ask of its service. @param {() => object} sandbox the running sandbox */
export function recordOperations(sandbox) {
  const runs = new Map();
  return {
    /** Runs `execute`, and takes its requests for those of the operation when the execution succeeded. */
    async during(operation, execute) {
      const { requests } = sandbox();
      const before = requests.count();
      const execution = await execute();
      if (execution.status !== 'success') return execution;
      const asked = new Set(requests.last(requests.count() - before).map(({ endpoint }) => endpoint));
      runs.set(operation, [...(runs.get(operation) ?? []), asked]);
      return execution;
    },
    /**
     * By `resource:operation`, of every operation that was executed: endpoints that all its runs asked, and those that
     * only some did, as to find the ID of a name.
     * @returns {Record<string, {always: string[], also: string[]}>}
     */
    measured: () =>
      Object.fromEntries([...runs.keys()].sort().map((operation) => [operation, asks(runs.get(operation))])),
  };
}

function asks(runs) {
  const all = [...new Set(runs.flatMap((asked) => [...asked]))].sort();
  const isAlways = (endpoint) => runs.every((asked) => asked.has(endpoint));
  return { always: all.filter(isAlways), also: all.filter((endpoint) => !isAlways(endpoint)) };
}

/**
 * Runs the case of every operation that the built node shows. What they asked is kept in docs/evidence/operations, from
 * which the tables of docs/evidence/operations.md are made.
 * @param {string} className of the node
 * @param {Record<string, () => Promise<void>>} cases by `resource:operation`
 * @param {ReturnType<typeof recordOperations>} record that the cases ran through
 * @param {() => {version: string}} n8n the opened n8n
 */
export function testOperations(className, cases, record, n8n) {
  test('has a case for every operation', () => {
    assert.deepEqual(Object.keys(cases).sort(), operationsOf(className));
  });

  for (const [operation, runCase] of Object.entries(cases)) test(operation, runCase);

  test('executed every operation, and asks what docs/evidence/operations says', async (context) => {
    const operations = record.measured();
    assert.deepEqual(Object.keys(operations), operationsOf(className));
    const name = `docs/evidence/operations/${className.toLowerCase()}.json`;
    const file = join(root, name);
    const stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { operations: {} };
    const text = JSON.stringify({ n8n: n8n().version, operations });
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, await format(text, { ...(await resolveConfig(file)), parser: 'json' }));
    const remedy = `${name} has been written anew: run \`npm run docs:operations\` and keep both`;
    const isNew = (operation) => !(operation in stored.operations);
    // Who adds an operation may have no n8n: the pages mark it as not executed until this file is kept.
    const added = Object.keys(operations).filter(isNew);
    if (added.length > 0) context.diagnostic(`executed for the first time: ${added.join(', ')}; ${remedy}`);
    const known = Object.fromEntries(Object.entries(operations).filter(([operation]) => !isNew(operation)));
    const expected = { n8n: stored.n8n ?? n8n().version, operations: stored.operations };
    assert.deepEqual({ n8n: n8n().version, operations: known }, expected, remedy);
  });
}

/** What a resource locator holds. */
export const locator = (mode, value) => ({ __rl: true, mode, value });
