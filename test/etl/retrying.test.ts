/** quota → send → understand → wait and send again. */
import { createCall } from '../../etl/src/http/retry';
import type { CallOptions, CountingCall } from '../../etl/src/http/retry';
import { createQuota } from '../../etl/src/http/quota';
import { throwIfEnded } from '../../etl/src/base/async';
import type { RunEvent } from '../../etl/src/base/events';
import { VendorError } from '../../vendors/errors';
import type { ApiRequest, ApiResponse } from '../../vendors/http';

const START = Date.UTC(2026, 10, 2, 9);
const GET: ApiRequest = { endpoint: 'list', method: 'GET', path: '/tickets', query: [['page', '2']] };
const OK: ApiResponse = { status: 200, headers: { date: 'Mon, 02 Nov 2026 08:59:00 GMT' }, body: '{"data":[]}' };

interface Made extends CountingCall {
  sentAt: number[];
  events: RunEvent[];
  ending: AbortController;
}

/** @param answers one a request; the last one stays */
function make(answers: ReadonlyArray<ApiResponse | VendorError>, changed: Partial<CallOptions> = {}): Made {
  let now = START;
  const sentAt: number[] = [];
  const events: RunEvent[] = [];
  const ending = new AbortController();
  const surroundings = {
    source: 'acme',
    listener: (event: RunEvent) => events.push(event),
    clock: () => now,
    sleep: (ms: number, signal: AbortSignal) => {
      now += ms;
      return Promise.resolve().then(() => throwIfEnded(signal));
    },
    signal: ending.signal,
  };
  const quota = createQuota({
    ...surroundings,
    quota: { requests: null, windowMs: 60_000, source: '' },
    requestsPerMinute: null,
    requestsPerHour: null,
    requestsPerDay: null,
    store: { load: () => Promise.resolve([]), save: () => Promise.resolve() },
  });
  let at = 0;
  const counting = createCall({
    ...surroundings,
    quota,
    random: () => 0.5,
    vendor: { title: 'Acme', errorParser: { title: 'Acme', read: () => ({ text: null }) } },
    send: () => {
      sentAt.push(now - START);
      const answer = answers[Math.min(at, answers.length - 1)];
      at += 1;
      return answer instanceof VendorError ? Promise.reject(answer) : Promise.resolve(answer ?? OK);
    },
    ...changed,
  });
  return { ...counting, sentAt, events, ending };
}

function refusal(status: number, headers: Record<string, string> = {}, body = '{}'): ApiResponse {
  return { status, headers, body };
}

const lost = new VendorError({ code: 'network', message: 'the connection was lost', retryable: true });

test('an understood answer arrives, and the service tells its clock', async () => {
  const { call, counters, serverNow, sentAt } = make([OK]);
  await expect(call(GET)).resolves.toMatchObject({ status: 200, json: { data: [] } });
  expect(sentAt).toEqual([0]);
  expect(serverNow()).toBe(Date.UTC(2026, 10, 2, 8, 59));
  expect(counters()).toEqual({ requests: 1, retries: 0, rate_limited: 0, seconds_waited: 0 });
});

test('without a word from the service, waits double from one second, five tries in all', async () => {
  const { call, counters, sentAt, events } = make([refusal(503)]);
  await expect(call(GET)).rejects.toMatchObject({
    code: 'server_error',
    status: 503,
    message: 'Acme could not answer (HTTP 503)',
  });
  expect(sentAt).toEqual([0, 1000, 3000, 7000, 15_000]);
  expect(counters()).toEqual({ requests: 5, retries: 4, rate_limited: 0, seconds_waited: 15 });
  expect(events.map((event) => event.type === 'waiting' && [event.reason, event.until - START])).toEqual([
    ['retry', 3000],
    ['retry', 7000],
    ['retry', 15_000],
  ]);
  expect(events[0]).toMatchObject({ message: 'Acme could not answer (HTTP 503) (GET /tickets?page=2)' });
});

