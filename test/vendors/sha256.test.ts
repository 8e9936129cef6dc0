import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { sha256, shortHash, shortHashOnce } from '../../vendors/sha256';

describe('sha256', () => {
  test.each([
    ['', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
    ['abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    ],
  ])('hashes the known vector %j', (text, hash) => {
    expect(sha256(text)).toBe(hash);
  });

  test('agrees with node:crypto on any text, of any length', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }),
    );
  });

  // One text is hashed after the other in the same memory.
  test.each([0, 1, 55, 56, 64, 119, 1340, 1341, 4095, 4096, 4097, 100_000])(
    'agrees for %d letters, before a short text',
    (letters) => {
      for (const text of ['é'.repeat(letters), 'z'.repeat(letters), 'abc']) {
        expect(sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
      }
    },
  );

  test('keeps twelve digits for ids', () => {
    expect([shortHash('abc'), shortHashOnce('abc')]).toEqual(['ba7816bf8f01', 'ba7816bf8f01']);
  });
});
