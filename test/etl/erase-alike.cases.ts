/** Whoever is erased under several spellings: what differed by them alone becomes one, and nothing of them comes back. */
import fc from 'fast-check';
import { Eraser } from '../../etl/src/privacy/eraser';
import { spellingsOf } from '../../etl/src/privacy/name-forms';
import type { Json } from '../../vendors/json';
import { tries } from '../support/test-profile';
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { comment, ticket } from '../support/tiny-vendor';
import { erase, scripted, textsOf } from './erase.cases';

const EMAIL = 'dakota.obrien@acme.example';
const NAME = 'Dakota O’Brien';
/** Each is the name or the address; nothing of the lake but them has its letters. */
export const SPELLINGS = [
  NAME,
  "Dakota O'Brien",
  "O'Brien, Dakota",
  'Dakota O\u02bcBrien',
  'Dakota O\u2018Brien',
  'Dakota O\u2032Brien',
  'Dakota O\u00b4Brien',
  'Dakota O`Brien',
  'Dakota O\uff07Brien',
  "dakota_o'brien",
  "DAKOTA.O'BRIEN",
  'Dakota   O\u2019Brien',
  'Dakota\u00a0O\u2019Brien',
  'Dakota\u2011O\u2019Brien',
  "Dakota-O'Brien",
  'Dakota&nbsp;O&rsquo;Brien',
  'Dakota&#xA0;O&#8217;Brien',
  'Dakota&#160;O&#x2019;Brien',
  'Dakota O&apos;Brien',
  'Dakota%20O%27Brien',
  'Dakota+O%E2%80%99Brien',
  '<b>Dakota</b> O&#39;Brien',
  "Dakota<br>O'Brien's",
  'D. O’Brien',
  "O'Brien, D.",
  EMAIL,
  EMAIL.toUpperCase(),
  `'${EMAIL}'`,
  `<${EMAIL}>`,
  'dakota.obrien (at) acme.example',
];
const LETTERS = /brien/gi;

/** A ticket that says the texts wherever a service takes free text, names of members among them. */
function saying(id: string, texts: readonly string[]): Json {
  const members = Object.fromEntries(texts.map((text) => [text, { [text]: 2 }]));
  return ticket({
    ticket_id: id,
    subject: texts[0] ?? null,
    description: `Ask ${texts.join(' or ')} today`,
    status: 'open',
    priority: texts[1] ?? null,
    queue: texts[2] ?? null,
    requester_id: '17',
    requester_name: NAME,
    requester_email: EMAIL,
    tags: ['vip', ...texts],
    custom_fields: texts.flatMap((text) => [
      { field_id: text, name: text, value_text: text, option_ids: [text, 'x'] },
      { field_id: `unmapped/${text}`, name: text, value_number: 1 },
    ]),
    extra: members,
    _attachments: texts.map((text, nth) => ({
      ticket_id: id,
      attachment_id: `${id}-${nth}`,
      file_name: `${text} cv.pdf`,
    })),
    _rejects: texts.map((text) => ({
      record_id: null,
      field: text,
      severity: 'note',
      reason: 'odd',
      raw: text,
    })),
  });
}

const quiet = [
  ticket({ ticket_id: '1', subject: 's', requester_id: '17', requester_name: NAME, requester_email: EMAIL }),
];

async function filesThatTell(lake: string): Promise<string[]> {
  return [...(await textsOf(lake))].flatMap(([file, text]) =>
    [...text.matchAll(LETTERS)].map(({ index }) => `${file}: ${text.slice(Math.max(0, index - 60), index + 30)}`),
  );
}

/** @param before what the lake holds when the person is erased @param later what the service says afterwards */
async function eraseBetween(before: readonly string[], later: ReadonlyArray<readonly string[]>): Promise<void> {
  const config = configOf(newLake(), [scripted().source()]);
  const serve = (texts: readonly string[]): void =>
    scripted().serve([...quiet, saying('2', texts)], { '2': [comment({ comment_id: '1', body: texts.join('\n') })] });
  scripted().serve(quiet);
  expect((await exportOnce(config)).exit_code).toBe(0);
  serve(before);
  expect((await exportOnce(config, { full: true })).exit_code).toBe(0);
  expect(await erase(config, { person: EMAIL })).toMatchObject({ outcome: 'erased', leftovers: [] });
  expect({ before, told: await filesThatTell(config.lake) }).toEqual({ before, told: [] });
  for (const texts of later) {
    serve(texts);
    expect((await exportOnce(config, { full: true })).exit_code).toBe(0);
    expect({ texts, told: await filesThatTell(config.lake) }).toEqual({ texts, told: [] });
  }
}

