/** The readers of what a user gives, one a kind; what they mean on the wire: switches.test.ts, odd-values.slow.test.ts. */
import type { INodeParameters } from 'n8n-workflow';
import {
  choiceIn,
  choicesIn,
  idIn,
  linesIn,
  namesIn,
  numberIn,
  objectIn,
  parseText,
  proseIn,
  switchIn,
} from '../../nodes/shared/parameters';
import { NOTHING, NULL } from './support/parameters';
import { UUID, useWire, wireOf } from './support/wire';
import type { NodeName } from './support/wire';

useWire();

describe('Readers', () => {
  it('take a switch in words, and nothing unclear', () => {
    expect([true, 'Yes', ' ON ', '1', 1].map((value) => switchIn(value, 'S'))).toEqual(Array(5).fill(true));
    expect([false, 'No', 'off', '0', 0].map((value) => switchIn(value, 'S'))).toEqual(Array(5).fill(false));
    expect(() => switchIn(undefined, 'On Hold')).toThrow('"On Hold" is not defined, which is neither true nor false');
    expect(() => switchIn(' ', 'On Hold')).toThrow('"On Hold" is empty, which is neither true nor false');
  });

  it('take numbers within their bounds, also as text', () => {
    const bounds = { minValue: 1, maxValue: 10, numberPrecision: 0 };
    expect([7, '7', ' +7 ', null, ''].map((value) => numberIn(value, 'N', bounds))).toEqual([
      7,
      7,
      7,
      undefined,
      undefined,
    ]);
    for (const value of [0, 11, 2.5, 'high', '1e1', true, [7], {}, NaN, Infinity])
      expect(() => numberIn(value, 'Urgency', bounds)).toThrow(/^"Urgency" is /);
  });

  it('keep the blanks of texts, and take them from words', () => {
    expect([proseIn(' x ', 'T'), parseText(' x ', 'T'), proseIn('  ', 'T'), proseIn(7, 'T')]).toEqual([
      ' x ',
      'x',
      undefined,
      '7',
    ]);
    for (const value of [{}, ['a', 'b'], { text: 'x' }])
      expect(() => proseIn(value, 'Comment')).toThrow('"Comment" is not text');
  });

  it.each<[unknown, string[]]>([
    [
      ['a', ' b ', '', 'a'],
      ['a', 'b'],
    ],
    ['a, b,,a', ['a', 'b']],
    ['["vip","printer"]', ['vip', 'printer']],
    [' [ "Sales, EMEA" ] ', ['Sales, EMEA']],
    ['"Sales, EMEA", "vip"', ['Sales, EMEA', 'vip']],
    [['Sales, EMEA'], ['Sales, EMEA']],
    ['[urgent], vip', ['[urgent]', 'vip']],
    ['[urgent]', ['[urgent]']],
    ['{urgent}, vip', ['{urgent}', 'vip']],
    ['(none), Sales (EMEA)', ['(none)', 'Sales (EMEA)']],
    ['("VIP") customers', ['("VIP") customers']],
    ['"', ['"']],
    ['[]', []],
    [7, ['7']],
    [undefined, []],
    [null, []],
  ])('take %j as the list %j', (value, names) => {
    expect(namesIn(value, 'Tags')).toEqual(names);
  });

  it('refuse what a list cannot hold', () => {
    for (const value of [{ a: 1 }, [{ name: 'vip' }], '[{"name": "vip"}]', [['vip']]])
      expect(() => namesIn(value, 'Tags')).toThrow('"Tags" is not text');
  });

  it.each([
    ...["['a', 'b']", '["a", "b"', '[“a”, “b”]', '[a, b]', '[ `a` ]', '{"a": 1, "b": 2}', '[{name: vip}]'],
    ...["('a', 'b')", '( "a", )', '(a, b)', "{'a', 'b'}", "{'a': 1}", '{a, b}', '{"a": 1', '{{ $json.tags }}'],
    ...['```json\n["a", "b"]\n```', '```\na, b'],
  ])('refuse %s, which commas would tear', (text) => {
    for (const read of [namesIn, linesIn])
      if (read === namesIn || text.startsWith('['))
        expect(() => read(text, 'Tags')).toThrow(`"Tags" is not a list that can be read: ${text}`);
  });

  it('take lines with their commas', () => {
    expect(linesIn('a, b\n\n c ', 'L')).toEqual(['a, b', 'c']);
    expect(linesIn('["a, b", "c"]', 'L')).toEqual(['a, b', 'c']);
  });

  it('find choices by value and by name in any case, else say what there is', () => {
    const choices = [
      { name: 'Cannot Resolve', value: 'cannotResolve' },
      { name: 'Newest First', value: 'desc' },
    ];
    expect(['CANNOTRESOLVE', ' cannot resolve ', 'Desc'].map((value) => choiceIn(value, 'C', choices))).toEqual([
      ...['cannotResolve', 'cannotResolve', 'desc'],
    ]);
    expect(choiceIn('', 'C', choices)).toBeUndefined();
    expect(choicesIn('["newest first", "desc"]', 'C', choices)).toEqual(['desc']);
    const remedy = 'Choose one of: Cannot Resolve (cannotResolve), Newest First (desc).';
    expect(() => choiceIn('fixed', 'Resolution', choices)).toThrow(
      expect.objectContaining({ message: '"Resolution" has no choice "fixed"', remedy }) as Error,
    );
  });

  it('read JSON objects, also from expressions, and nothing else', () => {
    expect(objectIn('{"id": 12345678901234567890}', 'F')).toEqual({ id: '12345678901234567890' });
    expect([objectIn({ a: 1 }, 'F'), objectIn('', 'F')]).toEqual([{ a: 1 }, {}]);
    for (const wrong of ['[]', '7', '{', 'null'])
      expect(() => objectIn(wrong, 'Fields (JSON)')).toThrow('"Fields (JSON)" is not a JSON object');
  });

  it('take the ID of a locator, a plain one, a number and a link', () => {
    const link = 'https?://.*/tickets?/([0-9]+)';
    for (const value of ['9', 9, ' 9 ', { mode: 'id', value: 9 }, { value: ' 9' }, 'https://a.example/ticket/9?x=1'])
      expect(idIn(value, 'Ticket', link)).toBe('9');
    expect([idIn({ mode: 'list', value: '' }, 'Ticket'), idIn(undefined, 'Ticket')]).toEqual(['', '']);
    expect(() => idIn({ value: { id: 9 } }, 'Ticket')).toThrow('"Ticket" is not text');
  });
});

