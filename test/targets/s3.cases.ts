/** Targets in a bucket, over real sockets: conditions, checksums, pages of lists, and what goes wrong on the way. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NO_PROXY } from '../../etl/src/base/proxy';
import type { TargetConfig } from '../../etl/src/config/config';
import { readConfig } from '../../etl/src/config/load';
import type { StoreAccess } from '../../etl/src/config/target-place';
import type { TargetResult } from '../../etl/src/base/run-result';
import { probe } from '../../etl/src/targets/probe';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { openS3 } from '../../etl/src/targets/store/s3';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import type { Asked, BucketFault } from '../support/bucket-server';
import { BucketServer } from '../support/bucket-server';
import { deltaRows } from '../support/delta-log';
import { parquetRows } from '../support/parquet-manifest';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);
const WORLD: World = { tickets: [ticket('acme:1'), ticket('beta:1', { created: null })], days: ['2026-01-01'] };

let bucket: BucketServer;
let endpoint: string;
beforeEach(async () => {
  bucket = new BucketServer();
  endpoint = await bucket.start();
});
afterEach(() => bucket.close());

function access(changes: Partial<StoreAccess> = {}): StoreAccess {
  const keys = { id: 'AKIATEST', secret: 'secret-of-the-bucket', session: null };
  return { endpoint, region: null, profile: null, timeoutMs: 5000, keys, ...changes };
}

const PLACE = { kind: 's3', bucket: 'desk-bucket', prefix: 'team/desk/' } as const;

function inBucket(changes: Partial<TargetConfig> = {}): TargetConfig {
  return targetAt('s3://desk-bucket/team/desk/', { place: PLACE, access: access(), ...changes });
}

async function publish(files: PublishedFiles, target: TargetConfig, { readsBack = false } = {}): Promise<TargetResult> {
  const config = files.config([target], { lakeId: 'desk' });
  const [result] = await publishTargets(config, { readsBack, listener: () => undefined, now: () => NOW });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

/** The bucket as a folder, for readers of folders. */
function downloaded(): string {
  const folder = newFolder();
  for (const [key, { body }] of bucket.objects) {
    const place = path.join(folder, key);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, body);
  }
  return path.join(folder, 'team/desk');
}

const KEYS = ['ticket_key', 'run_id'];
const ROWS = ['["acme:1","r1"]', '["beta:1","r1"]'];

/** Goes wrong at the nth request that fits, and at no other. */
function once(fault: BucketFault, fits: (asked: Asked) => boolean, nth = 1): () => boolean {
  let met = 0;
  bucket.fault = (asked) => (fits(asked) && ++met === nth ? fault : null);
  return () => met >= nth;
}

const isCommit = ({ method, key }: Asked): boolean => method === 'PUT' && /tickets\/_delta_log\/\d+\.json$/.test(key);
const isData = ({ method, key }: Asked): boolean => method === 'PUT' && key.endsWith('.parquet');
const isRead = ({ method, key }: Asked): boolean => method === 'GET' && key.endsWith('.json');

type FaultCase = readonly [string, BucketFault, (asked: Asked) => boolean];

function faults(cases: readonly FaultCase[]): void {
  test.each(cases)('%s is got over, and every row is there once', async (_, fault, fits) => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    expect(await publish(files, inBucket())).toMatchObject({ outcome: 'published' });
    await files.publish({ ...WORLD, tickets: WORLD.tickets.map((row) => ({ ...row, run: 'r2' })) });
    const hasHappened = once(fault, fits);
    expect(await publish(files, inBucket())).toMatchObject({ outcome: 'published', error: null });
    expect(hasHappened()).toBe(true);
    bucket.fault = () => null;
    expect(await deltaRows(path.join(downloaded(), 'tickets'), KEYS)).toEqual(
      ROWS.map((row) => row.replace('r1', 'r2')),
    );
    expect(await publish(files, inBucket())).toMatchObject({ changed: [] });
  });
}

/** @param cases what every write is answered, and what is said of it */
function refusals(cases: ReadonlyArray<readonly [string, 403 | 503, RegExp]>): void {
  test.each(cases)('%s at every write is named, and the version before stays', async (_, status, says) => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    await publish(files, inBucket());
    await files.publish({ ...WORLD, tickets: [] });
    bucket.fault = ({ method }) => (method === 'PUT' ? status : null);
    const result = await publish(files, inBucket());
    expect(result).toMatchObject({ outcome: 'failed', run_id: 'run-0001' });
    expect(result.error).toMatch(says);
    expect(result.error).not.toContain('secret-of-the-bucket');
    bucket.fault = () => null;
    expect(await deltaRows(path.join(downloaded(), 'tickets'), KEYS)).toEqual(ROWS);
  });
}

