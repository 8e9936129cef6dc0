// The real pack, as npm packs it, in the n8n of today and in the last of major version 1.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { after, describe } from 'node:test';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { readManifest, root } from './harness/pack.mjs';

const { name: packName, n8n: registered } = await readManifest(root);
const require = createRequire(import.meta.url);
const workflows = join(root, 'workflows');
const examples = existsSync(workflows) ? (await readdir(workflows)).filter((name) => name.endsWith('.json')) : [];

/** The object that a registered file's class makes: a node's description, or a credential. */
function made(file) {
  const className = basename(file).split('.')[0];
  return new (require(join(root, file))[className])();
}

for (const major of [2, 1]) {
  describe(`the pack in n8n ${major}`, () => {
    let n8n, server, nodeTypes, credentialTypes;
    before(async () => {
      n8n = await openN8n({ major, packs: [root] });
      server = await n8n.serve();
      [nodeTypes, credentialTypes] = await Promise.all([server.nodeTypes(), server.credentialTypes()]);
    });
    after(() => n8n?.close());

    const own = () => nodeTypes.filter(({ name }) => name.startsWith(`${packName}.`));
    const ownCredentials = () => {
      const names = registered.credentials.map((file) => made(file).name);
      return credentialTypes.filter(({ name }) => names.includes(name));
    };

    test('is loaded whole: every node, every AI tool, every credential', () => {
      const expected = registered.nodes.flatMap((file) => {
        const { name, usableAsTool } = made(file).description;
        return usableAsTool ? [name, `${name}Tool`] : [name];
      });
      assert.deepEqual(
        own()
          .map(({ name }) => name)
          .sort(),
        expected.map((name) => `${packName}.${name}`).sort(),
      );
      assert.equal(ownCredentials().length, registered.credentials.length);
    });

    test('shows an icon for every node and credential, in light and in dark', async () => {
      for (const { name, iconUrl } of [...own(), ...ownCredentials()]) {
        assert.deepEqual(Object.keys(iconUrl ?? {}), ['light', 'dark'], `${name} has a light and a dark icon`);
        for (const path of Object.values(iconUrl)) {
          const answer = await fetch(`${server.url}/${path}`);
          assert.equal(answer.headers.get('content-type')?.split(';')[0], 'image/svg+xml', `${name}: ${path}`);
        }
      }
    });

    test('can be found by what a helpdesk does', () => {
      for (const { name, codex } of own().filter(({ name }) => !name.endsWith('Tool'))) {
        // Who looks for a desk finds the services before the exporter, which is a tool for reports.
        const alias = /[.]ticketlake(Trigger)?$/.test(name) ? 'reporting' : 'ticket';
        assert.ok(codex?.alias?.includes(alias), `${name} has the alias ${alias} in its codex file`);
      }
    });

    test('has every node that the example workflows use', async () => {
      const known = new Set(nodeTypes.map(({ name }) => name));
      for (const file of examples) {
        const { nodes } = JSON.parse(await readFile(join(workflows, file), 'utf8'));
        for (const { type } of nodes) assert.ok(known.has(type), `${file} uses ${type}`);
      }
    });
  });
}
