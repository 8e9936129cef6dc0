import fc from 'fast-check';
import { redactor, withoutSecrets } from '../../vendors/redact';

const SECRET = 'Zk9/qT+x& "ß7';

describe('redaction by value', () => {
  const redact = redactor([SECRET]);
  const base64 = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    ['raw', SECRET],
    ['percent', encodeURIComponent(SECRET)],
    ['percent, lower case', encodeURIComponent(SECRET).toLowerCase()],
    ['form', new URLSearchParams({ k: SECRET }).toString().slice(2)],
    ['JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['JSON with escaped slashes', JSON.stringify(SECRET).slice(1, -1).replaceAll('/', '\\/')],
    ['base64', base64(SECRET)],
    ['base64url', Buffer.from(SECRET).toString('base64url')],
  ])('hides the %s form', (_, form) => {
    const redacted = redact(`before ${form} after`);
    expect(redacted).not.toContain(form.slice(0, 8));
    expect(redacted).toMatch(/^before .* after$/);
  });

  it('hides base64 of a longer text that holds the secret, wherever it stands', () => {
    for (const prefix of ['', 'u', 'us', 'use', 'user']) {
      const encoded = base64(`${prefix}${SECRET}tail`);
      const redacted = redact(encoded);
      expect(Buffer.from(redacted.replaceAll('***', ''), 'base64').toString()).not.toContain(SECRET.slice(0, 6));
    }
  });

  it('hides the longer of two overlapping secrets whole', () => {
    expect(redactor(['abcd', 'abcdefgh'])('x abcdefgh y')).toBe('x *** y');
  });

  it('leaves text without secrets as it is', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-y 0-9]{0,60}$/), (text) => redact(text) === text));
  });

  it('hides key parameters of any URL by name', () => {
    expect(redact('GET https://h/t?limit=5&key=other-key&x=1')).toBe('GET https://h/t?limit=5&key=***&x=1');
  });
});

it('drops members named like secrets and masks them in URLs, and leaves page tokens', () => {
  const record = {
    id: 1,
    auth: 'x',
    nested: [{ access_code: 'y', ApiKey: 'z', password: 'p', refresh_token: 't' }],
    continuationToken: 'page2',
    author: 'Ann',
    download_url: 'https://h/f?access_token=abc&name=a.txt',
    text: 'a key=value pair',
  };
  expect(withoutSecrets(record, new Set(['hush']))).toEqual({
    id: 1,
    nested: [{}],
    continuationToken: 'page2',
    author: 'Ann',
    download_url: 'https://h/f?access_token=***&name=a.txt',
    text: 'a key=value pair',
  });
});