export function quick(): void {
  test.each(['delta', 'parquet'] as const)(
    '%s: every row is there, the same rows are put once, and verify finds nothing',
    async (format) => {
      const files = new PublishedFiles();
      await files.publish(WORLD);
      const target = inBucket({ format });
      expect(await publish(files, target)).toMatchObject({ outcome: 'published', error: null });
      const read = () =>
        format === 'delta'
          ? deltaRows(path.join(downloaded(), 'tickets'), KEYS)
          : parquetRows(downloaded(), 'tickets', KEYS);
      expect(await read()).toEqual(ROWS);
      expect(await publish(files, target)).toMatchObject({ changed: [], objects: 0 });
      expect(await verifyTarget(files.config([target], { lakeId: 'desk' }), target, () => NOW)).toMatchObject({
        ok: true,
        findings: [],
      });
      const [key = '', held] = [...bucket.objects].find(([name]) => /tickets.*[0-9a-f]{64}\.parquet$/.test(name)) ?? [];
      if (held !== undefined) held.body[8] = (held.body[8] ?? 0) ^ 1;
      const found = await verifyTarget(files.config([target], { lakeId: 'desk' }), target, () => NOW);
      expect(found.findings).toMatchObject([
        { object: key.slice(PLACE.prefix.length), message: 'its bytes are not those that were published' },
      ]);
      expect(await publish(files, target, { readsBack: true })).toMatchObject({ changed: ['tickets'], objects: 1 });
      bucket.objects.delete(key);
      expect(await publish(files, target)).toMatchObject({ changed: ['tickets'], objects: 1 });
      expect(await read()).toEqual(ROWS);
    },
  );

  faults([['a commit whose answer was lost', 'lost', isCommit]]);

  refusals([
    ['a refusal', 403, /^the bucket desk-bucket refused the keys \(403 AccessDenied\)\. Check AWS_ACCESS_KEY_ID/],
  ]);

  test('a bucket that is not there, and a store that cannot be reached, are named', async () => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    const none = await publish(files, inBucket({ place: { ...PLACE, bucket: 'no-bucket' } }));
    expect(none.error).toMatch(/^there is no bucket no-bucket\. Make it/);
    const nowhere = await publish(files, inBucket({ access: access({ endpoint: 'http://127.0.0.1:9/' }) }));
    expect(nowhere.error).toMatch(/^the bucket desk-bucket could not be reached: .*ECONNREFUSED.*\. Check endpoint:/);
  });

  test('of eight who write one object at once one wins', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => openS3(PLACE, access(), NO_PROXY)));
    const made = await Promise.all(stores.map((store, at) => store.putIfAbsent('race.json', Buffer.from(String(at)))));
    expect(made.filter((won) => won)).toHaveLength(1);
    const before = await stores[0]?.get('race.json');
    const replaced = await Promise.all(
      stores.map((store, at) => store.replaceIf('race.json', Buffer.from(`by ${at}`), before?.tag ?? '')),
    );
    expect(replaced.filter((won) => won)).toHaveLength(1);
    expect(bucket.objects.get('team/desk/race.json')?.body.toString()).toBe(`by ${replaced.indexOf(true)}`);
  });

  test('check leaves nothing behind', async () => {
    expect(await probe(await openS3(PLACE, access(), NO_PROXY))).toBeNull();
    expect([...bucket.objects.keys()]).toEqual([]);
  });

  describe('the configuration of a bucket', () => {
    const SOURCE = 'sources:\n  acme: { vendor: teamswork, url: https://x.example, key: k1234567890 }\n';
    const read = (entry: string, variables: Record<string, string> = {}) =>
      readConfig(`${SOURCE}publish:\n  - ${entry}\n`, '/lakes/ticketlake.yaml', variables);

    test('takes keys, region and endpoint from the environment and .env; what the entry says comes first', () => {
      const variables = {
        AWS_ACCESS_KEY_ID: 'A',
        AWS_SECRET_ACCESS_KEY: 'S',
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: 'https://e.example',
      };
      expect(read('{ to: s3://desk-bucket/a/b, region: us-west-2, timeout: 5s }', variables)).toMatchObject({
        ok: true,
        config: {
          publish: [
            {
              to: 's3://desk-bucket/a/b/',
              place: { kind: 's3', bucket: 'desk-bucket', prefix: 'a/b/' },
              access: {
                region: 'us-west-2',
                endpoint: 'https://e.example',
                timeoutMs: 5000,
                keys: { id: 'A', secret: 'S', session: null },
              },
            },
          ],
        },
      });
    });

    test.each([
      ['{ to: "s3://AKIA:secret@desk-bucket/a" }', 'the URL has a user or a password in it'],
      ['{ to: "s3://desk-bucket/a?X-Amz-Signature=f00" }', 'the URL has a part that begins with ? or #'],
      ['{ to: "s3://a/b" }', 'the URL names no bucket'],
      ['{ to: "s3://desk-bucket/a b" }', 'has other characters than letters'],
      ['{ to: s3://desk-bucket/a, endpoint: "https://u:p@e.example" }', 'the URL has a key in it'],
      ['{ to: ./a, region: eu-west-1 }', 'a folder has no such option'],
    ])('%s is refused', (entry, says) => {
      const loaded = read(entry);
      const messages = loaded.ok ? [] : loaded.problems.map(({ message }) => message);
      expect(messages).toHaveLength(1);
      expect(messages[0]).toContain(says);
    });
  });
}

/** What waits, or is large. */
export function slow(): void {
  faults([
    ['a commit that met another one under way', 409, isCommit],
    ['a store that is busy', 503, isCommit],
    ['a file whose answer was lost', 'lost', isData],
    ['a body that ended early', 'cut', isRead],
  ]);

  refusals([['a store that stays busy', 503, /^the bucket desk-bucket answered 503 SlowDown\. Run/]]);

  test('a large file goes in parts, each with its checksum', async () => {
    const store = await openS3(PLACE, access(), NO_PROXY);
    const place = path.join(newFolder(), 'large');
    const body = Buffer.alloc(65 * 1024 * 1024, 'x');
    body.write('end', body.length - 3);
    writeFileSync(place, body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    await store.put('large', { place, bytes: body.length, sha256 });
    expect(await store.sizeOf('large')).toBe(body.length);
    const back = path.join(newFolder(), 'back');
    expect(await store.fetch('large', back)).toBe(true);
    expect(createHash('sha256').update(readFileSync(back)).digest('hex')).toBe(sha256);
    const parts = bucket.asked.filter(({ method, key }) => method === 'PUT' && key.endsWith('large'));
    expect(parts.map(({ headers }) => typeof headers['x-amz-checksum-sha256'])).toEqual(['string', 'string', 'string']);
  });
}
