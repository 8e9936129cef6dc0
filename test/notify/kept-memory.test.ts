/** Machines that share a state in a store, and each of which sends notices: an outage is told once, and so is its end. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config, NoticeConfig } from '../../etl/src/config/config';
import { NOTICES } from '../../etl/src/notify/kept-memory';
import type { EndedRun } from '../../etl/src/notify/notice';
import { BucketServer } from '../support/bucket-server';
import { configOf, newLake } from '../support/lake';
import { stateInBucket } from '../support/state-store';
import { tinySource } from '../support/tiny-vendor';
import { receiver, useWebhook } from '../support/webhook';
import { endedRun, rowOf, tell } from './ended-run';

const webhook = useWebhook();
let bucket: BucketServer;
let endpoint: string;
beforeEach(async () => {
  bucket = new BucketServer();
  endpoint = await bucket.start();
});
afterEach(() => bucket.close());

/** A machine with a folder that no other one sees. */
function machine(notify: readonly NoticeConfig[] = [receiver(webhook().url())]): Config {
  return configOf(newLake(), [tinySource({ name: 'acme' })], { notify, state: stateInBucket(endpoint, 'desk') });
}

const ended = (outcome: 'failed' | 'complete'): EndedRun =>
  endedRun({
    outcome,
    result: { sources: [{ source: 'acme', outcome, streams: [rowOf('acme', 'tickets', outcome)] }] },
  });
const [FAILED, WORKS] = [ended('failed'), ended('complete')];
const writes = () => bucket.asked.filter(({ does }) => does === 'write').length;

test('each run in an empty folder: one failure, one recovery, and no key in the store', async () => {
  for (const run of [FAILED, FAILED, WORKS, WORKS, FAILED]) expect(await tell(machine(), run)).toEqual([]);
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered', 'run_failed']);
  expect(bucket.objects.get(`desk/${NOTICES}`)?.body.toString()).not.toMatch(/very-secret|127\.0\.0\.1/);
});

test('a run with nothing new writes nothing, and its folder does not overrule what another machine noted', async () => {
  const [one, other] = [machine(), machine()];
  await tell(one, WORKS);
  const before = writes();
  for (let run = 0; run < 5; run += 1) await tell(one, WORKS);
  expect(writes()).toBe(before);
  await tell(other, FAILED);
  await tell(one, FAILED);
  await tell(one, WORKS);
  await tell(other, WORKS);
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
});

test('a store that cannot be reached: what this folder noted counts, and is brought to the store later', async () => {
  const config = machine();
  bucket.fault = () => 403;
  expect(await tell(config, FAILED)).toEqual([expect.stringMatching(/another machine may send a notice again: .*403/)]);
  bucket.fault = () => null;
  await tell(config, FAILED);
  await tell(config, WORKS);
  await tell(machine(), WORKS);
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
});

test('what another machine noted while notices were sent stays', async () => {
  const config = machine();
  await tell(config, WORKS);
  const noted = bucket.objects.get(`desk/${NOTICES}`);
  if (noted === undefined) throw new Error('nothing was noted');
  const theirs = {
    ...noted,
    body: Buffer.from(noted.body.toString().replace('"revision":1', '"revision":9')),
    tag: '"x"',
  };
  bucket.fault = ({ does, key }) => {
    if (does === 'write' && key.endsWith(NOTICES)) bucket.objects.set(key, theirs);
    return null;
  };
  expect(await tell(config, FAILED)).toEqual([]);
  expect(bucket.objects.get(`desk/${NOTICES}`)?.body.toString()).toBe(theirs.body.toString());
});

test('a memory in the store that cannot be read is none', async () => {
  await tell(machine(), FAILED);
  const held = bucket.objects.get(`desk/${NOTICES}`);
  if (held === undefined) throw new Error('nothing was noted');
  held.body = Buffer.from('{"version":2}');
  expect(await tell(machine(), FAILED)).toEqual([]);
  expect(webhook().events()).toEqual(['run_failed', 'run_failed']);
});

test('what an earlier version noted in a folder counts', async () => {
  const config = machine();
  await tell(config, FAILED);
  bucket.objects.clear();
  const file = path.join(config.lake, 'state/notices.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"revision":\d+,/, ''));
  await tell(config, FAILED);
  await tell(config, WORKS);
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
});
