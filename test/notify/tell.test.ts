/** Notices over real sockets: what each receiver gets, once, and what is kept of it in the lake. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Config, NoticeConfig } from '../../etl/src/config/config';
import type { EndedRun } from '../../etl/src/notify/notice';
import { notifyOfRun } from '../../etl/src/notify/send-notices';
import { configOf, newLake } from '../support/lake';
import { tinySource } from '../support/tiny-vendor';
import { receiver, useWebhook } from '../support/webhook';
import { endedRun, rowOf, tell } from './ended-run';

const webhook = useWebhook();

function configWith(notify: readonly NoticeConfig[], changes: Partial<Config> = {}): Config {
  return configOf(newLake(), [tinySource({ name: 'acme' })], { notify, ...changes });
}

const failedWith = (message: string): EndedRun =>
  endedRun({
    outcome: 'failed',
    exit_code: 1,
    result: {
      sources: [{ source: 'acme', outcome: 'failed', streams: [rowOf('acme', 'tickets', 'failed', message)] }],
    },
  });
const FAILED = failedWith('the key is not known');
const WORKS = endedRun({
  result: { sources: [{ source: 'acme', outcome: 'complete', streams: [rowOf('acme', 'tickets', 'complete')] }] },
});

test('JSON says what happened, with times for people in the reporting zone', async () => {
  const config = configWith([receiver(webhook().url())], { timezone: 'Asia/Kolkata' });
  expect(await tell(config, FAILED)).toEqual([]);
  expect(await tell(config, WORKS)).toEqual([]);
  const [failed, recovered] = webhook().notices();
  expect(failed).toEqual({
    event: 'run_failed',
    text: 'Ticketlake: the run of 2026-11-30 11:30 (Asia/Kolkata) ended failed. acme: tickets: the key is not known',
    lake: config.lake,
    id: null,
    run_id: FAILED.run_id,
    trigger: 'export',
    outcome: 'failed',
    exit_code: 1,
    started_at: '2026-11-30T06:00:00.000Z',
    finished_at: '2026-11-30T06:01:00.000Z',
    errors: [{ source: 'acme', stream: 'tickets', message: 'the key is not known' }],
  });
  expect(recovered).toMatchObject({
    event: 'run_recovered',
    outcome: 'complete',
    text: expect.stringContaining('What failed since 2026-11-30 11:30 (Asia/Kolkata) works again.'),
    errors: [],
  });
  const { method, headers } = webhook().got[0]!;
  expect([method, headers['content-type'], headers['user-agent']]).toEqual(['POST', 'application/json', 'ticketlake']);
});

const MEAN = '<!channel> *hi* & [click](https://evil.example) <https://evil.example|here>';

test('Slack gets text in which nothing of a service is a link or a mention', async () => {
  await tell(configWith([receiver(webhook().url(), { format: 'slack' })]), failedWith(MEAN));
  const message = JSON.parse(webhook().got[0]!.text) as { text: string; mrkdwn: boolean };
  expect(Object.keys(message).sort()).toEqual(['mrkdwn', 'text']);
  expect(message.mrkdwn).toBe(false);
  expect(message.text).toContain('&lt;!channel&gt; *hi* &amp; [click]');
  expect(message.text).not.toMatch(/[<>]/);
});

test('Teams gets an Adaptive Card in which only our own title is Markdown', async () => {
  await tell(configWith([receiver(webhook().url(), { format: 'teams' })]), failedWith(MEAN));
  const message = JSON.parse(webhook().got[0]!.text) as {
    type: string;
    attachments: Array<{
      contentType: string;
      content: { type: string; version: string; body: Array<Record<string, unknown>> };
    }>;
  };
  expect(message.type).toBe('message');
  const [attachment, ...more] = message.attachments;
  expect([attachment?.contentType, more]).toEqual(['application/vnd.microsoft.card.adaptive', []]);
  const { type, version, body } = attachment!.content;
  expect([type, version]).toEqual(['AdaptiveCard', '1.4']);
  const readAsMarkdown = body.filter((block) => block['type'] !== 'RichTextBlock');
  expect(JSON.stringify(readAsMarkdown)).not.toContain('evil');
  expect(JSON.stringify(body)).toContain('<!channel> *hi* & [click]');
});

test('a card stays below what Teams takes, however much went wrong', async () => {
  const streams = Array.from({ length: 300 }, (_, at) => rowOf('acme', `s${at}`, 'failed', 'x'.repeat(5000)));
  const run = endedRun({ outcome: 'failed', result: { sources: [{ source: 'acme', outcome: 'failed', streams }] } });
  await tell(configWith([receiver(webhook().url(), { format: 'teams' })]), run);
  const { text } = webhook().got[0]!;
  expect(Buffer.byteLength(text)).toBeLessThan(28_000);
  expect(text).toContain('and 290 more');
});

test('a ping is a bare GET', async () => {
  const dead = receiver(webhook().url('/ping/abc?rid=1'), { on: ['success'], ping: true });
  const config = configWith([dead]);
  await tell(config, FAILED);
  await tell(config, WORKS);
  await tell(config, WORKS);
  expect(webhook().got.map(({ method, url, text }) => [method, url, text])).toEqual(
    Array.from({ length: 2 }, () => ['GET', '/ping/abc?rid=1', '']),
  );
  expect(webhook().got[0]?.headers['content-type']).toBeUndefined();
});

test('user and password of a URL are sent as basic authentication', async () => {
  const url = webhook().url('/in').replace('http://', 'http://me:p%40ss@');
  await tell(configWith([receiver(url)]), FAILED);
  expect(webhook().got[0]?.headers.authorization).toBe(`Basic ${Buffer.from('me:p@ss').toString('base64')}`);
});

test('runs that were interrupted or found the lake held are told to nobody', async () => {
  const all = receiver(webhook().url(), { on: ['failure', 'recovery', 'success', 'every_failure'] });
  const config = configWith([all]);
  await tell(config, endedRun({ outcome: 'interrupted', exit_code: 130 }));
  await tell(config, endedRun({ outcome: 'locked', exit_code: 75 }));
  expect(webhook().got).toEqual([]);
});

test.each([
  [[503, 503], 3, []],
  [[429], 2, []],
  [[404], 1, ['it answered 404']],
  [[302], 1, ['it answered 302, and a redirect is not followed']],
  [[500, 502, 503], 3, ['it answered 503']],
])('answers %j: %i tries', async (statuses, tries, why) => {
  webhook().statuses = [...statuses];
  const warned = await tell(configWith([receiver(webhook().url())]), FAILED);
  expect(webhook().got.map(({ url }) => url)).toEqual(Array.from({ length: tries }, () => '/hook/very-secret-path'));
  expect(warned).toEqual(why.map((words) => `notify 1: the notice could not be sent: ${words}`));
});

test('what did not arrive is sent with the next run, also the end of an outage', async () => {
  const config = configWith([receiver(webhook().url())]);
  webhook().statuses = [404];
  await tell(config, FAILED);
  await tell(config, FAILED);
  await tell(config, FAILED);
  webhook().statuses = [404];
  await tell(config, WORKS);
  await tell(config, WORKS);
  await tell(config, WORKS);
  expect(webhook().events()).toEqual(['run_failed', 'run_failed', 'run_recovered', 'run_recovered']);
});

test('what was on its way when the run was ended is sent with the next one', async () => {
  const config = configWith([receiver(webhook().url())]);
  const ending = new AbortController();
  webhook().statuses = [503];
  const pause = (): Promise<void> => {
    ending.abort();
    return Promise.resolve();
  };
  const options = { config, redact: (text: string) => text, warn: () => undefined, signal: ending.signal, pause };
  await notifyOfRun(FAILED, options);
  expect(webhook().got).toHaveLength(1);
  await tell(config, FAILED);
  await tell(config, FAILED);
  expect(webhook().events()).toEqual(['run_failed', 'run_failed']);
});

test('one receiver that cannot be reached keeps nothing from the others, and no message names it', async () => {
  const nowhere = 'http://127.0.0.1:9/services/T0000/very-secret-path?token=abcdefgh';
  const config = configWith([receiver(nowhere), receiver(webhook().url(), { place: 'notify 2' })]);
  const warned = await tell(config, FAILED);
  expect(webhook().events()).toEqual(['run_failed']);
  expect(warned).toEqual([
    expect.stringMatching(/^notify 1: the notice could not be sent: nothing answers at its host$/),
  ]);
  const kept = readFileSync(path.join(config.lake, 'state/notices.json'), 'utf8');
  expect(`${kept}${warned.join()}`).not.toMatch(/very-secret|127\.0\.0\.1|abcdefgh/);
});

test('a URL that a service sends back in an error is hidden', async () => {
  const url = webhook().url();
  await tell(configWith([receiver(url)]), failedWith(`cannot reach ${url} or /hook/very-secret-path`));
  expect(webhook().got[0]?.text).not.toContain('very-secret');
});

test('two processes that end at once tell one outage once', async () => {
  const config = configWith([receiver(webhook().url())]);
  await Promise.all(Array.from({ length: 8 }, () => tell(config, FAILED)));
  expect(webhook().events()).toEqual(['run_failed']);
  await Promise.all(Array.from({ length: 8 }, () => tell(config, WORKS)));
  expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
});

test.each(['', '{', '{"version":1}', '{"version":2,"outage":null,"heard":{}}', 'null'])(
  'a memory that cannot be read (%j) is none: what fails is told again',
  async (text) => {
    const config = configWith([receiver(webhook().url())]);
    await tell(config, FAILED);
    writeFileSync(path.join(config.lake, 'state/notices.json'), text);
    expect(await tell(config, FAILED)).toEqual([]);
    expect(webhook().events()).toEqual(['run_failed', 'run_failed']);
  },
);

test('a lake that cannot be written to is told of all the same', async () => {
  const config = configWith([receiver(webhook().url())]);
  // A folder in the place of the file: it can be neither read nor replaced, by no user.
  mkdirSync(path.join(config.lake, 'state/notices.json/x'), { recursive: true });
  const warned = await tell(config, endedRun({ outcome: 'failed', error: { message: 'the disk is full' } }));
  expect(webhook().notices()[0]?.errors).toEqual([{ source: null, stream: null, message: 'the disk is full' }]);
  expect(warned).toEqual([expect.stringContaining('what was sent cannot be noted, and may be sent again')]);
});
