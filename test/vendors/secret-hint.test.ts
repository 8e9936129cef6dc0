/** Whatever taking the secrets out of an answer changes, the look at its text must have said before. */
import fc from 'fast-check';
import type { Json } from '../../vendors/json';
import { jsonText, parseJson } from '../../vendors/json';
import { secretMask, withoutSecrets } from '../../vendors/redact';
import { secretHint } from '../../vendors/secret-hint';
import { isWeakSecret, secretLook, secretPatterns } from '../../vendors/secret-pattern';
import { tries } from '../support/test-profile';

const KEYS = ['Zk9/qT+x& "ß7\\nй', 'abc123', '20261130', 'cnry-0f9e8d7c6b5a'];
const MEMBERS = new Set(['provider_key', 'Hush', 'a.b(c)', 'naïve', 'a"b\tc']);
const mayHoldSecret = secretHint(KEYS, MEMBERS);
/** Every pattern is tried, whatever a look at the text says: a mask looks before it tries them. */
function hiding(keys: readonly string[]): (text: string) => string {
  const patterns = secretPatterns(keys);
  return (text) => patterns.reduce((shown, pattern) => shown.replace(pattern, '***'), text);
}
const mask = hiding(KEYS);

const utf8 = (text: string): number[] => [...Buffer.from(text)];
const hex = (value: number, length: number): string => value.toString(16).padStart(length, '0');
const FORMS: ReadonlyArray<(key: string) => string> = [
  (key) => key,
  (key) => key.toLowerCase(),
  (key) => encodeURIComponent(key),
  (key) =>
    utf8(key)
      .map((byte) => `%${hex(byte, 2)}`)
      .join(''),
  (key) =>
    utf8(key)
      .map((byte) => hex(byte, 2))
      .join(''),
  (key) => Buffer.from(`user:${key}`).toString('base64'),
  (key) => Buffer.from(`u:${key}!`).toString('base64url'),
  (key) =>
    Buffer.from(key)
      .toString('base64')
      .replace(/.{5}(?=.)/g, '$&\n'),
  (key) =>
    Buffer.from(key)
      .toString('base64')
      .replace(/.{5}(?=.)/g, '$&\\n'),
  (key) => [...key].map((sign) => `&#${sign.codePointAt(0)};`).join(''),
  (key) => key.replaceAll('&', '&amp;').replaceAll('"', '&quot;'),
  (key) => JSON.stringify(key).slice(1, -1),
  (key) => JSON.stringify(JSON.stringify(key)),
  (key) => Array.from(key, (_, at) => `\\u${hex(key.charCodeAt(at), 4)}`).join(''),
];
const form = fc.tuple(fc.constantFrom(...FORMS), fc.constantFrom(...KEYS)).map(([write, key]) => write(key));

const namePart = fc.constantFrom(
  ...['password', 'Passwd', 'SECRET', 'api_key', 'ApiKey', 'access_token', 'accessToken', 'idtoken', 'csrf_token'],
  ...['auth', 'Authorization', 'author', 'access_code', 'accesscode', 'ticket_hash', 'message_hash', 'pwd', 'user'],
  ...['x', '_', '-', ' ', 'é', '"', '\\', '\n', '\u212A', 'ſ', '😀', '\u0000', ':', ...MEMBERS],
  ...['\u00a0', '\u3000', '\ufeff', '\u2003', '\t'],
);
const name = fc.oneof(
  fc.array(namePart, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
  fc.constantFrom(...MEMBERS),
);

const space = fc.constantFrom('', ' ', '\n\t', '\u00a0', '\u2003');
const parameter = fc.constantFrom('?key=', '&API-key=', ';token=', '&x-amz-signature=', '?monkey=', '&q=', '?sig=');
const link = fc
  .tuple(space, fc.constantFrom('https://', 'HTTP://', 'ftp://'), name, parameter, fc.constantFrom('д', 'a"b', '', '1'))
  .map((parts) => parts.join(''));
const plain = fc.constantFrom('-', '’', 'ä', '1,', '.5', ' ', '\\', '"', '%20', '<p>', 'https://x/?key=1', '\u2028');
const text = fc.oneof(
  fc.tuple(plain, form, plain).map((parts) => parts.join('')),
  form,
  link,
  name,
  plain,
);

/** A string as a service may write it: any of its signs escaped, in any of the ways that JSON has. */
function literalOf(value: string, escapes: readonly number[]): string {
  const units = Array.from({ length: value.length }, (_, at) => value.charAt(at));
  const written = units.map((unit, at) => {
    const way = escapes[at % escapes.length] ?? 0;
    const code = hex(unit.charCodeAt(0), 4);
    if (way === 1) return `\\u${code}`;
    if (way === 2) return `\\u${code.toUpperCase()}`;
    if (way === 3 && unit === '/') return '\\/';
    return JSON.stringify(unit).slice(1, -1);
  });
  return `"${written.join('')}"`;
}
const literalOfText = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(value, fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { minLength: 1, maxLength: 5 }))
    .map(([each, escapes]) => literalOf(each, escapes));

