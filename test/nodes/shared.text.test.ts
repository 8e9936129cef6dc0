/** Markup to text, and multipart bodies, in a pack without dependencies. */
import { encodeMultipart } from '../../nodes/shared/multipart';
import { htmlToText, markdownToText } from '../../nodes/shared/plain-text';

describe('HTML to text', () => {
  it.each([
    ['<p>Hello <b>you</b>,</p><p>bye</p>', 'Hello you,\n\nbye'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<ul><li>a</li><li>b</li></ul>', 'a\n\nb'],
    ['<style>p { color: red }</style>text<script>alert("<p>")</script>', 'text'],
    ['<!-- hidden <p> -->shown', 'shown'],
    ['1 < 2 &amp;&amp; 3 &gt; 2', '1 < 2 && 3 > 2'],
    ['caf&eacute; &frac12; &#8364; &#x1F600; &unknown; &#xD800;', 'café ½ € 😀 &unknown; &#xD800;'],
    ['&amp;lt;b&amp;gt;', '&lt;b&gt;'],
    ['a&nbsp;&nbsp;b \n\t c', 'a b\nc'],
    ['<div>never closed', 'never closed'],
    ['broken <a href="x', 'broken'],
    ['', ''],
  ])('%j → %j', (markup, text) => {
    expect(htmlToText(markup)).toBe(text);
  });

  it.each([
    ['tags that never end', '<a '.repeat(100_000)],
    ['hidden parts that never end', '<style>'.repeat(100_000)],
    ['hidden parts', '<style></style>'.repeat(60_000)],
    ['comments', '<!--'.repeat(100_000)],
    ['entities', '&amp'.repeat(200_000)],
  ])('takes %s in its stride', (_what, markup) => {
    const start = performance.now();
    htmlToText(markup);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});

describe('Markdown to text', () => {
  it.each([
    ['# Title\n\nSome **bold** and __strong__ `code`', 'Title\n\nSome bold and strong code'],
    ['[a link](https://example.org/x) ![image](y.png)', 'a link (https://example.org/x) image (y.png)'],
    ['```js\nlet a;\n```', 'let a;'],
    ['2 ** 3 ** 4', '2 ** 3 ** 4'],
  ])('%j → %j', (markup, text) => {
    expect(markdownToText(markup)).toBe(text);
  });

  it.each(['**a', '[', '[a](', '`', '__'])('takes many %j in its stride', (part) => {
    const start = performance.now();
    markdownToText(part.repeat(30_000));
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('Multipart', () => {
  it('quotes names, escapes what would end them, and keeps bytes as they are', () => {
    const { body, contentType } = encodeMultipart({
      kind: 'multipart',
      fields: [['comment', 'Grüße\r\n--x']],
      files: [
        {
          name: 'files',
          file_name: 'a"\r\nX: y.txt',
          media_type: 'text/plain\r\nX: y',
          bytes: new Uint8Array([0, 255, 13]),
        },
      ],
    });
    const boundary = /^multipart\/form-data; boundary=(ticketlake-[0-9a-f]{24})$/.exec(contentType)?.[1] ?? '';
    expect(body.toString('latin1')).toBe(
      [
        `--${boundary}`,
        'Content-Disposition: form-data; name="comment"',
        '',
        Buffer.from('Grüße\r\n--x').toString('latin1'),
        `--${boundary}`,
        'Content-Disposition: form-data; name="files"; filename="a%22%0D%0AX: y.txt"',
        'Content-Type: text/plainX: y',
        '',
        '\u0000\u00ff\r',
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    );
  });

  it('never uses a boundary twice', () => {
    const empty = { kind: 'multipart', fields: [], files: [] } as const;
    expect(encodeMultipart(empty).contentType).not.toBe(encodeMultipart(empty).contentType);
  });
});