const TEXT = '  two blanks\n';

describe('Texts that people read', () => {
  it.each<[NodeName, string, INodeParameters]>([
    ['deskpro', 'ticket:create', { subject: TEXT, person: { __rl: true, mode: 'id', value: '7' } }],
    ['deskpro', 'ticket:update', { ticketId: '7', updateFields: { subject: TEXT } }],
    ['deskpro', 'comment:add', { ticketId: '7', comment: TEXT }],
    ['deskpro', 'attachment:upload', { ticketId: '7', additionalFields: { comment: TEXT } }],
    ['notific', 'ticket:create', { description: TEXT }],
    ['notific', 'ticket:update', { ticketId: '7', updateFields: { description: TEXT } }],
    ['sympoq', 'ticket:create', { description: TEXT }],
    ['sympoq', 'comment:add', { ticketId: '7', comment: TEXT }],
    ['synqly', 'ticket:create', { name: 'x', additionalFields: { description: TEXT } }],
    ['synqly', 'comment:add', { ticketId: '7', comment: TEXT }],
    ['synqly', 'note:add', { ticketId: '7', title: 'x', content: TEXT }],
    ['teamswork', 'ticket:create', { title: 'x', additionalFields: { description: TEXT } }],
    ['teamswork', 'comment:add', { ticketId: UUID, comment: TEXT }],
    ['ticketlake', 'query:execute', { query: TEXT }],
  ])('%s %s sends them with their outer blanks', async (node, does, more) => {
    const [resource = '', operation = ''] = does.split(':');
    const { requests } = await wireOf(node, 'UTC').sent({ resource, operation, ...more });
    const bodies = requests.map((request) => (JSON.parse(request) as string[])[3] ?? '');
    expect(bodies.filter((body) => body.includes(JSON.stringify(TEXT)))).not.toEqual([]);
  });
});

describe('Set of tags', () => {
  const CASES: ReadonlyArray<[NodeName, string]> = [
    ['deskpro', '7'],
    ['synqly', '7'],
    ['teamswork', UUID],
  ];
  it.each(CASES)('%s removes no tags for an expression that finds nothing', async (node, ticketId) => {
    for (const tags of [NOTHING, NULL, ' ', [{ text: 'a' }]]) {
      const parameters = { resource: 'tag', operation: 'set', ticketId, tags } as INodeParameters;
      const { requests, failure } = await wireOf(node, 'UTC').sent(parameters);
      expect(failure).toMatch(/^"Tag( Name)?s( or IDs)?" is /);
      expect(requests.filter((request) => !request.startsWith('["get"'))).toEqual([]);
    }
  });
});

describe('Files without a name', () => {
  const CASES: ReadonlyArray<[NodeName, string]> = [
    ['deskpro', '7'],
    ['synqly', '7'],
    ['teamswork', UUID],
  ];
  it.each(CASES)('%s uploads them under that of their field', async (node, ticketId) => {
    for (const [fileName, fileExtension, name] of [
      [undefined, 'pdf', 'data.pdf'],
      ['', undefined, 'data'],
      [' ', 'txt', 'data.txt'],
    ]) {
      const binary = { data: { data: 'aGVsbG8=', mimeType: 'text/plain', fileName, fileExtension } };
      const parameters = { resource: 'attachment', operation: 'upload', ticketId };
      const { requests } = await wireOf(node, 'UTC', [{ json: {}, binary }]).sent(parameters);
      expect(requests.join('\n')).toMatch(new RegExp(`(?:filename=|file_name\\\\*":)[\\\\"]+${name}[\\\\"]`));
    }
  });
});