const blank = fc.constantFrom('', ' ', '\r\n  ');
const { json: jsonTexts } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    literalOfText(text),
    fc.constantFrom('null', 'true', '1.50', '20261130', '12345678901234567890', '1e400'),
    fc.array(tie('json'), { maxLength: 3 }).map((items) => `[${items.join(' ,')}]`),
    fc
      .array(fc.tuple(literalOfText(name), blank, tie('json')), { maxLength: 3 })
      .map((members) => `{${members.map(([each, between, value]) => `${each}${between}:${between}${value}`).join()}}`),
  ),
}));

function read(written: string): Json {
  const parsed = parseJson(written);
  if (!parsed.ok) throw new Error(`the test writes no JSON: ${written}`);
  return parsed.value;
}

test('every text that taking secrets out would change is a hit', () => {
  let changed = 0;
  fc.assert(
    fc.property(jsonTexts, (written) => {
      const value = read(written);
      if (jsonText(withoutSecrets(value, MEMBERS, mask)) === jsonText(value)) return;
      changed += 1;
      expect([written, mayHoldSecret(written)]).toEqual([written, true]);
    }),
    { numRuns: tries(4000, 300_000) },
  );
  expect(changed).toBeGreaterThan(0);
});

const STRONG = KEYS.filter((key) => !isWeakSecret(key));
const ENCODINGS: ReadonlyArray<(text: string) => string> = [
  (each) => Buffer.from(each).toString('base64'),
  (each) => Buffer.from(`u${each}`).toString('base64'),
  (each) => Buffer.from(`us${each}rn`).toString('base64url'),
  (each) => Buffer.from(each).toString('hex'),
  (each) => Buffer.from(each).toString('hex').toUpperCase(),
];
const encodedTwice = fc
  .tuple(fc.constantFrom(...ENCODINGS), fc.constantFrom(...ENCODINGS), fc.constantFrom(...STRONG))
  .map(([outer, inner, key]) => outer(inner(key)));
const around = fc.oneof(
  fc.constantFrom('', '-', ' ', '+', '/', '=', '\n', '\\n', 'é', '_'),
  fc.stringMatching(/^[A-Za-z0-9]{0,40}$/),
);
const cutText = fc
  .tuple(encodedTwice, fc.nat({ max: 8 }), fc.nat({ max: 8 }))
  .map(([each, from, less]) => each.slice(from, each.length - less));

test('a look finds a secret where a mask would hide one, and nowhere else', () => {
  const [looks, hides] = [secretLook(STRONG), hiding(STRONG)];
  const found = new Set<boolean>();
  const pieces = fc.array(fc.oneof(around, around, form, cutText), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, (each) => {
      const written = each.join('');
      const isHidden = hides(written) !== written;
      found.add(isHidden);
      expect([written, looks(written)]).toEqual([written, isHidden]);
    }),
    { numRuns: tries(4000, 300_000) },
  );
  expect(found.size).toBe(2);
});

test('a mask hides what any of its patterns would, of strong and weak secrets', () => {
  const masks = secretMask(KEYS);
  let hidden = 0;
  const pieces = fc.array(fc.oneof(around, form, cutText, fc.constantFrom(...KEYS)), { maxLength: 6 });
  fc.assert(
    fc.property(pieces, (each) => {
      const written = each.join('');
      hidden += mask(written) === written ? 0 : 1;
      expect(masks(written)).toBe(mask(written));
    }),
    { numRuns: tries(2000, 300_000) },
  );
  expect(hidden).toBeGreaterThan(0);
});

test('a secret in a member that another one of its name replaces is a hit, too', () => {
  for (const value of ['abc123', 'https://x.example/f?sig=0f'])
    expect(mayHoldSecret(`{"a":${JSON.stringify(value)},"a":1}`)).toBe(true);
});

test('what services escape is no hit by itself, nor is what people write of links and keys', () => {
  const value = {
    url: 'https:\\/\\/x.example/t/1?view=2',
    continuationToken: 'page2',
    text: 'Grüße "an" alle,\n key=value, https://x.example/?key=1 and more',
    html: '<a href="https://x.example/?token=abc&key=d">link</a>',
    author: { name: 'Ünal' },
    secretary: true,
  };
  const escaped = JSON.stringify(value)
    .replaceAll('/', '\\/')
    .replace(/[<>"&'\u0080-\uffff]/g, (sign) => (sign === '"' ? sign : `\\u${hex(sign.charCodeAt(0), 4)}`));
  expect(read(escaped)).toEqual(value);
  expect(mayHoldSecret(escaped)).toBe(false);
});
