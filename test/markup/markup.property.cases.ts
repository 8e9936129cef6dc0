/**
 * Random texts in random markup. The generator says itself which words are seen and in which order, so that it shares
 * nothing with the reader.
 */
import fc from 'fast-check';
import { plainText } from '../../markup/plain-text';

interface Piece {
  markup: string;
  /** Words that people see, in order. */
  seen: string[];
}

const WORD = /[sh]\d+[a-z]/g;
const wordsIn = (text: string) => text.match(WORD) ?? [];
const joined = (pieces: readonly Piece[], glue = ''): Piece => ({
  markup: pieces.map(({ markup }) => markup).join(glue),
  seen: pieces.flatMap(({ seen }) => seen),
});
const around = (before: string, { markup, seen }: Piece, after: string): Piece => ({
  markup: `${before}${markup}${after}`,
  seen,
});

const number = fc.nat({ max: 9999 });
/** A word that has to be seen. */
const word = fc.tuple(number, fc.constantFrom('a', 'b', 'z')).map(([n, end]): Piece => {
  const text = `s${n}${end}`;
  return { markup: text, seen: [text] };
});
/** A word that nobody may see. */
const hidden = number.map((n) => `h${n}x`);

const unseen = fc.oneof(
  hidden.map((text) => `<!-- ${text} > -->`),
  hidden.map((text) => `<style>.${text} > p {}</style>`),
  hidden.map((text) => `<script>if (a < b) "<p>${text}"</script>`),
  hidden.map((text) => `<template><p>${text}</p></template>`),
  hidden.map((text) => `<img src="data:image/png;base64,${text}">`),
  hidden.map((text) => `<span title="a > ${text}" data-x='"${text}'></span>`),
);

const INLINE = ['b', 'I', 'span class="x"', 'font color=red', 'o:p', 'custom-tag', 'u', 'sub'];
const BLOCKS = ['div', 'P', 'section', 'blockquote', 'h2', 'pre', 'center', 'article', 'ul', 'li', 'dl', 'details'];
const tagged = (tag: string, piece: Piece, isClosed: boolean): Piece =>
  around(`<${tag}>`, piece, isClosed ? `</${tag.split(' ')[0]}>` : '');
const linked = (number: number, piece: Piece): Piece => {
  const address = `s${number}l`;
  return { markup: `<a href="https://ex.example/${address}">${piece.markup}</a>`, seen: [...piece.seen, address] };
};

