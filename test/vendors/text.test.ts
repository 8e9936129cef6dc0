import fc from 'fast-check';
import { clean, cut, firstLine, fold } from '../../vendors/text';

it('folds case, outer blanks and composed letters', () => {
  expect(fold('  VIP ')).toBe('vip');
  expect(fold('CAFE\u0301')).toBe(fold('café'));
});

it('leaves only well-formed text, and no NUL', () => {
  expect(clean('a\ud800b\u0000')).toBe('a\ufffdb\ufffd');
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => clean(text).isWellFormed()));
});

it('cuts without splitting a pair', () => {
  expect(cut('ab😀', 3)).toBe('ab');
  expect(cut('ab😀', 4)).toBe('ab😀');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (text, limit) => {
      const short = cut(text, limit);
      return short.length <= limit && text.startsWith(short) && short.isWellFormed();
    }),
  );
});

it('takes the first line that says something', () => {
  expect(firstLine('\r\n  \r\nPrinter on fire\nagain')).toBe('Printer on fire');
  expect(firstLine(' \n')).toBeNull();
  expect(firstLine(null)).toBeNull();
});
