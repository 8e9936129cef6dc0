import fc from 'fast-check';
import type { Json } from '../../vendors/json';
import { redactedJson, redactor, secretMask, withoutSecrets } from '../../vendors/redact';

const SECRET = 'Zk9/qT+x& "ß7';

const percentBytes = (text: string) =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
const entities = (text: string) => [...text].map((c) => `&#${c.codePointAt(0)};`).join('');
const hexEntities = (text: string) => [...text].map((c) => `&#x${c.codePointAt(0)?.toString(16)};`).join('');
const htmlNamed = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
const unicodeEscapes = (text: string) =>
  text.replace(/[^\u{10000}]/gu, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

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
    ['hex', Buffer.from(SECRET).toString('hex')],
    ['hex, upper case', Buffer.from(SECRET).toString('hex').toUpperCase()],
    ['percent, twice', encodeURIComponent(encodeURIComponent(SECRET))],
    ['percent, every byte', percentBytes(SECRET)],
    ['HTML', htmlNamed(SECRET)],
    ['HTML in numbers', [...SECRET].map((c) => `&#${c.codePointAt(0)};`).join('')],
    ['HTML in hex numbers', [...SECRET].map((c) => `&#x${c.codePointAt(0)?.toString(16)};`).join('')],
    ['HTML, twice', htmlNamed(htmlNamed(SECRET))],
    ['\\u00xx', unicodeEscapes(SECRET)],
    ['\\u00xx in a text of its own', JSON.stringify(unicodeEscapes(SECRET)).slice(1, -1)],
    ['base64 in lines', base64(SECRET).replace(/.{5}(?=.)/g, '$&\r\n')],
    ['lower case', SECRET.toLowerCase()],
    ['base64 of base64', base64(base64(SECRET))],
    ['base64 of hex', base64(Buffer.from(SECRET).toString('hex'))],
    ['base64 of hex, upper case', base64(Buffer.from(SECRET).toString('hex').toUpperCase())],
    ['hex of base64', Buffer.from(base64(SECRET)).toString('hex')],
    ['hex of hex', Buffer.from(Buffer.from(SECRET).toString('hex')).toString('hex').toUpperCase()],
    ['HTML numbers in percent', encodeURIComponent([...SECRET].map((c) => `&#${c.codePointAt(0)};`).join(''))],
    ['HTML names in percent', encodeURIComponent(htmlNamed(SECRET))],
    ['percent, every byte, twice', percentBytes(percentBytes(SECRET))],
    ['percent, every byte, twice, upper case', percentBytes(percentBytes(SECRET).toUpperCase()).toUpperCase()],
    ['percent, every byte, in percent twice', encodeURIComponent(percentBytes(percentBytes(SECRET)))],
    ['HTML numbers in percent, every byte', percentBytes(entities(SECRET))],
    ['HTML hex numbers in percent, every byte', percentBytes(hexEntities(SECRET))],
    ['HTML names in percent, every byte', percentBytes(htmlNamed(SECRET))],
    ['percent in HTML numbers, every character', entities(percentBytes(SECRET))],
    ['percent in HTML hex numbers, every character', hexEntities(percentBytes(SECRET))],
    ['HTML numbers in HTML numbers', entities(entities(SECRET))],
    ['percent in HTML numbers', percentBytes(SECRET).replaceAll('%', '&#37;')],
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

  it('hides base64 and hex within one another, wherever each begins', () => {
    const hex = (text: string) => Buffer.from(text).toString('hex');
    for (const outer of ['', 'u', 'us'])
      for (const inner of ['', 'x', 'xy', 'xyz']) {
        for (const [encode, decode] of [
          [base64, (text: string) => Buffer.from(text, 'base64').toString()],
          [hex, (text: string) => Buffer.from(text, 'hex').toString()],
        ] as const) {
          const twice = encode(`${outer}${base64(`${inner}${SECRET}tail`)}`);
          const left = decode(redact(twice).replaceAll('***', ''));
          expect(Buffer.from(left, 'base64').toString()).not.toContain(SECRET.slice(0, 6));
        }
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

describe('a key that is short or a number', () => {
  it.each([
    ['abc123', 'the key abc123.', 'the key ***.'],
    ['abc123', '?key=abc123&x=1', '?key=***&x=1'],
    ['abc123', 'first%20abc123', 'first%20***'],
    ['abc123', 'xabc123 abc1234 abc123-Jones _abc123', 'xabc123 abc1234 abc123-Jones _abc123'],
    [
      '20261130',
      'on 20261130, not 120261130 or 20261130.5 or 1,20261130',
      'on ***, not 120261130 or 20261130.5 or 1,20261130',
    ],
    ['smith', 'Mr smith, Smith, smithson', 'Mr ***, Smith, smithson'],
    ['abc', 'abc', 'abc'],
  ])('%s in "%s"', (key, text, shown) => {
    expect(secretMask([key])(text)).toBe(shown);
  });

  it('is no part of a number, nor of an id that is one', () => {
    expect(withoutSecrets({ id: 20261130, n: 1.5 }, new Set(), secretMask(['20261130']))).toEqual({
      id: 20261130,
      n: 1.5,
    });
  });
});

describe('what is stored', () => {
  const KEY = 'Kq7/w+Xt"&%9=é';
  const mask = secretMask([KEY]);
  const html = '<a href="https://x.example/reset?token=abc&key=d">reset</a>';

  it.each([
    [html, html],
    ['see https://x.example/?key=abc and go on', 'see https://x.example/?key=abc and go on'],
    ['https://x.example/f?id=7&sig=abc;x&name=a', 'https://x.example/f?id=7&sig=***&name=a'],
    ['  https://x.example/f?access_token=a#top ', '  https://x.example/f?access_token=***#top '],
    ['https://x.example/f?X-Amz-Signature=0f&x=1', 'https://x.example/f?X-Amz-Signature=***&x=1'],
  ])('of %s', (text, shown) => {
    expect(withoutSecrets({ text }, new Set(), mask)).toEqual({ text: shown });
  });

  it('keeps members of any name, and two that are the same once they are masked', () => {
    const record = JSON.parse(`{"__proto__":{"a":1},"constructor":"x","toString":2}`) as Json;
    const copy = withoutSecrets(record, new Set(), mask);
    expect(JSON.stringify(copy)).toBe(JSON.stringify(record));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    const twice = { [KEY]: 1, [encodeURIComponent(KEY)]: 2 };
    expect(withoutSecrets(twice, new Set(), mask)).toEqual({ '***': 1, '****': 2 });
  });

  it('may nest deeper than the stack', () => {
    const depth = 100_000;
    const text = `${'['.repeat(depth)}"${'x'}"${']'.repeat(depth)}`;
    expect(redactedJson(text, mask)).toBe(text);
  });

  /** Texts of pieces, each with what must be left of it. The encodings are written here, not taken from the redactor. */
  const forms = [
    KEY,
    encodeURIComponent(KEY),
    encodeURIComponent(encodeURIComponent(KEY)),
    percentBytes(KEY),
    htmlNamed(KEY),
    unicodeEscapes(KEY),
    JSON.stringify(KEY).slice(1, -1),
    Buffer.from(KEY).toString('hex'),
    new URLSearchParams({ k: KEY }).toString().slice(2),
  ].map((form) => ({ came: form, stored: '***' }));
  const ordinary = [
    html,
    '?token=abc',
    'key=1',
    '\\',
    '"',
    '\n',
    '%20',
    '&amp;',
    '{"a":"b"}',
    'Kq7',
    'é',
    '=',
    '\u0000',
    '😀',
    '',
  ];
  const piece = fc.oneof(
    fc.constantFrom(...ordinary.map((text) => ({ came: text, stored: text }))),
    fc.constantFrom(...forms),
    fc.string({ unit: 'grapheme', maxLength: 8 }).map((text) => ({ came: text, stored: text })),
  );
  const textPair = fc.array(piece, { maxLength: 5 }).map((pieces) => ({
    came: `.${pieces.map(({ came }) => `${came} `).join('')}`,
    stored: `.${pieces.map(({ stored }) => `${stored} `).join('')}`,
  }));
  const leaf = fc.oneof(
    textPair,
    fc
      .oneof(fc.constant(null), fc.boolean(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer())
      .map((value) => ({ came: value, stored: value })),
  );
  interface Pair {
    came: Json;
    stored: Json;
  }
  const pair: fc.Arbitrary<Pair> = fc.letrec<{ value: Pair }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      leaf,
      fc.array(tie('value'), { maxLength: 4 }).map((items) => ({
        came: items.map(({ came }) => came),
        stored: items.map(({ stored }) => stored),
      })),
      fc
        .dictionary(fc.constantFrom('a', 'text', '__proto__', 'constructor', 'hasOwnProperty', '1'), tie('value'), {
          maxKeys: 4,
        })
        .map((members) => ({
          came: Object.fromEntries(Object.entries(members).map(([name, { came }]) => [name, came])),
          stored: Object.fromEntries(Object.entries(members).map(([name, { stored }]) => [name, stored])),
        })),
    ),
  })).value;

  it('differs from what came only where a key stood', () => {
    fc.assert(
      fc.property(pair, ({ came, stored }) => {
        expect(JSON.stringify(withoutSecrets(came, new Set(), mask))).toBe(JSON.stringify(stored));
      }),
      { numRuns: 300 },
    );
  });
});
