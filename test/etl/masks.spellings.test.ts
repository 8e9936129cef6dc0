/** Values of custom fields that are nothing but people, in the spellings of docs/how-to/personal-data.md. */
import fc from 'fast-check';
import { KnownPeople, keysOf } from '../../etl/src/privacy/people-in-fields';

function knowing(...called: readonly string[]): KnownPeople {
  const keys = new Set(called.flatMap(keysOf));
  return new KnownPeople((key) => keys.has(key));
}

const NAME = "Zarquil Bantöth-O'Neil";
const OTHER = 'Wibbly Grumbole';
const ADDRESS = 'zarquil.bantoth@zq.example';
const people = knowing(NAME, OTHER, 'Bob');

test.each([
  NAME.replace(' ', '\u00a0'),
  NAME.replace(' ', '  '),
  NAME.replace('q', 'q\u200b'),
  NAME.replace('q', 'q&shy;'),
  NAME.replace("'", '’'),
  NAME.replace('-', '‑'),
  NAME.normalize('NFD').toUpperCase(),
  NAME.replace('ö', '&ouml;'),
  NAME.replace('ö', '&amp;ouml;'),
  NAME.replace('ö', '%C3%B6').replace(' ', '%20'),
  NAME.replace('ö', String.raw`\u00f6`),
  NAME.replace(' ', '_'),
  NAME.replace(' ', '.'),
  "Bantöth-O'Neil, Zarquil",
  `${NAME}.`,
  `[${NAME}]`,
  `${NAME} [inactive]`,
  `${NAME} (Finance)`,
  `N: ${NAME}`,
  `${NAME} & ${OTHER}`,
  `${NAME} and Nobody Known`,
  `${NAME}<br>Somebody`,
  `<p>${NAME}</p>`,
  `Nobody:${NAME}`,
  `${NAME} - nobody`,
  'Bob & Al',
  'Al and Bob',
  '[Bob]',
  'Bob.',
  'Al<br>Bob',
  '{"Bob":true}',
  JSON.stringify({ [NAME]: 1, note: 'long '.repeat(800) }),
  JSON.stringify(JSON.stringify([NAME])),
  `{'name': '${NAME}'`,
  ADDRESS.replace('@', '%40'),
  ADDRESS.replace('@', '＠'),
  ADDRESS.replace('@', ' @ '),
  ADDRESS.replace('@', '&#64;'),
  ADDRESS.replace('@', ' (at) '),
  'jane at acme dot example',
  'user@localhost',
  'zär@exämple.de',
  'jane@acme.example bob@acme.example',
  'jane@acme.example\tbob@acme.example',
  `<a href="mailto:${ADDRESS}">the boss</a>`,
  `Jane - ${ADDRESS}`,
  `https://x.example/users/${ADDRESS}`,
  JSON.stringify({ [ADDRESS]: 'x' }),
  'jane@acme.example bob@acme.example '.repeat(20),
])('%s is masked', (value) => expect(people.areIn(value)).toBe(true));

test.each([
  'Zarquil',
  'Wibbly was here',
  'Bobby',
  'Bob said so',
  '12:30',
  '@',
  'look at the door',
  'a & b',
  '50% off',
  '<b>x</b>',
  '{"a":[1,null]}',
  `${NAME} wrote ${'long '.repeat(60)}`,
  `${ADDRESS} wrote ${'long '.repeat(60)}`,
])('%s is not', (value) => expect(people.areIn(value)).toBe(false));

/** How each sign of a name may be written. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = {
  ' ': [' ', '  ', '\u00a0', '\t', '_', '&nbsp;', '%20', '\u3000', ' \u200b'],
  "'": ["'", '’', 'ʼ', '`', '&rsquo;', '&#39;', '＇'],
  '-': ['-', '‑', '–', '&ndash;', '－'],
};
const AROUND = [
  '%',
  '%.',
  '[%]',
  '(%)',
  '"%"',
  '<p>%</p>',
  '@%',
  '% [inactive]',
  'cc: %',
  '%\nNobody',
  'Nobody & %',
  '{"x":"%"}',
  '["%"]',
];

test('a full name is found, however its signs are written and whatever is around it', () => {
  const word = fc.stringMatching(/^[A-ZÀ-Ý][a-zß-ý]{1,7}$/u).filter((text) => !/[×÷]/.test(text));
  const name = fc
    .tuple(word, fc.constantFrom(' ', '-', "'"), word, fc.constant(' '), word)
    .map((parts) => parts.join(''));
  const choices = fc.array(fc.nat(20), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(
      name,
      choices,
      fc.constantFrom(...AROUND),
      fc.constantFrom('NFC', 'NFD'),
      fc.boolean(),
      (full, at, around, form, isUpper) => {
        let sign = 0;
        const cased = (isUpper ? full.toLocaleUpperCase('en') : full).normalize(form);
        const written = cased.replaceAll(/[ '-]/g, (each) => {
          const forms = WRITTEN[each] ?? [each];
          return forms[(at[(sign += 1)] ?? 0) % forms.length] ?? each;
        });
        const value = around.replace('%', () =>
          around.startsWith('{') || around.startsWith('["') ? JSON.stringify(written).slice(1, -1) : written,
        );
        expect([value, knowing(full).areIn(value)]).toEqual([value, true]);
        expect([value, knowing('Other Person').areIn(value)]).toEqual([value, false]);
      },
    ),
  );
});