/** What `npm test` runs. */
export function quick(): void {
  test.each(SPELLINGS)('%s is the person, in a text, a member of JSON and a path', (spelling) => {
    const eraser = new Eraser([{ pseudonym: 'p', emails: [EMAIL], names: [NAME], spellings: spellingsOf(NAME) }]);
    expect(eraser.text(`Ask ${spelling} today`)).not.toMatch(LETTERS);
    expect(JSON.stringify(eraser.json({ [spelling]: { [spelling]: 2 } }))).not.toMatch(LETTERS);
    expect(eraser.path(`extra.${spelling}.notes`)).not.toMatch(LETTERS);
  });

  test('tags and custom fields that were erased to one are one, as a later reading of the service has them', async () => {
    const config = configOf(newLake(), [scripted().source()]);
    scripted().serve([saying('2', ['Dakota O’Brien', "Dakota_O'Brien"])]);
    await exportOnce(config);
    const result = await erase(config, { person: EMAIL });
    const pseudonym = `erased person ${result?.plan.pseudonym}`;
    const tags = 'SELECT tag, tag_label FROM ticket_tags ORDER BY tag';
    const fields = 'SELECT f.field_id FROM ticket_custom_fields v JOIN custom_fields f USING (field_key) ORDER BY 1';
    const erased = [
      { tag: pseudonym, tag_label: pseudonym },
      { tag: 'vip', tag_label: 'vip' },
    ];
    const left = [{ field_id: pseudonym }, { field_id: `unmapped/${pseudonym}` }];
    expect([await rowsOf(config.lake, tags), await rowsOf(config.lake, fields)]).toEqual([erased, left]);
    expect(await rowsOf(config.lake, 'SELECT tags FROM tickets')).toEqual([{ tags: `${pseudonym}, vip` }]);
    expect((await exportOnce(config, { full: true })).exit_code).toBe(0);
    expect([await rowsOf(config.lake, tags), await rowsOf(config.lake, fields)]).toEqual([erased, left]);
  });

  test('an address that is a member, and a member of that, is erased from paths and ids of fields', () => {
    const eraser = new Eraser([{ pseudonym: 'p', emails: [EMAIL], names: [] }]);
    const instead = 'erased-p@erased.invalid';
    expect(eraser.path(`extra.${EMAIL}.${EMAIL}.notes`)).toBe(`extra.${instead}.${instead}.notes`);
    expect(eraser.path(`unmapped.${EMAIL.toUpperCase()}`)).toBe(`unmapped.${instead}`);
    expect(eraser.path('extra.x@acme.example')).toBe('extra.x@acme.example');
  });
}

/** What takes longer. */
export function slow(): void {
  test('every spelling at once, in everything that a ticket says: it is published, and no file tells of the person', async () => {
    await eraseBetween(SPELLINGS, [SPELLINGS]);
  });

  test('somebody else whose name has another apostrophe keeps it', async () => {
    const config = configOf(newLake(), [scripted().source()]);
    const other = {
      ticket_id: '2',
      requester_id: '18',
      requester_name: "Dakota O'Brien",
      requester_email: 'd@acme.example',
    };
    scripted().serve([...quiet, ticket({ ...other, subject: "Dakota O'Brien called" })]);
    await exportOnce(config);
    expect(await erase(config, { person: EMAIL })).toMatchObject({
      outcome: 'erased',
      plan: { names: [], commonNames: [NAME] },
    });
    expect(await rowsOf(config.lake, "SELECT requester_name, subject FROM tickets WHERE ticket_id = '2'")).toEqual([
      { requester_name: "Dakota O'Brien", subject: "Dakota O'Brien called" },
    ]);
  });

  test('any spellings, before and after: it is published, and no file tells of the person', async () => {
    const texts = fc.uniqueArray(fc.constantFrom(...SPELLINGS), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(texts, texts, async (before, later) => {
        await eraseBetween(before, [later]);
      }),
      { numRuns: tries(2, 30) },
    );
  }, 600_000);
}
