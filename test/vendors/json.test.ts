import { asText, booleanOf, numberOf, objectAt, parseJson } from '../../vendors/json';

describe('reading JSON', () => {
  it('keeps every digit of ids beyond 2^53', () => {
    expect(parseJson('{"id":9007199254740993,"n":12,"list":[-9007199254740995, 5]}')).toEqual({
      ok: true,
      value: { id: '9007199254740993', n: 12, list: ['-9007199254740995', 5] },
    });
  });

  it('keeps numbers that no double can hold as their text', () => {
    const huge = `1${'0'.repeat(400)}`;
    expect(parseJson(`{"a":1e400,"b":[-2.5E+999, 1e308],"c":${huge}.5,"d":"1e400","e":1e-400}`)).toEqual({
      ok: true,
      value: { a: '1e400', b: ['-2.5E+999', 1e308], c: `${huge}.5`, d: '1e400', e: 0 },
    });
  });

  it('leaves digits inside of text, fractions and exponents alone', () => {
    const text = '{"a":": 12345678901234567890","b":0.12345678901234567,"c":1e21,"d":"\\"[99999999999999999"}';
    expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
  });

  it('reads texts of many megabytes, however often they escape', () => {
    const text = 'a "quoted" line\n\\'.repeat(500_000);
    expect(parseJson(`{"id":9007199254740993,"text":${JSON.stringify(text)}}`)).toEqual({
      ok: true,
      value: { id: '9007199254740993', text },
    });
  });

  it.each([
    ['{"a":', 'the body is not whole JSON'],
    ['', 'the body is empty'],
    ['   ', 'the body is empty'],
  ])('says why %p is not JSON', (text, reason) => {
    expect(parseJson(text)).toEqual({ ok: false, reason });
  });
});

it('reads scalars leniently and refuses the rest', () => {
  expect([asText(12), asText(' '), asText('a'), asText({}), asText(null)]).toEqual(['12', null, 'a', null, null]);
  expect([numberOf('3.5'), numberOf(''), numberOf('x'), numberOf(4)]).toEqual([3.5, null, null, 4]);
  expect([booleanOf(1), booleanOf('false'), booleanOf('maybe')]).toEqual([true, false, null]);
});

it('takes PHP’s empty list for an empty object', () => {
  expect(objectAt({ meta: [] }, 'meta')).toEqual({});
});
