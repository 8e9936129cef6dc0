/** The same against a server of others, `versitygw`, where it is installed. Its path may stand in TICKETLAKE_VERSITYGW. */
import type { ChildProcess } from 'node:child_process';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { NO_PROXY } from '../../etl/src/base/proxy';
import type { StoreAccess } from '../../etl/src/config/target-place';
import { probe } from '../../etl/src/targets/probe';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { openS3 } from '../../etl/src/targets/store/s3';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { deltaRows } from '../support/delta-log';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const program = process.env['TICKETLAKE_VERSITYGW'] ?? 'versitygw';
const isThere = spawnSync(program, ['--version']).status === 0;
if (!isThere) process.stderr.write('SKIPPED: no bucket of others was tried, because versitygw is not installed\n');
const whereItIs = isThere ? describe : describe.skip;

const PLACE = { kind: 's3', bucket: 'lake', prefix: 'desk/' } as const;

whereItIs('a bucket of versitygw', () => {
  let server: ChildProcess;
  let folder: string;
  let access: StoreAccess;

  beforeAll(async () => {
    folder = newFolder();
    // A folder is a bucket there.
    mkdirSync(path.join(folder, 'lake'));
    const port = await freePort();
    const args = ['--access', 'test', '--secret', 'testtest', '--port', `127.0.0.1:${port}`, 'posix', folder];
    server = spawn(program, args, { stdio: 'ignore' });
    access = {
      endpoint: `http://127.0.0.1:${port}/`,
      region: null,
      profile: null,
      timeoutMs: 10_000,
      keys: { id: 'test', secret: 'testtest', session: null },
    };
    await answers(port);
  });
  afterAll(() => {
    server.kill();
  });

  test('keeps the conditions that a target needs', async () => {
    expect(await probe(await openS3(PLACE, access, NO_PROXY))).toBeNull();
  });

  test('lets one of eight win who write at once', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => openS3(PLACE, access, NO_PROXY)));
    const made = await Promise.all(stores.map((store, at) => store.putIfAbsent('race.json', Buffer.from(String(at)))));
    expect(made.filter((won) => won)).toHaveLength(1);
  });

  test('refuses a body that is not what its SHA-256 says', async () => {
    const sdk = await import('@aws-sdk/client-s3');
    const { endpoint } = access;
    const client = new sdk.S3Client({
      ...(endpoint === null ? {} : { endpoint }),
      forcePathStyle: true,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'testtest' },
    });
    const wrong = new sdk.PutObjectCommand({
      ...{ Bucket: 'lake', Key: 'wrong', Body: Buffer.from('abc') },
      ChecksumSHA256: Buffer.alloc(32).toString('base64'),
    });
    await expect(client.send(wrong)).rejects.toThrow();
  });

  test.each(['delta', 'parquet'] as const)('%s: two publications, and verify finds nothing', async (format) => {
    const place = { ...PLACE, prefix: `${format}/` };
    const target = targetAt(`s3://lake/${format}/`, { place, access, format });
    const files = new PublishedFiles();
    const config = files.config([target], { lakeId: 'desk' });
    const options = { listener: () => undefined, now: () => Date.now() };
    for (const run of ['r1', 'r2']) {
      await files.publish({ tickets: [ticket('acme:1', { run }), ticket('beta:1')], days: ['2026-01-01'] });
      expect(await publishTargets(config, options)).toMatchObject([{ outcome: 'published', error: null }]);
    }
    expect(await publishTargets(config, options)).toMatchObject([{ changed: [], objects: 0 }]);
    expect(await verifyTarget(config, target, Date.now)).toMatchObject({ ok: true, findings: [] });
    if (format === 'parquet') return;
    const rows = await deltaRows(path.join(folder, 'lake/delta/tickets'), ['ticket_key', 'run_id']);
    expect(rows).toEqual(['["acme:1","r2"]', '["beta:1","r1"]']);
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function answers(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const isUp = await new Promise<boolean>((done) => {
      const socket = net.connect(port, '127.0.0.1', () => {
        socket.destroy();
        done(true);
      });
      socket.on('error', () => done(false));
    });
    if (isUp) return;
    await pause(100);
  }
  throw new Error('versitygw did not start');
}