test.each([
  ['a number of seconds', { 'retry-after': '37' }, 37_000],
  [
    'a date by the service’s own clock',
    { 'retry-after': 'Mon, 02 Nov 2026 10:00:20 GMT', date: 'Mon, 02 Nov 2026 10:00:00 GMT' },
    20_000,
  ],
  ['more than five minutes, which is cut', { 'retry-after': '900' }, 300_000],
  ['nothing', {}, 1000],
])('a 429 that asks for %s is waited for', async (_, headers, waited) => {
  const { call, counters, sentAt } = make([refusal(429, headers), OK]);
  await call(GET);
  expect(sentAt).toEqual([0, waited]);
  expect(counters()).toEqual({ requests: 2, retries: 1, rate_limited: 1, seconds_waited: waited / 1000 });
});

test('a 429 pauses everyone who asks this source, and is shown with its end', async () => {
  const { call, sentAt, events, counters } = make([refusal(429, { 'retry-after': '30' }), OK]);
  const first = call(GET);
  await first;
  expect(sentAt).toEqual([0, 30_000]);
  expect(events).toEqual([
    {
      type: 'waiting',
      source: 'acme',
      until: START + 30_000,
      reason: 'rate_limited',
      message: 'Acme is receiving too many requests (HTTP 429)',
    },
  ]);
  const held = make([refusal(429, { 'retry-after': '30' }), OK]);
  await Promise.all([held.call(GET), held.call(GET), held.call(GET)]);
  // The two that were asked beside the refused one were sent before it was refused, or after the pause; none within.
  expect(held.sentAt.filter((at) => at > 0 && at < 30_000)).toEqual([]);
  // Ten that wait for the same second waited one second.
  expect(counters().seconds_waited).toBe(30);
});

test('maintenance holds everyone, too', async () => {
  const { call, events } = make([refusal(423, { 'retry-after': '60' }), OK]);
  await call(GET);
  expect(events).toMatchObject([{ type: 'waiting', reason: 'maintenance', until: START + 60_000 }]);
});

test('a service that asks for hours ends the call with an error that says until when', async () => {
  const { call, sentAt } = make([refusal(429, { 'retry-after': '18000' })]);
  await expect(call(GET)).rejects.toMatchObject({
    code: 'rate_limited',
    message: 'Acme is receiving too many requests (HTTP 429), and asks to wait until 2026-11-02 14:00 UTC',
    remedy: 'Run again after that to resume where it ended.',
  });
  expect(sentAt).toEqual([0]);
});

test.each([
  ['a reset', lost],
  ['a web page', { ...OK, body: '<html>login</html>' }],
  ['broken JSON', { ...OK, body: '{"data":[' }],
  ['an empty body', { ...OK, body: '' }],
  ['408', refusal(408)],
])('%s is tried again', async (_, answer) => {
  const { call, counters } = make([answer, OK]);
  await expect(call(GET)).resolves.toMatchObject({ status: 200 });
  expect(counters()).toMatchObject({ requests: 2, retries: 1 });
});

test.each([401, 403, 404, 400, 501])('%d is final', async (status) => {
  const { call, counters } = make([refusal(status), OK]);
  await expect(call(GET)).rejects.toMatchObject({ status });
  expect(counters()).toMatchObject({ requests: 1, retries: 0 });
});

test('a write is not sent again when nobody knows whether it was done, but is after a 429', async () => {
  const post: ApiRequest = { ...GET, method: 'POST' };
  const doubtful = make([lost, OK]);
  await expect(doubtful.call(post)).rejects.toMatchObject({ code: 'network' });
  expect(doubtful.sentAt).toHaveLength(1);
  const refused = make([refusal(429), OK]);
  await refused.call(post);
  expect(refused.sentAt).toHaveLength(2);
});

test('the end of the run ends the waits, not the request under way', async () => {
  const made = make([refusal(503), OK], {});
  const waiting = made.call(GET);
  made.ending.abort();
  await expect(waiting).rejects.toMatchObject({ code: 'aborted' });
  const late = make([OK]);
  late.ending.abort();
  await expect(late.call(GET)).rejects.toMatchObject({ code: 'aborted', message: 'the run was asked to end' });
  expect(late.sentAt).toEqual([]);
});

test('a defect in the code below is not mistaken for the service’s fault', async () => {
  const { call } = make([OK], { send: () => Promise.reject(new TypeError('defect')) });
  await expect(call(GET)).rejects.toThrow(TypeError);
});
