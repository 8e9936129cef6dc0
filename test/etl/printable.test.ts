import { escapeControls, printable } from '../../etl/src/base/printable';

const ATTACKS = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\r',
  '\u0008',
  '\u007f',
  '\u202e',
  '\u001b[8m',
  '\u001b[1;31m',
];

test('no control character of a text reaches a terminal; letters, line feeds and tabs stay', () => {
  const text = `Größe\tof\n${ATTACKS.join('x')} 日本`;
  const shown = escapeControls(text);
  expect(shown).toMatch(/^Größe\tof\n\\u001b\[2J/);
  expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
  expect(JSON.parse(`"${escapeControls('\u009b')}"`)).toBe('\u009b');
});

test('a line of the program keeps its colours, and nothing but them', () => {
  const line = `\u001b[32m✓\u001b[39m ${ATTACKS.join('')}`;
  expect(printable(line).match(/\u001b[^m]*m?/g)).toEqual(['\u001b[32m', '\u001b[39m']);
});
