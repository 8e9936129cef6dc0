/** Every command that knows targets, on a lake whose target is in a cloud's store; its keys stand in .env. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Sandbox } from '../../sandbox/server';
import { startSandbox } from '../../sandbox/server';
import { deltaRows } from '../support/delta-log';
import type { RunningStore } from '../support/stores';
import { downloaded, startStore } from '../support/stores';
import { ACCOUNT } from '../support/container-server';
import type { Recorded } from '../support/terminal';
import { run } from '../support/terminal';

jest.setTimeout(300_000);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ tickets: 12, limits: false, services: ['notific'] });
});
afterAll(() => sandbox.close());

/** As people write it, and what stands in .env. */
function setUp({ place, access, secret }: RunningStore): { to: string; env: string } {
  if (place.kind === 'azure' && access.kind === 'azure') {
    const connection = `AccountName=${ACCOUNT};AccountKey=${secret};BlobEndpoint=${access.service ?? ''}`;
    return { to: `az://${place.container}/team/desk`, env: `AZURE_STORAGE_CONNECTION_STRING="${connection}"\n` };
  }
  if (place.kind === 'gcs' && access.kind === 'gcs')
    return { to: `gs://${place.bucket}/team/desk`, env: `STORAGE_EMULATOR_HOST=${access.endpoint}\n` };
  if (place.kind !== 's3' || access.kind !== 's3') throw new Error('another store');
  const keys = `AWS_ACCESS_KEY_ID=${access.keys?.id ?? ''}\nAWS_SECRET_ACCESS_KEY=${secret}\n`;
  return { to: `s3://${place.bucket}/team/desk`, env: `${keys}AWS_ENDPOINT_URL=${access.endpoint ?? ''}\n` };
}

test.each(['s3', 'azure', 'gcs'] as const)(
  '%s: check, plan, export, publish, verify, status and erase reach it, and no output has the key',
  async (name) => {
    const store = await startStore(name);
    const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-store-'));
    const outputs: Recorded[] = [];
    const command = async (...args: string[]): Promise<Recorded> => {
      const recorded = await run(args, { cwd: folder });
      outputs.push(recorded);
      return recorded;
    };
    try {
      const { to, env } = setUp(store);
      const [service] = sandbox.services;
      writeFileSync(path.join(folder, '.env'), env);
      writeFileSync(
        path.join(folder, 'ticketlake.yaml'),
        `lake_id: desk\nsources:\n  notific: { vendor: notific, url: "${service?.url ?? ''}", key: ${service?.key ?? ''}, requests_per_minute: 100000 }\npublish:\n  - { name: cloud, to: "${to}", format: delta }\n`,
      );
      const checked = await command('check');
      expect(checked.stdout + checked.stderr).toMatch(/cloud.*can be published to/);
      expect([...store.server.objects.keys()]).toEqual([]);
      expect((await command('export')).exitCode).toBe(0);
      expect((await command('plan')).stdout).toContain('cloud');
      expect((await command('verify', '--target', 'cloud')).exitCode).toBe(0);
      expect((await command('status')).stdout).toContain('cloud');
      const people = () => [...store.server.objects.keys()].filter((key) => /\/people\/.*\.parquet$/.test(key));
      const before = people();
      const { stdout } = await command(
        ...['query', '--format', 'json', 'SELECT email FROM people WHERE email IS NOT NULL ORDER BY email LIMIT 1'],
      );
      const [{ email = '' } = {}] = JSON.parse(stdout) as Array<{ email?: string }>;
      expect((await command('erase', email, '--yes')).exitCode).toBe(0);
      expect(people().filter((key) => before.includes(key))).toEqual([]);
      const rows = await deltaRows(path.join(downloaded(store), 'people'), ['email']);
      expect(rows.join('\n')).not.toContain(email);
      expect((await command('publish', '--target', 'cloud')).exitCode).toBe(0);
      expect((await command('verify', '--target', 'cloud')).exitCode).toBe(0);
      store.server.fault = () => 403;
      const refused = await command('publish', '--verbose');
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout + refused.stderr).toContain(`${store.calledAs} refused the keys`);
      for (const { stdout: out, stderr } of outputs) expect(out + stderr).not.toContain(store.secret);
    } finally {
      await store.server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
