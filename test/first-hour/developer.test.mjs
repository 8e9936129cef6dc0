// A developer adds a sixth service: the code of docs/adding-a-service.md, written where it says, and an export with it.
import assert from 'node:assert/strict';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { adapted, codeOf, commandsOf } from './harness/documents.mjs';
import { environment, typed } from './harness/shell.mjs';
import { startSixthDesk } from './harness/sixth-desk.mjs';

const DOCUMENT = 'docs/adding-a-service.md';
const KEY = 'key-of-the-sixth-desk';
const TICKETS = 250;

describe('a developer adds a sixth service', () => {
  let clone, service, remove;
  const env = () => ({ ...environment(), SIXTH_KEY: KEY });
  const run = (line) => typed(line, { cwd: clone, env: env() });
  const rows = async (sql) => JSON.parse((await run(`npx ticketlake query --format json "${sql}"`)).stdout);

  before(async () => {
    const empty = await emptyFolder();
    [clone, remove] = [join(empty.folder, 'clone'), empty.remove];
    await typed(`cp -RP ${builtClone()} ${clone}`, { cwd: empty.folder });
    service = await startSixthDesk({ tickets: TICKETS, key: KEY });
  });
  after(async () => {
    await service?.close();
    await remove?.();
  });

  test('writes the files and makes the changes that the document shows', async () => {
    const code = await codeOf(DOCUMENT);
    const files = code.flatMap(({ language, info, text }) => {
      const [, file] = /^new (\S+)$/.exec(info) ?? [];
      return language === 'ts' && file !== undefined ? [{ file, text }] : [];
    });
    for (const { file, text } of files) {
      await mkdir(dirname(join(clone, file)), { recursive: true });
      await writeFile(join(clone, file), text, { flag: 'wx' });
    }
    const changes = code.filter(({ language }) => language === 'diff');
    for (const { info, text } of changes) await change(join(clone, info), text);
    assert.deepEqual([files.length, changes.length], [5, 3]);
    await run(`npx eslint --config eslint.base.mjs vendors/sixth vendors/registry.ts vendors/vendor.ts`);
  });

  test('builds, tests the key and makes the first export with the commands of the document', async () => {
    const commands = (await commandsOf(DOCUMENT, '2. The folder `vendors/<name>/`')).map((command) =>
      command.includes(' init ') ? adapted(command, { 'https://acme.sixth.example': service.url }) : command,
    );
    assert.equal(commands.length, 3);
    for (const command of commands) await run(command);
    assert.deepEqual(await rows('SELECT status_group, count(*)::INT AS tickets FROM tickets GROUP BY ALL ORDER BY 1'), [
      { status_group: 'open', tickets: 83 },
      { status_group: 'pending', tickets: 83 },
      { status_group: 'solved', tickets: 83 },
      { status_group: 'unknown', tickets: 1 },
    ]);
    const [ticket] = await rows(
      "SELECT ticket_key, subject, description, status, requester_name, requester_email, created_at, comment_count FROM tickets WHERE ticket_id = 'S-8'",
    );
    assert.deepEqual(ticket, {
      ticket_key: 'sixth:S-8',
      subject: 'Subject 8',
      description: 'Text 8',
      status: 'waiting',
      requester_name: 'Person 0',
      requester_email: 'person0@people.example',
      created_at: '2026-01-01T07:00:00.000000Z',
      comment_count: 3,
    });
    const written = [...service.comments.values()].flat();
    assert.deepEqual(await rows('SELECT visibility, count(*)::INT AS n FROM comments GROUP BY ALL ORDER BY 1'), [
      { visibility: 'internal', n: written.filter((each) => !each.public).length },
      { visibility: 'public', n: written.filter((each) => each.public).length },
    ]);
    assert.deepEqual(await rows('SELECT reason, raw FROM rejects'), [{ reason: 'unmapped_status', raw: 'parked' }]);
    await run('npx ticketlake verify');
  });

  test('later reads only what was changed, and finds by a full scan what is gone', async () => {
    const changed = service.tickets.at(4);
    Object.assign(changed, { state: 'done', changed: '2026-06-01T00:00:00.000Z' });
    service.asked.length = 0;
    await run('npx ticketlake export');
    const lists = service.asked.filter((path) => path.startsWith('/api/tickets?'));
    assert.ok(
      lists.at(-1).includes(`changed_since=${encodeURIComponent('2026-01-11T09:00:00.000000Z')}`),
      lists.at(-1),
    );
    const threads = service.asked.filter((path) => path.endsWith('/comments'));
    assert.deepEqual(threads, ['/api/tickets/S-5/comments']);
    const [gone] = service.tickets.splice(9, 1);
    // The service cannot be asked for one ticket: only the second scan that misses it proves that it is gone.
    await run('npx ticketlake export --full || test $? -eq 3');
    await run('npx ticketlake export --full');
    const found = await rows(
      `SELECT ticket_id, status_group, is_deleted FROM tickets WHERE ticket_id IN ('${changed.id}', '${gone.id}') ORDER BY 1`,
    );
    assert.deepEqual(found, [
      { ticket_id: 'S-10', status_group: 'deleted', is_deleted: true },
      { ticket_id: 'S-5', status_group: 'solved', is_deleted: false },
    ]);
  });

  test('is told what is wrong with a key', async () => {
    const wrong = typed('npx ticketlake check', { cwd: clone, env: { ...env(), SIXTH_KEY: 'another-key-123' } });
    await assert.rejects(wrong, ({ message }) => {
      assert.match(message, /Sixth Desk does not accept the key \(HTTP 401\): Unknown key/);
      assert.ok(!message.includes('another-key-123'));
      return true;
    });
  });
});

/** Lines that begin with - have to stand in the file, and make way for those that begin with +. */
async function change(file, diff) {
  const lines = (sign) =>
    diff
      .split('\n')
      .filter((line) => line.startsWith(sign))
      .map((line) => line.slice(1))
      .join('\n');
  const text = await readFile(file, 'utf8');
  assert.equal(text.split(lines('-')).length, 2, `${file} holds once: ${lines('-')}`);
  await rm(file);
  await writeFile(
    file,
    text.replace(lines('-'), () => lines('+')),
  );
}
