import { fromZonedTime } from 'date-fns-tz';
import fc from 'fast-check';
import { plainText } from '../../etl/src/mapping/plain-text';
import { byCodePoint, foldedTags } from '../../etl/src/load/tags';
import { zoneRule } from '../../etl/src/mapping/zone-rule';

describe('wall-clock time of a zone', () => {
  test.each([
    // An ordinary time; before and after a change of the clock; zones of odd offsets.
    ['2026-03-01T10:00:00.123456', 'Europe/Berlin', '2026-03-01T09:00:00.123456Z', null],
    ['2026-03-29T01:59:59.999999', 'Europe/Berlin', '2026-03-29T00:59:59.999999Z', null],
    ['2026-03-29T03:00:00.000000', 'Europe/Berlin', '2026-03-29T01:00:00.000000Z', null],
    ['2026-07-01T00:00:00.000000', 'Asia/Kathmandu', '2026-06-30T18:15:00.000000Z', null],
    ['1900-01-01T00:00:00.000000', 'UTC', '1900-01-01T00:00:00.000000Z', null],
    // Twice: the earlier instant.
    ['2026-10-25T02:30:00.000000', 'Europe/Berlin', '2026-10-25T00:30:00.000000Z', 'ambiguous_time'],
    ['2026-11-01T01:30:00.000000', 'America/New_York', '2026-11-01T05:30:00.000000Z', 'ambiguous_time'],
    ['2026-04-05T01:45:00.000000', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000000Z', 'ambiguous_time'],
    // Never: forward by the gap, an hour, half an hour, a whole day.
    ['2026-03-29T02:30:00.000001', 'Europe/Berlin', '2026-03-29T01:30:00.000001Z', 'nonexistent_time'],
    ['2026-10-04T02:15:00.000000', 'Australia/Lord_Howe', '2026-10-03T15:45:00.000000Z', 'nonexistent_time'],
    ['2011-12-30T12:00:00.000000', 'Pacific/Apia', '2011-12-30T22:00:00.000000Z', 'nonexistent_time'],
  ])('%s in %s is %s (%s)', (wall, zone, instant, note) => {
    expect(zoneRule(wall, zone)).toEqual({ instant, note });
  });

  // The second library leans on the machine's own zone: it is right where that is UTC.
  const inUtc = Intl.DateTimeFormat().resolvedOptions().timeZone.endsWith('UTC');
  (inUtc ? test : test.skip)('agrees with a second library on times that are neither doubled nor missing', () => {
    const zones = ['Europe/London', 'America/New_York', 'America/Sao_Paulo', 'Asia/Tokyo', 'Africa/Cairo'];
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1995-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true }),
        fc.constantFrom(...zones),
        (date, zone) => {
          const wall = date.toISOString().slice(0, 23);
          const placed = zoneRule(`${wall}000`, zone);
          fc.pre(placed.note === null);
          expect(placed.instant).toBe(`${fromZonedTime(wall, zone).toISOString().slice(0, 23)}000Z`);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('is placed fast enough for millions', () => {
    const begun = performance.now();
    for (let index = 0; index < 50_000; index += 1) {
      zoneRule(`2026-0${1 + (index % 9)}-1${index % 10}T1${index % 10}:30:00.000000`, 'Europe/Paris');
    }
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});

describe('markup to plain text', () => {
  test.each([
    ['plain text\r\nstays  as it is', 'plain text\nstays  as it is'],
    ['a &lt;b&gt; &amp; &eacute;\nnext line', 'a <b> & é\nnext line'],
    ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
    ['<p>Hello <b>you</b></p><p>Bye</p>', 'Hello you\n\nBye'],
    ['one<br>two<br/>three', 'one\ntwo\nthree'],
    ['<h1>Title</h1><ul><li>a</li><li>b &amp; c</li></ul>', 'Title\n\n- a\n- b & c'],
    ['<a href="https://x.org/?token=1">here</a><img src="cid:1" alt="logo">', 'here'],
    ['<head><title>t</title></head><style>p{}</style><script>alert(1)</script>text', 'text'],
    ['<div>ünïcode 😀</div>', 'ünïcode 😀'],
    ['', ''],
  ])('HTML %j', (markup, text) => {
    expect(plainText.html(markup)).toBe(text);
  });

  test.each([
    ['# Title\n\nline 1\nline 2\n\n- a\n- **b**', 'Title\n\nline 1\nline 2\n\n- a\n- b'],
    ['`code` and [link](https://x.org) and <b>html</b>', 'code and link and html'],
    ['a_b_c 2 * 3', 'a_b_c 2 * 3'],
  ])('Markdown %j', (markup, text) => {
    expect(plainText.markdown(markup)).toBe(text);
  });

  test('is total and quick, whatever the markup', () => {
    const hard = [
      '<div>'.repeat(100_000),
      '<b>'.repeat(1000) + 'x',
      '<ul><li>'.repeat(5000) + 'x',
      '<a '.repeat(50_000),
      '<'.repeat(300_000),
      `<p>${' '.repeat(300_000)}</p>`,
      `<table>${'<tr><td>a</td></tr>'.repeat(3000)}</table>`,
      `x${' '.repeat(200_000)}y`,
      '>'.repeat(30_000),
      '*a '.repeat(10_000),
      '['.repeat(30_000),
      '_a'.repeat(15_000),
      'z'.repeat(5_000_000),
    ];
    for (const markup of hard) {
      for (const convert of [plainText.html, plainText.markdown]) {
        const begun = performance.now();
        expect(typeof convert(markup)).toBe('string');
        expect({ markup: markup.slice(0, 10), slow: performance.now() - begun > 8000 }).toEqual({
          markup: markup.slice(0, 10),
          slow: false,
        });
      }
    }
  });

  test('keeps the text of markup that is too long or too deep to be parsed', () => {
    expect(plainText.html(`${'<div>'.repeat(5000)}deep &amp; <script>no</script>down${'</div>'.repeat(5000)}`)).toBe(
      'deep & down',
    );
    const long = plainText.html(`<p>${'word '.repeat(100_000)}</p><p>end</p>`);
    expect(long.endsWith('end')).toBe(true);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (markup) => {
        plainText.html(`<p>${markup}<`);
        plainText.markdown(markup);
      }),
    );
  });
});

describe('tags', () => {
  test('are folded, deduplicated and sorted by code point', () => {
    expect(foldedTags([' b', 'B', 'a ', '', '  ', '\uFF5A', '😀', 'É', 'e\u0301'])).toEqual([
      { tag: 'a', label: 'a' },
      { tag: 'b', label: 'B' },
      { tag: 'é', label: 'e\u0301' },
      { tag: '\uFF5A', label: '\uFF5A' },
      { tag: '😀', label: '😀' },
    ]);
  });

  test('sort as code points do', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(Math.sign(byCodePoint(a, b))).toBe(Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
      }),
    );
  });
});
