// A developer adds a sixth service: the code of docs/how-to/adding-a-service.md, written where it says, and an export with it.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { adapted, codeOf, commandsOf } from './harness/documents.mjs';
import { environment, typed } from './harness/shell.mjs';
import { startSixthDesk } from './harness/sixth-desk.mjs';

const DOCUMENT = 'docs/how-to/adding-a-service.md';
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

  /** Of the files that the command wrote: what `npm run check` looks at, without the rest of the repository. */
  const check = async (written) => {
    await run(`npx prettier --check ${written.filter((file) => /\.(?:ts|mjs|json)$/.test(file)).join(' ')}`);
    await run(`npx eslint --config eslint.base.mjs ${written.filter((file) => file.endsWith('.ts')).join(' ')}`);
    await run('npx tsc --noEmit -p test/tsconfig.json');
  };
  let written, begin, whatIsOpen, filled;

  test('begins with skeletons that compile, load and fail by name', async () => {
    [begin, whatIsOpen] = await commandsOf(DOCUMENT, '2. Begin with the skeletons');
    const { stdout } = await run(begin);
    assert.match(stdout, /Sixth Desk is begun/);
    written = [...stdout.matchAll(/^(?:new|changed) +(\S+)$/gm)].map(([, file]) => file);
    await check(written);
    for (const { info, text } of (await codeOf(DOCUMENT)).filter(({ language }) => language === 'diff')) {
      const added = text.split('\n').flatMap((line) => (line.startsWith('+') ? [line.slice(1)] : []));
      assert.ok((await readFile(join(clone, info), 'utf8')).includes(added.join('\n')), added.join('\n'));
    }
    assert.match(await readFile(join(clone, 'docs/evidence/assumed.md'), 'utf8'), /Sixth Desk/);

    await run('npm run build:nodes');
    const load = "console.log(new (require('./dist/nodes/Sixth/Sixth.node.js').Sixth)().description.displayName)";
    assert.equal((await run(`node -e "${load}"`)).stdout, 'Sixth Desk\n');

    filled = (await codeOf(DOCUMENT)).flatMap(({ language, info, text }) => {
      const [, file] = /^fill (\S+)$/.exec(info) ?? [];
      return language === 'ts' && file !== undefined ? [{ file, text }] : [];
    });
    const left = await Promise.all(filled.map(async ({ file }) => openIn(await readFile(join(clone, file), 'utf8'))));
    assert.ok(left.every((each) => each.length > 0) && left.flat().length > 20, left.join('\n'));
    await assert.rejects(run(whatIsOpen), ({ message }) => {
      assert.deepEqual([...new Set(openIn(message))].sort(), left.flat().sort());
      return true;
    });
    await assert.rejects(run('npx jest test/conformance/vendor.test.ts -w 1 -t sixth'), ({ message }) => {
      assert.ok(message.includes('vendors/sixth/vendor.ts: secrets is not written yet'), message);
      return true;
    });
  });

  test('fills them in as the document shows, and passes the tests that hold for every service', async () => {
    for (const { file, text } of filled) await writeFile(join(clone, file), text);
    await check(written);
    await run(whatIsOpen);
    const tests = ['conformance/vendor', 'nodes/trouble', 'nodes/credentials', 'nodes/polling/triggers'];
    await run(`npx jest ${tests.map((name) => `test/${name}.test.ts`).join(' ')} -w 1 -t sixth`);
  });

  test('builds, tests the key and makes the first export with the commands of the document', async () => {
    const commands = (await commandsOf(DOCUMENT, '3. The folder `vendors/<name>/`')).map((command) =>
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
    await run('npx ticketlake export --full');
    assert.ok(service.asked.includes(`/api/tickets/${gone.id}`));
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

const openIn = (text) => text.match(/[\w./]+: [\w.]+ is not written yet/g) ?? [];
