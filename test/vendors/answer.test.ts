import { oneLine, retryAfterMs, understand } from '../../vendors/answer';
import { VendorError } from '../../vendors/errors';
import type { ApiRequest } from '../../vendors/http';
import { describeRequest, segment } from '../../vendors/http';
import { asText, objectAt } from '../../vendors/json';
import type { Json } from '../../vendors/json';
import { waitBeforeRetry } from '../../vendors/retry';

const words = {
  title: 'Service',
  read: (_: number, json: Json) => ({ text: asText(objectAt({ json }, 'json').message) }),
  failureIn: (json: Json) => (objectAt({ json }, 'json').error === true ? { text: 'told inside' } : undefined),
};
const get: ApiRequest = { endpoint: 'list', method: 'GET', path: '/t', query: [['page', '2']] };
const post: ApiRequest = { endpoint: 'create', method: 'POST', path: '/t' };
const answer = (status: number, body: string, headers: Record<string, string> = {}, request = get) =>
  understand(request, { status, headers, body }, words);
const failure = (...args: Parameters<typeof answer>) => {
  const outcome = answer(...args);
  if (!(outcome instanceof VendorError)) throw new Error('expected an error');
  return outcome;
};

it('gives the JSON of a success', () => {
  expect(answer(200, '{"a":1}')).toMatchObject({ status: 200, json: { a: 1 } });
});

it.each([
  [401, 'unauthorized', false],
  [403, 'forbidden', false],
  [404, 'not_found', false],
  [405, 'method_not_allowed', false],
  [408, 'timeout', true],
  [423, 'maintenance', true],
  [429, 'rate_limited', true],
  [500, 'server_error', true],
  [501, 'unsupported', false],
  [503, 'server_error', true],
])('understands HTTP %i as %s', (status, code, retryable) => {
  const error = failure(status, '{"message":"why"}');
  expect({ code: error.code, retryable: error.retryable, status: error.status }).toEqual({ code, retryable, status });
  expect(error.message).toContain('why');
  expect(error.request).toBe('GET /t?page=2');
});

it.each([
  ['<!DOCTYPE html><html>login</html>', 'not_json'],
  ['{"items":[{"id":', 'truncated'],
  ['', 'empty_answer'],
])('does not take %p for data', (body, code) => {
  expect(failure(200, body)).toMatchObject({ code, retryable: true });
});

it('does not take a part for the whole, of a list or of a file; a write is done', () => {
  expect(failure(206, '[1]')).toMatchObject({ code: 'truncated', retryable: true });
  expect(understand(get, { status: 206, headers: {}, body: new Uint8Array([1]) }, words)).toMatchObject({
    code: 'truncated',
  });
  expect(answer(206, '{}', {}, post)).toMatchObject({ status: 206 });
});

it('never shows markup of an error page', () => {
  expect(failure(502, '<html><body><h1>Bad gateway</h1></body></html>').message).toBe(
    'Service could not answer (HTTP 502)',
  );
});

it('takes an empty answer to a write for done, and a failure told in a 200 for a failure', () => {
  expect(answer(200, '', {}, post)).toMatchObject({ json: null });
  expect(failure(200, '{"error":true}')).toMatchObject({
    code: 'refused_by_service',
    message: 'Service refused: told inside',
  });
});

it('does not follow a redirect', () => {
  expect(failure(302, '', { location: 'https://elsewhere/' }).code).toBe('redirect');
});

it('takes 410 for success only where the request says so', () => {
  expect(answer(410, '', {}, { ...post, method: 'DELETE', alsoSuccess: [410] })).toMatchObject({ status: 410 });
  expect(failure(410, '').code).toBe('not_found');
});

it('reads Retry-After in seconds and as a date against the service’s own clock', () => {
  const now = Date.parse('Sun, 22 Nov 2026 10:00:00 GMT');
  expect(retryAfterMs('37', now)).toBe(37_000);
  expect(retryAfterMs('-4', now)).toBe(0);
  expect(retryAfterMs('Sun, 22 Nov 2026 10:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('soon', now)).toBeUndefined();
  expect(retryAfterMs(undefined, now)).toBeUndefined();
});

describe('sending again', () => {
  const error = (code: ConstructorParameters<typeof VendorError>[0]['code'], more = {}) =>
    new VendorError({ code, message: 'm', retryable: true, ...more });

  it('doubles the wait with jitter and ends after five tries', () => {
    expect([1, 2, 3, 4, 5].map((attempt) => waitBeforeRetry(error('server_error'), get, attempt, 0.5))).toEqual([
      1000,
      2000,
      4000,
      8000,
      undefined,
    ]);
  });

  it('honours Retry-After up to five minutes', () => {
    expect(waitBeforeRetry(error('rate_limited', { retryAfterMs: 37_000 }), get, 1, 0)).toBe(37_000);
    expect(waitBeforeRetry(error('rate_limited', { retryAfterMs: 86_400_000 }), get, 1, 0)).toBe(300_000);
  });

  it('never repeats a write that may have been done', () => {
    expect(waitBeforeRetry(error('timeout'), post, 1, 0)).toBeUndefined();
    expect(waitBeforeRetry(error('server_error'), post, 1, 0)).toBeUndefined();
    expect(waitBeforeRetry(error('rate_limited'), post, 1, 0.5)).toBe(1000);
  });
});

it('makes one path segment of any id and refuses those that would change the path', () => {
  expect(segment('09-13/O Ü')).toBe('09-13%2FO%20%C3%9C');
  for (const id of ['', ' ', '.', '..']) expect(() => segment(id)).toThrow(VendorError);
  expect(describeRequest(get)).toBe('GET /t?page=2');
});

it('keeps service texts to one line without markup', () => {
  expect(oneLine('<b>Bad</b>\n  thing')).toBe('Bad thing');
  expect(oneLine('<!doctype html><p>x')).toBeNull();
  expect(oneLine('x'.repeat(400))).toHaveLength(300);
});
