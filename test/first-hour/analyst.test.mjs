// A BI analyst: the exporter installed into an empty folder, a first export, the report's project, the service. The truth is
// what the helpdesk's own API answers.
import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../n8n/harness/process.mjs';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { adapted, codeOf, commandsOf } from './harness/documents.mjs';
import { rowsIn } from './harness/parquet.mjs';
import { environment, running, typed } from './harness/shell.mjs';

const INSTALL = 'docs/how-to/install-exporter.md';
const TICKETS = 120;

describe('a BI analyst', () => {
  let empty, folder, sandbox, desk, truth;
  const env = (more = {}) => ({ ...environment(), ...more });
  const withKey = (more = {}) => env({ DESKPRO_KEY: desk.key, ...more });
  const run = (line, options = {}) => typed(line, { cwd: folder, env: env(), ...options });
  const lake = () => join(folder, 'lake/parquet');

  before(async () => {
    empty = await emptyFolder();
    folder = join(empty.folder, 'tickets');
    await mkdir(folder);
  });
  after(async () => {
    await sandbox?.end();
    await empty?.remove();
  });

  test('installs the packed file into an empty folder', async () => {
    const [tarball] = (await readdir(builtClone())).filter((file) => /^ticketlake-.*\.tgz$/.test(file));
    await copyFile(join(builtClone(), tarball), join(folder, tarball));
    const commands = await commandsOf(INSTALL, 'From a file, in the empty folder');
    assert.ok(commands[0].endsWith(tarball), `${commands[0]} installs ${tarball}`);
    const printed = [];
    for (const command of commands) printed.push((await run(command)).stdout.trim());
    assert.equal(`ticketlake-${printed.at(-1)}.tgz`, tarball);
  });

  test('starts a helpdesk to try with', async () => {
    const line = 'npx ticketlake sandbox';
    assert.ok((await readFile(join(builtClone(), INSTALL), 'utf8')).includes(`\`${line}\``));
    const options = `--services deskpro --tickets ${TICKETS} --no-limits --port 0 --json`;
    sandbox = await running(`${line} ${options}`, { cwd: folder, env: env() });
    [desk] = JSON.parse(sandbox.line).services;
    truth = await ticketsOf(desk);
    assert.ok(truth.length > TICKETS * 0.8);
  });

  test('makes the first export and looks at it, as the document shows', async () => {
    const commands = await commandsOf(INSTALL, 'The first export');
    const init = commands.filter((command) => command.includes(' init '));
    const later = commands.filter((command) => !command.includes(' init '));
    assert.deepEqual([init.length, later.length], [1, 4]);
    await run(adapted(init[0], { 'https://acme.deskpro.com': desk.url }), { env: withKey() });
    const printed = {};
    for (const command of later)
      printed[/ticketlake (\w+)/.exec(command)[1]] = (await run(command, { env: withKey() })).stdout;
    for (const [status, count] of countsOf(truth))
      assert.match(
        printed.query,
        new RegExp(`\\b${status}\\b\\W+${count}\\b`),
        `${status}: ${count}\n${printed.query}`,
      );
    const tickets = await rowsIn(lake(), 'tickets');
    assert.deepEqual(
      tickets
        .filter((row) => !row.is_deleted)
        .map((row) => [row.ticket_id, row.subject, row.status])
        .sort(),
      truth.map(({ id, subject, status }) => [String(id), subject, status]).sort(),
    );
    assert.ok((await readFile(join(folder, 'ticketlake.yaml'), 'utf8')).includes('${DESKPRO_KEY}'));
  });

  test('has a project of Power BI that is bound to the files', async () => {
    assert.ok(existsSync(join(folder, 'powerbi/Ticketlake.pbip')));
    const bound = await readFile(join(folder, 'powerbi/Ticketlake.SemanticModel/definition/expressions.tmdl'), 'utf8');
    const [, lakeFolder] = /^expression LakeFolder = "([^"]+)"/m.exec(bound);
    assert.equal(lakeFolder, lake());
    assert.ok(existsSync(join(lakeFolder, '_manifest.json')));
    const measures = await readFile(join(folder, 'powerbi/measures.sql'), 'utf8');
    const [, sql] = /^-- Tickets Created\n([^;]+);/m.exec(measures);
    const { stdout } = await run(`npx ticketlake query --format json '${sql.replaceAll("'", String.raw`'\''`)}'`, {
      env: withKey(),
    });
    assert.deepEqual(JSON.parse(stdout), [{ value: truth.filter(({ status }) => status !== 'hidden').length }]);
  });

  test('without Node: the project of the repository finds every file that it reads in the folder', async () => {
    const tables = join(builtClone(), 'powerbi/Ticketlake.SemanticModel/definition/tables');
    const read = new Set();
    for (const file of await readdir(tables)) {
      const text = await readFile(join(tables, file), 'utf8');
      for (const [, name] of text.matchAll(/Lake(?:FilesOf|Rows)\("(\w+)"\)/g)) read.add(name);
    }
    assert.ok(read.size > 8, [...read].join());
    assert.deepEqual(
      [...read].filter((name) => !existsSync(join(lake(), `${name}.parquet`))),
      [],
    );
  });

  test('gets the same by hand: the configuration and the commands of README', async () => {
    const heading = 'I export for others';
    const byHand = join(folder, 'by-hand');
    await mkdir(byHand);
    const [yaml] = (await codeOf('README.md', heading)).filter(({ language }) => language === 'yaml');
    await writeFile(join(byHand, 'ticketlake.yaml'), adapted(yaml.text, { 'https://acme.deskpro.com': desk.url }));
    await writeFile(join(byHand, '.env'), `DESKPRO_KEY=${desk.key}\n`);
    const commands = (await commandsOf('README.md', heading)).filter((command) => command.startsWith('npx ticketlake'));
    assert.equal(commands.length, 3);
    const printed = [];
    for (const command of commands) printed.push((await run(command, { cwd: byHand })).stdout);
    const counts = [...printed.at(-1).matchAll(/^\W*(\w+)\W+(\d+)\W*$/gm)].filter(([, group]) => group !== 'deleted');
    const total = counts.reduce((sum, [, , count]) => sum + Number(count), 0);
    assert.equal(total, truth.length, printed.at(-1));
  });

  test('serves the lake, and asks it with the request of the document', async () => {
    const [curl] = (await commandsOf('docs/reference/http-api.md', 'Queries')).filter((command) =>
      command.startsWith('curl '),
    );
    const port = await freePort();
    const token = 'token-of-the-analyst-1';
    await writeFile(
      join(folder, 'ticketlake.yaml'),
      `${await readFile(join(folder, 'ticketlake.yaml'), 'utf8')}\nserve:\n  token: \${TICKETLAKE_TOKEN}\n`,
    );
    const withToken = { env: withKey({ TICKETLAKE_TOKEN: token }) };
    const service = await running(`npx ticketlake serve --json --port ${port}`, { cwd: folder, ...withToken });
    try {
      const { stdout } = await run(adapted(curl, { 'http://127.0.0.1:8321': `http://127.0.0.1:${port}` }), withToken);
      const [head, ...rows] = stdout.trim().split(/\r?\n/);
      assert.equal(head, 'queue,open');
      const open = (await rowsIn(lake(), 'tickets')).filter((row) => row.is_open);
      assert.equal(
        rows.reduce((sum, row) => sum + Number(row.split(',').at(-1)), 0),
        open.length,
      );
      assert.ok(open.length > 0);
    } finally {
      await service.end();
    }
  });
});

/** All tickets that the helpdesk lists, from its own API. */
async function ticketsOf({ url, key }) {
  const tickets = [];
  for (let page = 1; ; page += 1) {
    const answer = await fetch(`${url}/api/v2/tickets?count=100&page=${page}`, {
      headers: { authorization: `key ${key}` },
    });
    assert.equal(answer.status, 200);
    const { data, meta } = await answer.json();
    tickets.push(...data);
    if (page >= meta.pagination.total_pages) return tickets;
  }
}

function countsOf(tickets) {
  const counts = new Map();
  for (const { status } of tickets) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}
