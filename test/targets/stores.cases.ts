/** Targets in every kind of store, over real sockets: conditions, checksums, pages of lists, and what goes wrong on the way. */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { probe } from '../../etl/src/targets/probe';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import { deltaRows } from '../support/delta-log';
import type { Asked, StoreFault } from '../support/object-server';
import { parquetRows } from '../support/parquet-manifest';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, ticket } from '../support/published-files';
import type { RunningStore, StoreName } from '../support/stores';
import { PREFIX, STORES, downloaded, opened, startStore, targetIn } from '../support/stores';

const NOW = Date.UTC(2026, 5, 1);
const WORLD: World = { tickets: [ticket('acme:1'), ticket('beta:1', { created: null })], days: ['2026-01-01'] };

let store: RunningStore;

async function publish(files: PublishedFiles, target: TargetConfig, { readsBack = false } = {}): Promise<TargetResult> {
  const config = files.config([target], { lakeId: 'desk' });
  const [result] = await publishTargets(config, { readsBack, listener: () => undefined, now: () => NOW });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

const KEYS = ['ticket_key', 'run_id'];
const ROWS = ['["acme:1","r1"]', '["beta:1","r1"]'];

/** Goes wrong at the nth request that fits, and at no other. */
function once(fault: StoreFault, fits: (asked: Asked) => boolean, nth = 1): () => boolean {
  let met = 0;
  store.server.fault = (asked) => (fits(asked) && ++met === nth ? fault : null);
  return () => met >= nth;
}

const isCommit = ({ does, key }: Asked): boolean => does === 'write' && /tickets\/_delta_log\/\d+\.json$/.test(key);
const isData = ({ does, key }: Asked): boolean => does === 'write' && key.endsWith('.parquet');
const isRead = ({ does, key }: Asked): boolean => does === 'read' && key.endsWith('.json');

type FaultCase = readonly [string, StoreFault, (asked: Asked) => boolean];

function faults(cases: readonly FaultCase[]): void {
  test.each(cases)('%s is got over, and every row is there once', async (_, fault, fits) => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    expect(await publish(files, targetIn(store))).toMatchObject({ outcome: 'published' });
    await files.publish({ ...WORLD, tickets: WORLD.tickets.map((row) => ({ ...row, run: 'r2' })) });
    const hasHappened = once(fault, fits);
    expect(await publish(files, targetIn(store))).toMatchObject({ outcome: 'published', error: null });
    expect(hasHappened()).toBe(true);
    store.server.fault = () => null;
    expect(await deltaRows(path.join(downloaded(store), 'tickets'), KEYS)).toEqual(
      ROWS.map((row) => row.replace('r1', 'r2')),
    );
    expect(await publish(files, targetIn(store))).toMatchObject({ changed: [] });
  });
}

/** @param cases what every write is answered, and what is said of it */
function refusals(cases: ReadonlyArray<readonly [string, 403 | 503, RegExp]>): void {
  test.each(cases)('%s at every write is named, and the version before stays', async (_, status, says) => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    await publish(files, targetIn(store));
    await files.publish({ ...WORLD, tickets: [] });
    store.server.fault = ({ does }) => (does === 'write' ? status : null);
    const result = await publish(files, targetIn(store));
    expect(result).toMatchObject({ outcome: 'failed', run_id: 'run-0001' });
    expect(result.error?.startsWith(store.calledAs)).toBe(true);
    expect(result.error).toMatch(says);
    expect(result.error).not.toContain(store.secret);
    store.server.fault = () => null;
    expect(await deltaRows(path.join(downloaded(store), 'tickets'), KEYS)).toEqual(ROWS);
  });
}

/** A store of each kind, with what its maker calls keys. */
function eachStore(tests: (name: StoreName) => void): void {
  describe.each(STORES)('%s', (name) => {
    beforeEach(async () => {
      store = await startStore(name);
    });
    afterEach(() => store.server.close());
    tests(name);
  });
}

const REFUSED: Readonly<Record<StoreName, RegExp>> = {
  s3: / refused the keys \(403 AccessDenied\)\. Check AWS_ACCESS_KEY_ID/,
  azure: / refused the keys \(403 AuthorizationFailure\)\. Check AZURE_STORAGE_ACCOUNT, AZURE_STORAGE_KEY/,
  gcs: / refused the keys \(403 forbidden\)\. Check GOOGLE_APPLICATION_CREDENTIALS/,
};
const BUSY: Readonly<Record<StoreName, RegExp>> = {
  s3: / answered 503 SlowDown\. Run/,
  azure: / answered 503 ServerBusy\. Run/,
  gcs: / answered 503 backendError\. Run/,
};

