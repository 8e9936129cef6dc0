import { decide } from '../../etl/src/serve/http/preconditions';
import { addressOf } from '../../etl/src/serve/http/address';

const file = { etag: '"v1"', lastModified: new Date('2026-03-01T10:00:00.750Z'), bytes: 1000 };
const part = (from: number, to: number) => ({ status: 206, range: { from, to } });

describe('ranges', () => {
  it.each([
    ['bytes=0-99', part(0, 99)],
    ['bytes=900-', part(900, 999)],
    ['bytes=900-5000', part(900, 999)],
    ['bytes=-100', part(900, 999)],
    ['bytes=-5000', part(0, 999)],
    ['bytes=999-999', part(999, 999)],
    ['bytes=1000-', { status: 416 }],
    ['bytes=-0', { status: 416 }],
    ['bytes=5-2', { status: 200 }],
    ['bytes=0-1,5-9', { status: 200 }],
    ['rows=0-1', { status: 200 }],
    ['bytes=-', { status: 200 }],
  ])('%s', (range, expected) => {
    expect(decide({ range }, file)).toEqual(expected);
  });

  it('an empty file has no part', () => {
    expect(decide({ range: 'bytes=0-' }, { ...file, bytes: 0 })).toEqual({ status: 416 });
  });
});

describe('conditions', () => {
  it.each([
    [{ 'if-none-match': '"v1"' }, 304],
    [{ 'if-none-match': 'W/"v1"' }, 304],
    [{ 'if-none-match': '"v0", "v1"' }, 304],
    [{ 'if-none-match': '*' }, 304],
    [{ 'if-none-match': '"v0"' }, 200],
    [{ 'if-none-match': '"v0"', 'if-modified-since': 'Sun, 01 Mar 2026 10:00:00 GMT' }, 200],
    [{ 'if-modified-since': 'Sun, 01 Mar 2026 10:00:00 GMT' }, 304],
    [{ 'if-modified-since': 'Sun, 01 Mar 2026 09:59:59 GMT' }, 200],
    [{ 'if-modified-since': 'nonsense' }, 200],
    [{ 'if-match': '"v1"' }, 200],
    [{ 'if-match': '"v0"' }, 412],
    [{ 'if-match': 'W/"v1"' }, 412],
    [{ 'if-match': '*' }, 200],
  ])('%j is answered with %i', (headers, status) => {
    expect(decide(headers, file).status).toBe(status);
  });

  it('a part is given only of the state that the reader has begun with', () => {
    const range = 'bytes=10-19';
    expect(decide({ range, 'if-range': '"v1"' }, file)).toEqual(part(10, 19));
    expect(decide({ range, 'if-range': '"v0"' }, file)).toEqual({ status: 200 });
    expect(decide({ range, 'if-range': 'W/"v1"' }, file)).toEqual({ status: 200 });
    expect(decide({ range, 'if-range': 'Sun, 01 Mar 2026 10:00:00 GMT' }, file)).toEqual(part(10, 19));
    expect(decide({ range, 'if-range': 'Sun, 01 Mar 2026 10:00:01 GMT' }, file)).toEqual({ status: 200 });
  });
});

describe('the address under which the reader knows the service', () => {
  it.each([
    [{ host: 'lake.example:8321' }, 'http://lake.example:8321'],
    [{ host: '[::1]:8321' }, 'http://[::1]:8321'],
    [{ host: 'x', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bi.example' }, 'https://bi.example'],
    [{ host: 'x', 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'bi.example, inner' }, 'https://bi.example'],
    [{ host: 'x', 'x-forwarded-host': 'bi.example', 'x-forwarded-port': '8443' }, 'http://bi.example:8443'],
    [
      { host: 'x', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'bi.example', 'x-forwarded-port': '443' },
      'https://bi.example',
    ],
    [{ host: 'x', 'x-forwarded-prefix': '/ticketlake/' }, 'http://x/ticketlake'],
    [{ host: 'x', 'x-forwarded-host': 'evil.example/"><script>' }, 'http://x'],
    [{ host: 'x', 'x-forwarded-proto': 'javascript', 'x-forwarded-prefix': '/a"b' }, 'http://x'],
  ])('%j', (headers, expected) => {
    expect(addressOf(headers)).toBe(expected);
  });
});
