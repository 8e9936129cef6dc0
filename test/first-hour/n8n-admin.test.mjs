// An n8n admin with a Deskpro key: the pack installed from a file, a credential made and tested, a ticket read.
import assert from 'node:assert/strict';
import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openN8n } from '../n8n/harness/n8n.mjs';
import { freePort } from '../n8n/harness/process.mjs';
import { node } from '../n8n/harness/workflow.mjs';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { adapted, commandsOf, textOf } from './harness/documents.mjs';
import { environment, running, typed } from './harness/shell.mjs';

const INSTALL = 'docs/how-to/install-n8n.md';
const TICKETS = 40;

describe('an n8n admin with a Deskpro key', () => {
  let empty, n8n, server, sandbox, desk, credential, tool;

  before(async () => {
    empty = await emptyFolder();
    n8n = await openN8n();
  });
  after(async () => {
    await n8n?.close();
    await sandbox?.end();
    await empty?.remove();
  });

  test('unpacks the packed file where the document says, and finds the nodes by searching "ticket"', async () => {
    const [tarball] = (await readdir(builtClone())).filter((file) => /^n8n-nodes-ticketlake-[\d.]+\.tgz$/.test(file));
    await copyFile(join(builtClone(), tarball), join(empty.folder, tarball));
    const commands = (await commandsOf(INSTALL, 'From a file')).filter((command) => !command.startsWith('npm '));
    assert.deepEqual([commands.length, commands[1].includes(tarball)], [2, true]);
    // The shell's own ~ is the home folder of whom n8n runs as.
    for (const command of commands)
      await typed(command, { cwd: empty.folder, env: { ...environment(), HOME: n8n.home } });

    server = await n8n.serve();
    const found = (await server.nodeTypes()).filter(({ codex }) => codex?.alias?.includes('ticket'));
    assert.match(await textOf(INSTALL, 'Is it there?'), /Search \*ticket\*/);
    const names = found.map(({ displayName }) => displayName);
    for (const name of ['Deskpro', 'Deskpro Trigger', 'SympoQ', 'Synqly', 'Notific', 'TeamsWork'])
      assert.ok(
        names.some((each) => each.startsWith(name)),
        `${name} is among ${names.join(', ')}`,
      );
  });

  test('starts a helpdesk to try with, as the document shows', async () => {
    const commands = await commandsOf(INSTALL, 'Without an account of any service');
    // Built already, by run.mjs: other tests read the clone now.
    assert.deepEqual(commands.slice(0, -1), ['npm run build:etl']);
    const [line, options] = [
      commands.at(-1),
      `--services deskpro --tickets ${TICKETS} --port ${await freePort()} --json`,
    ];
    // npm prints what it runs before the command's own first line, unless it is told not to.
    sandbox = await running(`${adapted(line, { 'npm run ': 'npm run --silent ' })} ${options}`, { cwd: builtClone() });
    [desk] = JSON.parse(sandbox.line).services;
  });

  test('makes the credential that the document names, with the fields that it names, and its test says yes', async () => {
    const section = await textOf('docs/how-to/credentials.md', 'Deskpro');
    const [, title, field] =
      /^In n8n make a \*([^*]+)\* credential, with the address of the helpdesk as \*([^*]+)\*/m.exec(section);
    const type = (await server.credentialTypes()).find(({ displayName }) => displayName === title);
    const named = (wanted) => type.properties.find(({ displayName }) => wanted.test(displayName)).name;
    const address = named(new RegExp(`^${field}$`));
    const usual = Object.fromEntries(type.properties.map(({ name, default: value }) => [name, value]));
    const data = { ...usual, [address]: desk.url, [named(/key/i)]: desk.key };
    assert.equal((await server.testCredential(type.name, data)).status, 'OK');
    const wrong = await server.testCredential(type.name, { ...data, [named(/key/i)]: '1:not-the-key' });
    assert.equal(wrong.status, 'Error');
    credential = { [type.name]: await server.credential(type.name, data) };
  });

  test('reads tickets with the node, resource and operation that README names', async () => {
    const section = await textOf('README.md', 'I have n8n and a key');
    const [, resource, operation] = /pick \*\*([^*]+)\*\*, \*\*([^*]+)\*\*/.exec(section);
    tool = (await server.nodeTypes()).find(
      ({ displayName, group }) => displayName === 'Deskpro' && !group.includes('trigger'),
    );
    const choice = (name, label, resourceValue) =>
      tool.properties
        .filter((property) => property.name === name)
        .filter(
          ({ displayOptions }) => resourceValue === undefined || displayOptions.show.resource.includes(resourceValue),
        )
        .flatMap(({ options }) => options)
        .find((option) => option.name === label).value;
    const picked = { resource: choice('resource', resource) };
    picked.operation = choice('operation', operation, picked.resource);
    const execution = await server.runNode(
      node({ type: tool.name, parameters: { ...picked, limit: 5 }, credentials: credential }),
    );
    assert.equal(execution.error, undefined, JSON.stringify(execution.error));
    const shortName = tool.name.split('.').at(-1);
    const tickets = execution.json(shortName);
    assert.equal(tickets.length, 5);
    for (const ticket of tickets) assert.equal(ticket.subject, (await ticketOf(desk, ticket.ticket_id)).subject);
    assert.ok(!JSON.stringify(execution.record).includes(desk.key));
  });
});

async function ticketOf({ url, key }, id) {
  const answer = await fetch(`${url}/api/v2/tickets/${id}`, { headers: { authorization: `key ${key}` } });
  return (await answer.json()).data;
}