function formats(tried: ReadonlyArray<'delta' | 'parquet'>): void {
  test.each(tried)('%s: every row is there, the same rows are put once, and verify finds nothing', async (format) => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    const target = targetIn(store, { format });
    expect(await publish(files, target)).toMatchObject({ outcome: 'published', error: null });
    const read = () =>
      format === 'delta'
        ? deltaRows(path.join(downloaded(store), 'tickets'), KEYS)
        : parquetRows(downloaded(store), 'tickets', KEYS);
    expect(await read()).toEqual(ROWS);
    expect(await publish(files, target)).toMatchObject({ changed: [], objects: 0 });
    expect(await verifyTarget(files.config([target], { lakeId: 'desk' }), target, () => NOW)).toMatchObject({
      ok: true,
      findings: [],
    });
    const [key = '', held] =
      [...store.server.objects].find(([name]) => /tickets.*[0-9a-f]{64}\.parquet$/.test(name)) ?? [];
    if (held !== undefined) held.body[8] = (held.body[8] ?? 0) ^ 1;
    const found = await verifyTarget(files.config([target], { lakeId: 'desk' }), target, () => NOW);
    expect(found.findings).toMatchObject([
      { object: key.slice(PREFIX.length), message: 'its bytes are not those that were published' },
    ]);
    expect(await publish(files, target, { readsBack: true })).toMatchObject({ changed: ['tickets'], objects: 1 });
    store.server.objects.delete(key);
    expect(await publish(files, target)).toMatchObject({ changed: ['tickets'], objects: 1 });
    expect(await read()).toEqual(ROWS);
  });
}

const LOST_COMMIT: FaultCase = ['a commit whose answer was lost', 'lost', isCommit];

export function quick(): void {
  eachStore(quickTests);
}

function quickTests(name: StoreName): void {
  formats(name === 's3' ? ['delta', 'parquet'] : ['delta']);

  if (name === 's3') faults([LOST_COMMIT]);

  refusals([['a refusal', 403, REFUSED[name]]]);

  test('one that is not there is named', async () => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    const { place } = store;
    const elsewhere =
      place.kind === 'azure' ? { ...place, container: 'no-container' } : { ...place, bucket: 'no-bucket' };
    const none = await publish(files, targetIn(store, { place: elsewhere }));
    expect(none.error).toMatch(/^there is no (?:bucket no-bucket|container no-container)\. Make it/);
  });

  test('of eight who write one object at once one wins', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => opened(store)));
    const made = await Promise.all(stores.map((each, at) => each.putIfAbsent('race.json', Buffer.from(String(at)))));
    expect(made.filter((won) => won)).toHaveLength(1);
    const before = await stores[0]?.get('race.json');
    const replaced = await Promise.all(
      stores.map((each, at) => each.replaceIf('race.json', Buffer.from(`by ${at}`), before?.tag ?? '')),
    );
    expect(replaced.filter((won) => won)).toHaveLength(1);
    expect(store.server.objects.get('team/desk/race.json')?.body.toString()).toBe(`by ${replaced.indexOf(true)}`);
  });

  test('check leaves nothing behind', async () => {
    expect(await probe(await opened(store))).toBeNull();
    expect([...store.server.objects.keys()]).toEqual([]);
  });
}

/** What waits, or is large. */
export function slow(): void {
  eachStore(slowTests);
}

function slowTests(name: StoreName): void {
  // Only S3 answers so to a write that was not begun.
  if (name === 's3') faults([['a commit that met another one under way', 409, isCommit]]);
  else {
    formats(['parquet']);
    faults([LOST_COMMIT]);
  }
  faults([
    ['a store that is busy', 503, isCommit],
    ['a file whose answer was lost', 'lost', isData],
    ['a body that ended early', 'cut', isRead],
  ]);

  refusals([['a store that stays busy', 503, BUSY[name]]]);

  test('one that cannot be reached is named', async () => {
    const files = new PublishedFiles();
    await files.publish(WORLD);
    const { access } = store;
    const nowhere = 'http://127.0.0.1:9/';
    const unreached = access.kind === 'azure' ? { ...access, service: nowhere } : { ...access, endpoint: nowhere };
    const { error } = await publish(files, targetIn(store, { access: unreached }));
    expect(error?.startsWith(`${store.calledAs} could not be reached: `)).toBe(true);
    expect(error).toMatch(/ECONNREFUSED.*\. Check endpoint:/);
  });

  test('a large file goes whole, with the checksum of each request', async () => {
    const large = await opened(store);
    const place = path.join(newFolder(), 'large');
    const body = Buffer.alloc(65 * 1024 * 1024, 'x');
    body.write('end', body.length - 3);
    writeFileSync(place, body);
    const sha256 = createHash('sha256').update(body).digest('hex');
    await large.put('large', { place, bytes: body.length, sha256 });
    expect(await large.sizeOf('large')).toBe(body.length);
    const back = path.join(newFolder(), 'back');
    expect(await large.fetch('large', back)).toBe(true);
    expect(createHash('sha256').update(readFileSync(back)).digest('hex')).toBe(sha256);
    const sent = store.server.asked.filter(({ does, key }) => does === 'write' && key.endsWith('large'));
    expect(sent).toHaveLength({ s3: 3, azure: 4, gcs: 1 }[name]);
  });
}
