// The single-service packages, as npm packs them, all in one n8n that has no pack of all services.
import assert from 'node:assert/strict';
import { after, describe } from 'node:test';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { storeCredentials } from './harness/credentials.mjs';
import { prepared } from './harness/examples.mjs';
import { before, test } from './harness/limits.mjs';
import { startMailbox } from './harness/mailbox.mjs';
import { openN8n } from './harness/n8n.mjs';
import { packages, readManifest, root } from './harness/pack.mjs';
import { startSandbox } from './harness/sandbox.mjs';
import { node } from './harness/workflow.mjs';

const require = createRequire(import.meta.url);
const singles = (await packages()).filter(({ dir }) => dir !== root);
/** The workflows that a package brings along. */
const workflowsIn = (dir) =>
  readdirSync(join(dir, 'workflows')).map((file) => JSON.parse(readFileSync(join(dir, 'workflows', file), 'utf8')));
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
    // Today, as the workflows count back from n8n's clock.
    sandbox = await startSandbox({ services: SERVICES, tickets: 40, limits: false, clock: Date.now() });
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

    test(`${name} brings workflows that name its nodes, and no node that is not there`, () => {
      const known = new Set(nodeTypes.map((type) => type.name));
      for (const { name: title, nodes } of workflowsIn(dir)) {
        const types = nodes.map(({ type }) => type);
        assert.deepEqual(
          types.filter((type) => !known.has(type)),
          [],
          title,
        );
        assert.ok(
          types.some((type) => type.startsWith(`${name}.`)),
          title,
        );
      }
    });
  }

  test('a workflow of a package runs with the nodes of the single packages', async () => {
    const mailbox = await startMailbox();
    try {
      const data = { user: '', password: '', host: '127.0.0.1', port: mailbox.port, secure: false };
      const smtp = await server.credential('smtp', { ...data, disableStartTls: true });
      for (const world of SERVICES.map((service) => sandbox.world(service))) {
        const requester = world.people().find(({ isAgent, isActive }) => !isAgent && isActive).id;
        world.create({ requester, subject: 'New in this week', status: 'open' }, null);
      }
      const [{ dir }] = singles;
      const digest = workflowsIn(dir).find(({ name }) => name === 'Send a weekly digest');
      const execution = await server.run(prepared(digest, { ...credentials, smtp }), { from: 'Every Monday' });
      assert.equal(execution.error, undefined, JSON.stringify(execution.error));
      const served = execution.json('Count').map(({ Service, Status }) => Status !== 'did not answer' && Service);
      assert.deepEqual([...new Set(served)].sort(), ['Deskpro', 'Notific', 'SympoQ', 'Synqly', 'TeamsWork']);
      assert.match(mailbox.mails[0], /^Subject: Tickets of the week to /m);
    } finally {
      await mailbox.close();
    }
  });
});
