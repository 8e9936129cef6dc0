// The single-service packages, as npm packs them, all in one n8n that has no pack of all services.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { storeCredentials } from './harness/credentials.mjs';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { packages, readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { node } from './harness/workflow.mjs';

const require = createRequire(import.meta.url);
const singles = (await packages()).filter(({ dir }) => dir !== root);
const SERVICES = require(join(root, 'dist/vendors/registry.js')).vendorNames().sort();

test('there is a package for every service, and together they have every node and credential of the pack of all', async () => {
  assert.deepEqual(singles.map(({ dir }) => basename(dir)).sort(), SERVICES);
  const { n8n: all, version } = await readManifest(root);
  const manifests = await Promise.all(singles.map(({ dir }) => readManifest(dir)));
  const services = /^dist\/(?:nodes|credentials)\/(?!Ticketlake)/;
  for (const kind of ['nodes', 'credentials']) {
    const parts = manifests.flatMap(({ n8n }) => n8n[kind]);
    assert.deepEqual(parts.sort(), all[kind].filter((file) => services.test(file)).sort());
  }
  assert.deepEqual([...new Set(manifests.map((manifest) => manifest.version))], [version]);
});

describe('the single-service packages in n8n', () => {
  let n8n, server, sandbox, credentials, nodeTypes;

  before(async () => {
    sandbox = await startSandbox({ services: SERVICES, tickets: 20, limits: false });
    n8n = await openN8n({ packs: singles.map(({ dir }) => dir) });
    server = await n8n.serve();
    [nodeTypes, credentials] = [await server.nodeTypes(), await storeCredentials(server, sandbox)];
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.close();
  });

  for (const { name, dir } of singles) {
    const service = basename(dir);
    const described = async () => {
      const { n8n: registered } = await readManifest(dir);
      return registered.nodes.map((file) => new (require(join(dir, file))[basename(file).split('.')[0]])().description);
    };

    test(`${name} loads its nodes and AI tools, with their icons and codex, and no other`, async () => {
      const own = nodeTypes.filter((type) => type.name.startsWith(`${name}.`));
      const expected = (await described()).flatMap((type) =>
        type.usableAsTool ? [type.name, `${type.name}Tool`] : [type.name],
      );
      assert.deepEqual(own.map((type) => type.name).sort(), expected.map((each) => `${name}.${each}`).sort());
      for (const { name: type, iconUrl, codex } of own) {
        assert.equal((await fetch(`${server.url}/${iconUrl.light}`)).status, 200, `${type} has its icon`);
        if (!type.endsWith('Tool')) assert.ok(codex?.alias?.includes('ticket'), `${type} has its codex file`);
      }
    });

    test(`${name} gets tickets`, async () => {
      const { name: type } = (await described()).find(({ group }) => !group.includes('trigger'));
      const parameters = { resource: 'ticket', operation: 'getAll', returnAll: false, limit: 3 };
      const execution = await server.runNode(node({ type: `${name}.${type}`, parameters, credentials }));
      assert.equal(execution.error, undefined, JSON.stringify(execution.error));
      const tickets = execution.json(type);
      const world = sandbox.world(service);
      const subjects = Array.from({ length: world.size }, (_, index) => world.ticket(index)?.subject);
      assert.equal(tickets.length, 3);
      for (const { subject } of tickets) assert.ok(subjects.includes(subject), subject);
    });
  }
});
