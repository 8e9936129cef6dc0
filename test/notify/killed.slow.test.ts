/** An export that is killed between sending a notice and noting it: the next one sends it again, and then never more. */
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { newLake } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { useWebhook } from '../support/webhook';

useCompiledExporter();
const sandbox = useSandbox({ tickets: 4, services: ['notific'], clock: Date.now() });
const webhook = useWebhook();

function exported(folder: string, key: string, failpoint: string): Promise<number | NodeJS.Signals | null> {
  const { url } = sandbox().service('notific');
  const yaml = `sources:\n  desk: { vendor: notific, url: "${url}", key: "${key}" }\nnotify: [{ url: "${webhook().url()}" }]\n`;
  writeFileSync(path.join(folder, 'ticketlake.yaml'), yaml);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [compiledFile('etl/src/cli/main.ts'), 'export'], {
      cwd: folder,
      env: { PATH: process.env['PATH'], TICKETLAKE_FAILPOINT: failpoint },
      stdio: 'ignore',
    });
    child.once('error', reject);
    child.once('close', (code, signal) => {
      resolve(signal ?? code);
    });
  });
}

test('a failure and a recovery', async () => {
  const folder = newLake();
  const { key } = sandbox().service('notific');
  const ends: unknown[] = [];
  for (const [used, failpoint] of [
    ['a-wrong-key-1', 'notice.sent'],
    ['a-wrong-key-1', ''],
    ['a-wrong-key-1', ''],
    [key, 'notice.sent'],
    [key, ''],
    [key, ''],
  ] as const)
    ends.push(await exported(folder, used, failpoint));
  expect(ends).toEqual(['SIGKILL', 1, 1, 'SIGKILL', 0, 0]);
  expect(webhook().events()).toEqual(['run_failed', 'run_failed', 'run_recovered', 'run_recovered']);
});

test('a failure whose sender was killed, and that is over before the next run: its end is told', async () => {
  const folder = newLake();
  await exported(folder, 'a-wrong-key-1', 'notice.sent');
  await exported(folder, sandbox().service('notific').key, '');
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
});