const { html } = fc.letrec<{ html: Piece; block: Piece; inline: Piece; cell: Piece }>((tie) => ({
  inline: fc.oneof(
    { maxDepth: 4 },
    word,
    word.map((piece) => around('', piece, '&nbsp;')),
    fc.tuple(fc.constantFrom(...INLINE), tie('inline')).map(([tag, piece]) => tagged(tag, piece, true)),
    fc.tuple(unseen, word).map(([before, piece]) => around(before, piece, '')),
    fc.tuple(number, word).map(([n, piece]) => linked(n, piece)),
    word.map((piece) => around('<img alt="', piece, '">')),
    fc.tuple(word, tie('inline')).map((pair) => joined(pair, '<br>')),
    fc.array(tie('inline'), { minLength: 1, maxLength: 4 }).map((pieces) => joined(pieces, ' ')),
  ),
  cell: fc.oneof(tie('inline'), tie('block')),
  block: fc.oneof(
    { maxDepth: 5 },
    tie('inline'),
    fc
      .tuple(fc.constantFrom(...BLOCKS), fc.array(tie('block'), { maxLength: 3 }), fc.boolean())
      .map(([tag, pieces, isClosed]) => tagged(tag, joined(pieces, '<p>'), isClosed)),
    fc.array(fc.array(tie('cell'), { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }).map((rows) => {
      const filled = rows.map((cells) => joined(cells.map((cell) => around('<td>', cell, '</td>'))));
      return around('<table>', joined(filled.map((row) => around('<tr>', row, '</tr>'))), '</table>');
    }),
    fc
      .array(tie('block'), { minLength: 1, maxLength: 3 })
      .map((items) => around('<ol>', joined(items.map((item) => around('<li>', item, ''))), '</ol>')),
  ),
  html: fc.array(tie('block'), { minLength: 1, maxLength: 4 }).map((pieces) => joined(pieces, '\n<div></div>')),
}));

const indented = ({ markup, seen }: Piece, margin: string): Piece => ({
  markup: markup
    .split('\n')
    .map((line) => (line === '' ? '' : margin + line))
    .join('\n'),
  seen,
});
const itemOf = (piece: Piece): Piece => {
  const { markup, seen } = indented(piece, '  ');
  return { markup: `- ${markup.trimStart()}`, seen };
};

const { markdown } = fc.letrec<{ markdown: Piece; block: Piece; line: Piece }>((tie) => ({
  line: fc.oneof(
    { maxDepth: 3 },
    word,
    fc.tuple(fc.constantFrom('**', '*', '__', '~~', '`'), word).map(([mark, piece]) => around(mark, piece, mark)),
    fc.tuple(number, word).map(([n, { markup, seen }]) => ({
      markup: `[${markup}](https://ex.example/s${n}l "h1x")`,
      seen: [...seen, `s${n}l`],
    })),
    word.map((piece) => around('![', piece, '](h2x.png)')),
    word.map((piece) => around('<', piece, '>')),
    word.map((piece) => around('<b title="h3x">', piece, '</b>')),
    word.map((piece) => around('[', piece, ']')),
    word.map((piece) => around('<https://ex.example/', piece, '>')),
    fc.array(tie('line'), { minLength: 1, maxLength: 4 }).map((pieces) => joined(pieces, ' ')),
  ),
  block: fc.oneof(
    { maxDepth: 4 },
    tie('line'),
    fc.tuple(tie('line'), tie('line')).map((lines) => joined(lines, '\n')),
    tie('line').map((piece) => around('## ', piece, '')),
    word.map((piece) => around('```js\n', piece, '\n```')),
    word.map((piece) => around('[', piece, ']: timeout')),
    fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => indented(joined(blocks, '\n\n'), '> ')),
    fc.array(tie('block'), { minLength: 1, maxLength: 3 }).map((blocks) => joined(blocks.map(itemOf), '\n')),
    fc.array(fc.array(word, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 3 }).map((rows) => {
      const lines = rows.map((cells) => around('| ', joined(cells, ' | '), ' |'));
      return joined([{ markup: '| s1a | s2a |\n|---|---|', seen: ['s1a', 's2a'] }, ...lines], '\n');
    }),
  ),
  markdown: fc.array(tie('block'), { minLength: 1, maxLength: 5 }).map((blocks) => joined(blocks, '\n\n')),
}));

export function wordsAreKept(numRuns: number): void {
  it('every word of HTML that people see is in the text, in order, and none else', () => {
    fc.assert(
      fc.property(html, ({ markup, seen }) => {
        expect(wordsIn(plainText.html(markup))).toEqual(seen);
      }),
      { numRuns },
    );
  });

  // Where blocks nest, a tag may stand in a block of code, and what it hides is seen.
  it('every word of Markdown that people see is in the text, in order', () => {
    fc.assert(
      fc.property(markdown, ({ markup, seen }) => {
        expect(wordsIn(plainText.markdown(markup)).filter((word) => word.startsWith('s'))).toEqual(seen);
      }),
      { numRuns },
    );
  });

  it('no size and no depth changes the reading', () => {
    const picture = `<img src="data:image/png;base64,${'A'.repeat(500_000)}">`;
    fc.assert(
      fc.property(html, fc.integer({ min: 300, max: 3000 }), ({ markup }, depth) => {
        const text = plainText.html(`<div>${markup}`);
        expect(plainText.html(`${picture}<div>${markup}`)).toBe(text);
        expect(plainText.html('<div>'.repeat(depth) + markup)).toBe(text);
      }),
      { numRuns: Math.ceil(numRuns / 20) },
    );
  });

  it('no text is too odd, and what is read is well-formed where the markup was', () => {
    const odd = fc.array(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 10 }),
        fc.constantFrom(
          '<',
          '>',
          '</',
          '<!--',
          '-->',
          '<td>',
          '</table>',
          '<ul>',
          '<pre>',
          '<a href=x>',
          '</a>',
          '&#',
          '`',
          '|',
          '\n',
          '- ',
          '> ',
          '[',
          '](',
          '<title>',
          '</p>',
          '<head>',
          '<tr>',
          '&amp',
          '*',
        ),
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(odd, (parts) => {
        const markup = parts.join('').toWellFormed();
        expect(plainText.html(markup).isWellFormed()).toBe(true);
        expect(plainText.markdown(markup).isWellFormed()).toBe(true);
      }),
      { numRuns },
    );
  });
}
