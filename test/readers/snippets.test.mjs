// Every snippet of Python in docs/, as a reader copies it: in a folder with a lake in it, the service running beside it.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { codeOf } from '../first-hour/harness/documents.mjs';
import { freePort, run, start } from '../n8n/harness/process.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const bin = join(root, 'etl/bin/ticketlake.js');
const { folderOf, pythonIn } = createRequire(import.meta.url)('../../scripts/python-packages.js');
const DOCUMENTED = 'http://127.0.0.1:8321';
const env = { ...process.env, TICKETLAKE_TOKEN: 'token-of-the-readers', PYTHONWARNINGS: 'error' };

const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md'))
  .map((file) => `docs/${file.replaceAll('\\', '/')}`);
const code = await Promise.all(['README.md', ...pages].map(async (page) => [page, await codeOf(page)]));
const snippets = code.flatMap(([page, fences]) =>
  fences.filter(({ language }) => language === 'python').map(({ text }, at) => [`${page}, number ${at + 1}`, text]),
);

let folder, service, port;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ticketlake-snippets-'));
  const demo = ['demo', '--lake', join(folder, 'lake'), '--tickets', '20', '--quiet'];
  const { code: exitCode, stderr } = await run(process.execPath, [bin, ...demo], { env });
  assert.equal(exitCode, 0, stderr);
  port = await freePort();
  const config = join(folder, 'lake/ticketlake.yaml');
  service = start(process.execPath, [bin, 'serve', '--config', config, '--port', String(port)], { env });
  for (let waited = 0; !(await isUp()); waited += 1) {
    assert.ok(waited < 300 && !service.hasEnded(), service.output.stderr);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});
after(async () => {
  await service?.end();
  rmSync(folder, { recursive: true, force: true });
});

const isUp = () =>
  fetch(`http://127.0.0.1:${port}/health`).then(
    ({ ok }) => ok,
    () => false,
  );

test('there are snippets, and none is told apart by another name of the language', () => {
  assert.ok(snippets.length > 2);
  const others = code.flatMap(([, fences]) => fences.filter(({ language }) => /^(?:py|python3|pycon)$/.test(language)));
  assert.deepEqual(others, []);
});

for (const [place, text] of snippets)
  test(`${place}: runs, and prints something`, async () => {
    const script = text.replaceAll(DOCUMENTED, `http://127.0.0.1:${port}`);
    const ended = await run(pythonIn(folderOf('readers')), ['-c', script], { cwd: folder, env });
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    assert.notEqual(ended.stdout.trim(), '');
  });
