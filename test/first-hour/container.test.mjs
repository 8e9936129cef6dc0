// The image: the steps of the Dockerfile run without a container engine, and what it starts runs as a user who owns
// nothing of it, with nothing to write to but the volume and /tmp.
import assert from 'node:assert/strict';
import { chmod, chown, mkdir, readdir, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import dockerfile from '../support/dockerfile.js';
import { freePort, run, start } from '../n8n/harness/process.mjs';
import { builtClone, emptyFolder } from './harness/clone.mjs';
import { builtImage } from './harness/image.mjs';
import { environment, running } from './harness/shell.mjs';

const { listIn, said } = dockerfile;
const TOKEN = 'token-of-the-container-test';
const PORT = '8321';

describe('the image', () => {
  let empty, image, data, scratch, sandbox, port;

  before(async () => {
    empty = await emptyFolder();
    // The user of the image reads it.
    await chmod(empty.folder, 0o755);
    scratch = join(empty.folder, 'tmp');
    await mkdir(scratch);
    await chmod(scratch, 0o777);
    port = String(await freePort());
  });
  after(async () => {
    await sandbox?.end();
    if (image !== undefined) await run('chmod', ['-R', 'u+w', image.root]);
    await empty?.remove();
  });

  const words = (instruction) => said(image.stage, instruction).map((text) => listIn(text))[0];
  /** As in the image: its paths are below its root here, and its port may be taken here. */
  const adapted = (list) =>
    list.map((word) =>
      word
        .replace(/^\/opt\//, `${image.root}/opt/`)
        .replaceAll(PORT, port)
        .replace(/^0\.0\.0\.0$/, '127.0.0.1'),
    );
  const [uid, gid] = [1000, 1000];
  const user = process.getuid?.() === 0 ? { uid, gid } : {};
  const options = () => {
    const variables = said(image.stage, 'ENV').map((text) => text.split('='));
    const env = { PATH: environment().PATH, TMPDIR: scratch, ...Object.fromEntries(variables) };
    return { cwd: data, env: { ...env, HELPDESK_KEY: sandbox.key, TICKETLAKE_TOKEN: TOKEN }, ...user };
  };
  const line = (list) => adapted([...words('ENTRYPOINT'), ...list]);
  const begin = ([command, ...args]) => start(command, args, options());
  const ended = ([command, ...args]) => run(command, args, options());

  test('is built by the steps of the Dockerfile', async () => {
    const folder = join(empty.folder, 'build');
    await mkdir(folder);
    image = await builtImage(builtClone(), folder);
    data = join(image.root, said(image.stage, 'VOLUME')[0]);
    const held = await readdir(join(image.root, 'opt/ticketlake/etl'));
    assert.deepEqual(held.sort(), ['LICENSE', 'README.md', 'bin', 'dist', 'node_modules', 'package.json']);
    const packages = await readdir(join(image.root, 'opt/ticketlake/node_modules'));
    for (const unwanted of ['typescript', 'jest', 'eslint', 'n8n-workflow']) assert.ok(!packages.includes(unwanted));
    // The context is what .dockerignore lets through.
    const context = await readdir(join(folder, 'context'));
    for (const kept of ['test', '.git', 'docs', 'node_modules', 'nodes']) assert.ok(!context.includes(kept), kept);
  });

  test('starts a helpdesk beside it', async () => {
    const args = 'sandbox --services notific --tickets 20 --no-limits --port 0 --json';
    const program = join(image.root, 'opt/ticketlake/node_modules/ticketlake/bin/ticketlake.js');
    const started = await running(`node ${program} ${args}`, { cwd: empty.folder });
    const [{ url, key }] = JSON.parse(started.line).services;
    sandbox = { key, end: () => started.end() };
    const text = `lake: ./lake
serve: { token: "\${TICKETLAKE_TOKEN}" }
sources: { alerts: { vendor: notific, url: "${url}", key: "\${HELPDESK_KEY}" } }
`;
    await writeFile(join(data, 'ticketlake.yaml'), text);
    await run('chmod', ['-R', 'a-w', join(image.root, 'opt')]);
    if (user.uid !== undefined) await chown(data, uid, gid);
  });

  test('exports with nothing to write to but the volume and /tmp, then verifies', async () => {
    const exported = await ended(line(['export', '--quiet']));
    assert.deepEqual(exported, { code: 0, stdout: '', stderr: '' });
    assert.equal((await ended(line(['verify', '--quiet']))).code, 0);
    assert.ok(existsSync(join(data, 'lake/parquet/tickets.parquet')));
    assert.deepEqual(await readdir(scratch), []);
  });

  test('serves by default, is healthy, and ends with 0 after SIGTERM', async () => {
    const health = said(image.stage, 'HEALTHCHECK').map((text) => adapted(listIn(text)))[0];
    const service = begin(line(words('CMD')));
    for (const last = Date.now() + 60_000; (await ended(health)).code !== 0;) {
      assert.ok(Date.now() < last && !service.hasEnded(), service.output.stderr);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    process.kill(service.pid, 'SIGTERM');
    assert.equal(await service.ended, 0, service.output.stderr);
    assert.ok(!existsSync(join(data, 'lake/state/lock')));
    assert.equal((await ended(health)).code, 1);
    assert.ok(!(service.output.stderr + service.output.stdout).includes(TOKEN));
  });

  test('is built and started by a container engine, where there is one', { timeout: 900_000 }, async (context) => {
    const engine = await run('docker', ['info']).catch(() => ({ code: 1 }));
    if (engine.code !== 0) return context.skip('no container engine runs here');
    const tag = 'ticketlake:first-hour';
    const built = await run('docker', ['build', '--tag', tag, builtClone()], { seconds: 800 });
    assert.equal(built.code, 0, built.stderr);
    const locked = ['--rm', '--read-only', '--tmpfs', '/tmp', '--cap-drop', 'ALL'];
    const { code, stdout } = await run('docker', ['run', ...locked, tag, 'help', 'exit-codes']);
    assert.equal(code, 0);
    assert.match(stdout, /75/);
  });

  test('says in a sentence what is missing when nothing is mounted', async () => {
    const { code, stderr } = await ended(line(['export', '--config', 'elsewhere.yaml']));
    assert.equal(code, 2);
    assert.match(stderr, /there is no such file/);
  });
});
