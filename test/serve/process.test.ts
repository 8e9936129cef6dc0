/** The service as it is in earnest: an export in a process of its own, and the command line. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RunAnswer } from '../../etl/src/serve/answers';
import { exportInProcess } from '../../etl/src/serve/runs/start';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { configOf, newLake, sourceOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { ask, serve } from '../support/service';
import type { RunningService } from '../support/service';
import { run } from '../support/terminal';

const sandbox = useSandbox({ tickets: 8, services: ['teamswork'], clock: Date.now() });

async function until(service: RunningService, id: string, isThere: (run: RunAnswer) => boolean): Promise<RunAnswer> {
  for (;;) {
    const now = (await service.ask(`/api/runs/${id}`)).json<RunAnswer>();
    if (isThere(now)) return now;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe('an export in a process of its own', () => {
  useCompiledExporter();
  const newService = (): Promise<RunningService> =>
    serve(configOf(newLake(), [sourceOf(sandbox(), 'teamswork')]), {
      startExport: exportInProcess(compiledFile('etl/src/serve/runs/process.ts')),
    });
  const start = (service: RunningService) => service.ask('/api/runs', { method: 'POST' });

  it('a crash is an outcome, and the service goes on: the next run tells what it does, and publishes', async () => {
    sandbox().faults.add({ service: 'teamswork', kind: 'slow', times: -1, options: { delayMs: 2000 } });
    const service = await newService();
    const { id: crashing } = (await start(service)).json<RunAnswer>();
    service.kill();
    const crashed = await until(service, crashing, ({ state }) => state === 'finished');
    expect(crashed).toMatchObject({
      outcome: 'crashed',
      exit_code: null,
      error: { message: expect.stringContaining('SIGKILL') },
    });
    sandbox().faults.clear();
    const begun = await start(service);
    const { id, run_id } = begun.json<RunAnswer>();
    expect([begun.status, typeof run_id]).toEqual([202, 'string']);
    const ended = await until(service, id, ({ state }) => state === 'finished');
    expect(ended).toMatchObject({ outcome: 'complete', exit_code: 0, run_id, error: null });
    expect(ended.progress.length).toBeGreaterThan(1);
    expect((await service.ask('/api/status')).json()).toMatchObject({ tables: { tickets: 8 } });
  });
});

describe('ticketlake serve', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-serve-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  const configure = (more: string): string => {
    const { url, key } = sandbox().service('teamswork');
    const file = path.join(folder, 'ticketlake.yaml');
    writeFileSync(file, `sources:\n  acme: { vendor: teamswork, url: "${url}", key: "${key}" }\n${more}`);
    return file;
  };

  it('listens until it is told to end', async () => {
    const config = configure('serve: { token: "${TOKEN}" }\n');
    let interrupt: () => void = () => undefined;
    let url = '';
    const running = run(['serve', '--config', config, '--port', '0', '--json'], {
      env: { TOKEN: 'token-of-the-cli' },
      onInterrupt: (handler) => {
        interrupt = handler;
        return () => undefined;
      },
      onStdout: (text) => {
        url = (JSON.parse(text) as { url: string }).url;
      },
    });
    while (url === '') await new Promise((resolve) => setTimeout(resolve, 20));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect((await ask(`${url}/api/runs`, { authorization: 'Bearer token-of-the-cli' })).status).toBe(200);
    expect((await ask(`${url}/api/runs`, { authorization: null })).status).toBe(401);
    interrupt();
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toContain('token-of-the-cli');
  });

  it.each([
    ['an open host without a token', '', ['--host', '0.0.0.0'], 2, 'refusing to listen on 0.0.0.0 without a token'],
    ['an open host in the configuration', 'serve: { host: 0.0.0.0 }\n', [], 2, 'Set serve.token'],
    [
      'a broken schedule',
      'schedule: { cron: "61 * * * *" }\n',
      [],
      2,
      'schedule.cron: "61 * * * *" is not a cron pattern',
    ],
    ['a schedule that never comes', 'schedule: { cron: "0 0 30 2 *" }\n', [], 2, 'never comes'],
    ['a schedule without a pattern', 'schedule: { timezone: Europe/Paris }\n', [], 2, 'schedule.cron: is missing'],
    ['a schedule that is a text', 'schedule: "0 6 * * *"\n', [], 2, 'Write it as schedule: { cron: "0 6 * * *" }'],
    ['a misspelt key', 'serve: { tokn: abc }\n', [], 2, 'Did you mean "token"?'],
    [
      'a webhook that is no URL',
      'serve: { notify: "hooks.example/secret" }\n',
      [],
      2,
      'serve.notify: this is not an http',
    ],
    ['a port that is none', 'serve: { port: 70000 }\n', [], 2, 'serve.port: "70000" is not a whole number'],
    [
      'a host that this machine does not have',
      'serve: { token: abcdef }\n',
      ['--host', '192.0.2.1'],
      1,
      'this machine has no address',
    ],
  ])('%s ends with words', async (_, more, args, exitCode, message) => {
    const ended = await run(['serve', '--config', configure(more), '--port', '0', ...args].filter((arg) => arg !== ''));
    expect([ended.exitCode, ended.stderr]).toEqual([exitCode, expect.stringContaining(message)]);
    expect(ended.stderr).not.toContain('hooks.example/secret');
  });

  it('a port that is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const ended = await run(['serve', '--config', configure(''), '--port', String(port)]);
    expect([ended.exitCode, ended.stderr]).toEqual([1, expect.stringContaining(`port ${port} is taken`)]);
    other.close();
  });
});
