/** `ticketlake erase`: nothing that names the person is left in any file, counts stay right, and it stays so. */
import { tries } from '../support/test-profile';
import { acquireLock } from '../../etl/src/store/lock';
import { cpSync, existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { hashOf, nameHash, readErasures, writeErasures } from '../../etl/src/privacy/erasures';
import { recurringErasure } from '../../etl/src/privacy/recurring';
import { fold } from '../../vendors/text';
import type { ExportResult } from '../../etl/src/base/run-result';
import { erasePerson } from '../../etl/src/erase/erase';
import type { ErasedResult, EraseOptions, EraseStep } from '../../etl/src/erase/erase';
import { Eraser } from '../../etl/src/privacy/eraser';
import { isDistinctive, needleOf, needlesOf, spellingsOf } from '../../etl/src/privacy/name-forms';
import { readerOf } from '../../etl/src/store/database';
import { textIn } from '../../etl/src/store/row';
import { gzipMember } from '../../etl/src/raw/gzip-member';
import { spoolFiles } from '../../etl/src/raw/spool';
import { runReplay } from '../../etl/src/replay/replay';
import type { Config, SourceConfig } from '../../etl/src/config/config';
import { vendorNames } from '../../vendors/registry';
import { configOf, copyOf, exportOnce, newLake, published, rowsOf, sourceOf } from '../support/lake';
import { isLongest } from '../support/test-profile';
import { ENTER, promptScript } from '../support/prompt-script';
import { ScriptedService, useScriptedService } from '../support/scripted-service';
import { FROZEN, useSandbox } from '../support/sandbox';
import { openService, serve } from '../support/service';
import type { Recorded } from '../support/terminal';
import { run } from '../support/terminal';
import { comment, ticket } from '../support/tiny-vendor';

const EMAIL = 'Jane.Doe@acme.example';
const NAME = 'Jané O. Doe';
export const scripted = useScriptedService();

const ticketsOf = (subject = 'Printer') => [
  ticket({
    ticket_id: '1',
    subject,
    status: 'open',
    requester_id: '17',
    requester_name: NAME,
    requester_email: EMAIL,
    description: `Hello, I am ${NAME}, write to jane.doe@ACME.example. Not to mary.jane.doe@acme.example!`,
    tags: ['vip', 'jane.doe@acme.example'],
    extra: {
      cc: `mailto:${encodeURIComponent(EMAIL)}`,
      contact: { email: EMAIL, phone: '+49 30 1234567', first_name: 'Jané' },
    },
    custom_fields: [{ field_id: 'cc', value_text: `x ${EMAIL}; bob@acme.example` }],
  }),
  ticket({
    ticket_id: '2',
    subject: 'Scanner',
    status: 'open',
    requester_id: '18',
    requester_name: 'Bob',
    requester_email: 'bob@acme.example',
    assignee_id: '17',
    assignee_name: NAME,
    creator_id: '17',
    creator_name: NAME,
    creator_email: EMAIL,
  }),
  ticket({ ticket_id: '3', subject: 'Screen', status: 'open', requester_id: '17', requester_name: NAME }),
  ticket({
    ticket_id: '4',
    subject: 's',
    requester_id: '1',
    requester_name: 'Ann Lee',
    requester_email: 'ann@acme.example',
    creator_id: '1',
    creator_name: 'Ann Lee',
    creator_email: 'ann@acme.example',
    description: 'Ann Lee called',
  }),
  ticket({
    ticket_id: '5',
    subject: 's',
    requester_id: '2',
    requester_name: 'Ann Lee',
    requester_email: 'lee@acme.example',
  }),
];
const comments = {
  '1': [
    comment({
      comment_id: '1',
      author_id: '17',
      author_name: NAME,
      author_email: EMAIL,
      body: `Regards\n${NAME.toUpperCase()}`,
    }),
  ],
  '2': [
    comment({ comment_id: '2', author_id: '18', author_name: 'Bob', body: `Thanks, Jané O.  Doe. Jané will know.` }),
  ],
};

let first: { lake: string; source: SourceConfig } | undefined;

/** A lake after its first export, which is done once; its service does not answer any more. */
async function template(): Promise<{ lake: string; source: SourceConfig }> {
  if (first) return first;
  const service = new ScriptedService();
  await service.start();
  service.serve(ticketsOf(), comments);
  const [lake, source] = [newLake(), service.source()];
  expect((await exportOnce(configOf(lake, [source]))).exit_code).toBe(0);
  await service.stop();
  first = { lake, source };
  return first;
}

/** A copy of it, and the service as it was. */
async function filled(): Promise<Config> {
  scripted().serve(ticketsOf(), comments);
  const { lake } = await template();
  return configOf(copyOf(lake), [scripted().source()]);
}

/** For the command. */
function configure(lake: string, url: string): void {
  const text = `lake: .\nsources: { acme: { vendor: synqly, url: "${url}", key: k123 } }\n`;
  writeFileSync(path.join(lake, 'ticketlake.yaml'), text);
}

/** What a service keeps for its readers, as one leaves it that was killed. */
async function leaveOfService(config: Config): Promise<void> {
  const service = await openService(config);
  expect((await service.ask('/api/status')).status).toBe(200);
  const homes = path.join(config.lake, 'state', 'serve');
  const killed = path.join(config.lake, 'killed');
  cpSync(homes, killed, { recursive: true });
  await service.close();
  cpSync(killed, homes, { recursive: true });
  rmSync(killed, { recursive: true });
  for (const lock of readdirSync(homes).filter((name) => name.endsWith('.lock'))) rmSync(path.join(homes, lock));
}

export const erase = (config: Config, changes: Partial<EraseOptions> = {}) =>
  erasePerson(config, {
    person: EMAIL,
    source: null,
    dryRun: false,
    confirm: () => Promise.resolve(true),
    report: () => undefined,
    now: () => Date.now(),
    ...changes,
  });

/** Everything that stands in the files of a lake, unpacked: written without the command's own search. */
export async function textsOf(lake: string, without?: string): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const entry of readdirSync(lake, { recursive: true, withFileTypes: true }).filter((each) => each.isFile())) {
    const file = path.join(entry.parentPath, entry.name);
    if (without !== undefined && path.relative(lake, file).startsWith(without)) continue;
    const bytes = readFileSync(file);
    const parts = [bytes.toString('utf8')];
    if (file.endsWith('.gz')) parts.push(gunzipSync(bytes).toString('utf8'));
    if (file.endsWith('.parquet')) {
      const rows = await parquetReadObjects({ file: await asyncBufferFromFile(file) });
      parts.push(JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value)));
    }
    if (file.endsWith('.duckdb')) {
      const reader = await readerOf(file);
      const names = await reader.all('SELECT table_name FROM duckdb_tables()', undefined, (row) =>
        textIn(row, 'table_name'),
      );
      for (const name of names)
        parts.push(
          ...(await reader.all(`SELECT columns(*)::VARCHAR FROM "${name}"`, undefined, (row) => JSON.stringify(row))),
        );
      await reader.close();
    }
    texts.set(path.relative(lake, file), parts.join('\n'));
  }
  return texts;
}

const FORMS = [/(?<!mary\.)jane\.doe(?:@|%40)acme/i, /jané\s+o\.\s+doe/i, /1234567/];

async function traces(lake: string, forms: readonly RegExp[] = FORMS): Promise<string[]> {
  return [...(await textsOf(lake))].filter(([, text]) => forms.some((form) => form.test(text))).map(([file]) => file);
}

/** The same JSON with every sign of its strings escaped. */
function wholeEscaped(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (literal) => {
    const text = JSON.parse(literal) as string;
    const units = Array.from({ length: text.length }, (_, at) => text.charCodeAt(at).toString(16).padStart(4, '0'));
    return `"${units.map((unit) => `\\u${unit}`).join('')}"`;
  });
}

function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_all, unit: string) => String.fromCharCode(parseInt(unit, 16)));
}

const STEPS: EraseStep[] = ['raw file rewritten', 'rows erased'];
const MORE_STEPS: EraseStep[] = ['noted', 'published', 'compacted'];

function endedAfter(steps: readonly EraseStep[]): void {
  test.each([...steps])('ended after "%s" it is done by running it again', async (last) => {
    const config = await filled();
    const ending = erase(config, {
      report: (step) => {
        if (step === last) throw new Error('as if killed');
      },
    });
    await expect(ending).rejects.toThrow('as if killed');
    const result = await erase(config);
    expect(result).toMatchObject({ outcome: 'erased', plan: { isAgain: true } });
    expect(await traces(config.lake)).toEqual([]);
    const { erasures } = await readErasures(config.lake);
    expect(erasures.map(({ done }) => done)).toEqual([true]);
  });
}

/** What `npm test` runs. */
export function quick(): void {
  describe('afterwards', () => {
    const HOW_MANY = 'SELECT requester_key, count(*) AS n FROM tickets GROUP BY ALL ORDER BY ALL';
    let lake: string;
    let before: { rows: Array<Record<string, unknown>>; traces: string[] };
    let done: Recorded;
    let result: ErasedResult;
    beforeAll(async () => {
      const { lake: original, source } = await template();
      lake = copyOf(original);
      await leaveOfService(configOf(lake, [source]));
      configure(lake, source.url);
      before = { rows: await rowsOf(lake, HOW_MANY), traces: await traces(lake) };
      done = await run(['erase', 'jane.doe@acme.example', '--yes', '--json'], { cwd: lake });
      result = JSON.parse(done.stdout) as ErasedResult;
    });

    test('nothing names the person, in any file; everybody else stays, and so do the counts', async () => {
      expect(before.traces.length).toBeGreaterThan(5);
      expect(result).toMatchObject({ outcome: 'erased', leftovers: [] });
      expect(await traces(lake)).toEqual([]);
      const pseudonym = `erased person ${result.plan.pseudonym}`;
      expect(await rowsOf(lake, HOW_MANY)).toEqual(before.rows);
      expect(await rowsOf(lake, "SELECT name, email FROM people WHERE person_key = 'acme:17'")).toEqual([
        { name: pseudonym, email: null },
      ]);
      const [ticketOfJane] = await rowsOf(lake, "SELECT * FROM tickets WHERE ticket_id = '1'");
      expect(ticketOfJane).toMatchObject({
        requester_key: 'acme:17',
        requester_name: pseudonym,
        requester_email: null,
        subject: 'Printer',
      });
      expect(ticketOfJane?.['description']).toBe(
        `Hello, I am ${pseudonym}, write to erased-${result.plan.pseudonym}@erased.invalid. Not to mary.jane.doe@acme.example!`,
      );
      const [other] = await rowsOf(lake, "SELECT body, author_name FROM comments WHERE comment_id = '2'");
      expect(other).toEqual({ body: `Thanks, ${pseudonym}. Jané will know.`, author_name: 'Bob' });
      expect(
        await rowsOf(
          lake,
          "SELECT requester_email, creator_key, creator_name, creator_email FROM tickets WHERE ticket_id = '2'",
        ),
      ).toEqual([
        {
          ...{ requester_email: 'bob@acme.example', creator_key: 'acme:17' },
          ...{ creator_name: pseudonym, creator_email: null },
        },
      ]);
      const noted = readFileSync(path.join(lake, 'erasures.json'), 'utf8');
      expect(noted.toLowerCase()).not.toContain('doe');
      expect(statSync(path.join(lake, 'erasures.json')).mode & 0o777).toBe(0o600);
    });

    test('what a killed service left is erased as well', () => {
      expect(before.traces).toContainEqual(expect.stringMatching(/^state\/serve\/.*tickets\.parquet$/));
      expect(readdirSync(path.join(lake, 'state', 'serve'))).toEqual([]);
    });

    test('the command has said so; whom nobody knows is wrong usage', async () => {
      expect(done.exitCode).toBe(0);
      const nobody = await run(['erase', 'nobody@acme.example', '--yes'], { cwd: lake });
      expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('nobody in the lake')]);
    });
  });

  test('a page that is no JSON stops it, with file and offset: the people in it cannot be found', async () => {
    const config = await filled();
    const [file = ''] = await spoolFiles(path.join(config.lake, 'raw'), 'acme');
    const place = path.join(config.lake, 'raw', file);
    const whole = readFileSync(place);
    writeFileSync(place, Buffer.concat([whole, await gzipMember('{"body":"Jan\\u00e9 "O. Doe"}\n')]));
    const before = await published(config.lake);
    await expect(erase(config)).rejects.toMatchObject({
      code: 'unreadable',
      message: expect.stringMatching(new RegExp(`${file} at byte ${whole.length} is no JSON`)),
    });
    expect(await published(config.lake)).toEqual(before);
    expect(existsSync(path.join(config.lake, 'erasures.json'))).toBe(false);
  });

  test('a dry run says what would be erased and changes nothing', async () => {
    const config = await filled();
    const before = await textsOf(config.lake, 'state');
    const result = await erase(config, { person: 'acme:17', dryRun: true });
    expect(result).toMatchObject({
      outcome: 'planned',
      plan: {
        people: [{ source: 'acme', person_id: '17' }],
        emails: [EMAIL],
        names: [NAME],
        rows: { people: 1, tickets: 3, comments: 1 },
      },
    });
    expect(result?.plan.raw.map(({ file }) => file.split('/').at(-1))).toEqual([
      'comments.ndjson.gz',
      'tickets.ndjson.gz',
    ]);
    expect(before.size).toBeGreaterThan(5);
    expect(await textsOf(config.lake, 'state')).toEqual(before);
    expect(await rowsOf(config.lake, "SELECT name FROM people WHERE person_key = 'acme:17'")).toEqual([{ name: NAME }]);
  });

  test('the command asks first, and erases nothing without a yes', async () => {
    const { lake: cwd } = await filled();
    configure(cwd, scripted().url);
    const refused = await run(['erase', EMAIL], { cwd, dialogue: promptScript([['Erase?', ENTER]]) });
    expect([refused.exitCode, refused.stdout]).toEqual([2, expect.stringContaining('People: acme:17')]);
    expect(await rowsOf(cwd, "SELECT email FROM people WHERE person_key = 'acme:17'")).toEqual([{ email: EMAIL }]);
    const nobodyToAsk = await run(['erase', EMAIL], { cwd });
    expect([nobodyToAsk.exitCode, nobodyToAsk.stderr]).toEqual([2, expect.stringContaining('Add --yes')]);
  });

  describe('what is found in a text', () => {
    const eraser = new Eraser([{ pseudonym: 'p', emails: ['a+b@x.co'], names: ['Zoë Van Dyk'] }]);
    test.each([
      ['mail a+b@x.co.', 'mail erased-p@erased.invalid.'],
      ['A+B@X.CO', 'erased-p@erased.invalid'],
      ['?to=a%2Bb%40x.co&x', '?to=erased-p@erased.invalid&x'],
      ['a+b&#64;x.co', 'erased-p@erased.invalid'],
      ['mailto%3Aa%2Bb%40x.co', 'mailto%3Aerased-p@erased.invalid'],
      ['aa+b@x.co a+b@x.com a+b@x.co.uk', 'aa+b@x.co a+b@x.com a+b@x.co.uk'],
      ['ZOË  van&nbsp;Dyk', 'erased person p'],
      ['Zoe\u0308 Van\nDyk!', 'erased person p!'],
      ['Zo%C3%AB%20Van+Dyk', 'erased person p'],
      ['Zoë Van Dyke, Zoë Dyk', 'Zoë Van Dyke, Zoë Dyk'],
    ])('%s', (text, erased) => {
      expect(eraser.text(text)).toBe(erased);
      expect(eraser.mentions(text)).toBe(text !== erased);
    });

    test('whoever it is: any address and any name is found', () => {
      const local = fc.stringMatching(/^[a-z0-9](?:[a-z0-9.!#$%&'*+/=?^_{|}~-]{0,12}[a-z0-9])?$/);
      const domain = fc.stringMatching(/^[a-z0-9](?:[a-z0-9-]{0,8}[a-z0-9])?\.example$/);
      const word = fc.stringMatching(/^[A-ZÉØ][a-zäßñ]{1,8}(?:['’-][A-Z][a-z]{1,6})?$/);
      fc.assert(
        fc.property(local, domain, word, word, (before, behind, first, last) => {
          const [email, name] = [`${before}@${behind}`, `${first} ${last}`];
          const one = new Eraser([{ pseudonym: 'p', emails: [email], names: [name], spellings: spellingsOf(name) }]);
          for (const text of [email, email.toUpperCase(), email.replace('@', '\u200b@')])
            expect([text, one.text(`(${text})`)]).toEqual([text, '(erased-p@erased.invalid)']);
          for (const text of [name, `${last}, ${first}`])
            expect([text, one.text(`(${text})`)]).toEqual([text, '(erased person p)']);
        }),
        { numRuns: tries(20, 200) },
      );
    });

    test('in a megabyte of base64, as an image in a text is, an address is found at once', () => {
      const image = 'QUJD'.repeat(250_000);
      const encoded = Buffer.from('<a+b@x.co>..').toString('base64');
      // Compared here: a failure would print a megabyte.
      expect(eraser.text(`src="${image}=="`) === `src="${image}=="`).toBe(true);
      expect(eraser.text(`src="${image}${encoded}${image}=="`)).toBe('src="erased-p@erased.invalid"');
      expect([eraser.mentions(image), eraser.mentions(`${image}${encoded}`)]).toEqual([false, true]);
    });

    const everyLetter = (text: string): string =>
      [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const escapedText = (text: string): string =>
      [...text].map((each) => `\\u${(each.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`).join('');
    test.each([
      ['every letter percent-encoded', everyLetter('a+b@x.co'), 'erased-p@erased.invalid'],
      ['in capitals', everyLetter('A+B@X.CO').toUpperCase(), 'erased-p@erased.invalid'],
      ['one letter', '%61+b@x.c%6F', 'erased-p@erased.invalid'],
      ['a name', everyLetter('Zoë Van Dyk'), 'erased person p'],
      ['JSON within a text', '{"name":"Zo\\u00eb Van Dyk"}', '{"name":"erased person p"}'],
      [
        'JSON within JSON within a text',
        '{\\"name\\":\\"Zo\\\\u00EB Van Dyk\\"}',
        '{\\"name\\":\\"erased person p\\"}',
      ],
      ['a decomposed letter there', 'Zoe\\u0308 Van Dyk', 'erased person p'],
      ['every letter there', escapedText('Zoë Van Dyk'), 'erased person p'],
      ['an address there', `"${escapedText('a+b@x.co')}"`, '"erased-p@erased.invalid"'],
      ['between escaped brackets', '\\u003ca+b@x.co\\u003e', '\\u003cerased-p@erased.invalid\\u003e'],
      ['between encoded brackets', '%3ca+b@x.co%3E', '%3cerased-p@erased.invalid%3E'],
      ['a longer address of another person', '%61a+b@x.co', '%61a+b@x.co'],
    ])('as codes: %s', (_, text, erased) => {
      expect(eraser.text(text)).toBe(erased);
      expect(eraser.mentions(text)).toBe(text !== erased);
      const needles = needlesOf(['a+b@x.co'], ['Zoë Van Dyk']);
      if (text !== erased) expect(needles.some((needle) => text.toLowerCase().includes(needle))).toBe(true);
    });

    test.each(['\n', '\r\n', '\\r\\n', '\\n'])(
      'in base64 with %j between its lines, wherever a line ends',
      (lineEnd) => {
        const email = 'jane.doe@acme.example';
        const jane = new Eraser([{ pseudonym: 'p', emails: [email], names: [] }]);
        const needles = needlesOf([email], []);
        for (let before = 0; before < 80; before += 1) {
          const base64 = Buffer.from(`${'x'.repeat(before)}<${email}> wrote ${'y'.repeat(90)}`).toString('base64');
          for (const columns of [64, 76]) {
            const lines = base64.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
            const text = lines.join(lineEnd);
            expect(needles.some((needle) => text.toLowerCase().includes(needle))).toBe(true);
            const erased = jane.text(text);
            expect([before, erased.split('erased-p@erased.invalid').length]).toEqual([before, 2]);
            const left = erased.split('erased-p@erased.invalid').map((part) => part.replaceAll(lineEnd, ''));
            for (const part of left) expect(Buffer.from(part, 'base64').toString()).not.toContain('jane.doe');
          }
        }
      },
    );

    test('what a service still sends in these forms is erased again by later exports', async () => {
      const lake = newLake();
      const email = 'jane.doe@acme.example';
      const known = await readErasures(lake);
      const names = [{ words: 2, hash: nameHash(known, ['zoë', 'dyk'].map(fold)) }];
      const noted = { keys: [], people: [], sources: ['acme'], erased_at: '2026-01-01T00:00:00.000Z', done: true };
      const erasures = [{ pseudonym: 'p', emails: [hashOf(known, email)], names, ...noted }];
      writeErasures(lake, { ...known, erasures });
      const eraseAgain = (await recurringErasure(lake))('acme');
      const base64 = Buffer.from(`${'x'.repeat(40)}<${email}> wrote ${'y'.repeat(90)}`).toString('base64');
      for (const body of [everyLetter(email), escapedText(email), `by <${everyLetter(email)}> today`])
        expect(eraseAgain({ body })).toEqual({ body: body.replace(/(?:%[^>]+|\\.+)/, 'erased-p@erased.invalid') });
      for (const body of ['Zo\\u00eb Dyk', everyLetter('Zoë Dyk')])
        expect(eraseAgain({ body })).toEqual({ body: 'erased person p' });
      const mime = (base64.match(/.{1,76}/g) ?? []).join('\r\n');
      for (const body of [mime, `Attached\n${mime}`])
        expect(JSON.stringify(eraseAgain({ body }))).toContain('erased-p@erased.invalid');
    });

    test('a megabyte of base64 in lines, and of percent signs, is read at once', () => {
      const image = `${'QUJD'.repeat(19)}\r\n`.repeat(13_000);
      const codes = '%61%2b%62%40%78%2e'.repeat(55_000);
      for (const text of [image, `50%41 ${image}`, codes, '\\u0061'.repeat(160_000)]) {
        const began = performance.now();
        expect(eraser.mentions(text)).toBe(false);
        expect(performance.now() - began).toBeLessThan(4000);
      }
    });

    test('beside the address, contact data go as well', () => {
      expect(
        eraser.json({ email: 'a+b@x.co', firstName: 'Zoë', phone: 12, city: 'Ghent', id: 7, sub: { phone: '1' } }),
      ).toEqual({
        email: 'erased-p@erased.invalid',
        firstName: 'erased',
        phone: 'erased',
        city: 'Ghent',
        id: 7,
        sub: { phone: '1' },
      });
    });

    test('an address that is but mentioned leaves the names beside it alone', () => {
      const issue = { creator: 'a+b@x.co', name: 'VPN drops', file_name: 'a.png' };
      expect(eraser.json(issue)).toEqual({ ...issue, creator: 'erased-p@erased.invalid' });
      expect(eraser.json({ email: 'x@y.z', name: 'Other' })).toEqual({ email: 'x@y.z', name: 'Other' });
    });

    test('needles stand in every encoding', () => {
      expect(needleOf('j.smith+x@acme-corp.example')).toBe('smith');
      expect(needleOf('j@acme-corp.example')).toBe('example');
      expect(needleOf('Łukasz Øverland')).toBe('verland');
      expect(needleOf('王小明')).toBe('王小明');
      const email = 'jane.doe@acme.example';
      const jane = new Eraser([
        { pseudonym: 'p', emails: [email], names: ['Jane Doe'], spellings: spellingsOf('Jane Doe') },
      ]);
      const entities = [...email].map((character) => `&#${character.codePointAt(0)};`).join('');
      const base64 = ['', 'a', 'ab', '<Jane> '].map((before) =>
        Buffer.from(`${before}${email} wrote`).toString('base64'),
      );
      const addresses = [
        entities,
        'jane.doe(at)acme.example',
        'JANE.DOE at acme.example',
        'jane&period;doe&commat;acme&#x2E;example',
        'jane.doe\u200b@acme.example',
        'ja\u00adne.d\u200do\ufeffe@ac&shy;me.<wbr>example',
        'jane.doe\uff20acme.example',
        'ｊａｎｅ．ｄｏｅ＠ａｃｍｅ．ｅｘａｍｐｌｅ',
        '𝐣𝐚𝐧𝐞.doe@acme。example',
        'jane dot doe at acme dot example',
        'jane.doe [at] acme [dot] example',
        'Jane (DOT) Doe (AT) Acme (DOT) example',
      ];
      for (const text of [...addresses, ...base64]) {
        expect({ text, erased: jane.text(`x [${text}] y`) }).toEqual({ text, erased: 'x [erased-p@erased.invalid] y' });
      }
      const names = [
        'Doe, Jane',
        'DOE,\u00a0JANE',
        'J. Doe',
        'J.Doe',
        'Doe, J.',
        'Jane<br>Doe',
        '<b>Jane</b> Doe',
        'Jane_Doe',
        'J\u200bane\u00ad Do\u2060e',
        'Ｊａｎｅ\u3000Ｄｏｅ',
        'Ja&shy;ne Doe',
        'Ｄｏｅ, Jane',
      ];
      for (const text of names) {
        const erased = jane.text(`[${text}]`).replace('<b>', '');
        expect({ text, erased }).toEqual({ text, erased: '[erased person p]' });
      }
      // Words of others, and what is said not to be found.
      for (const text of ['Doe Jane', 'J Doe', 'a doe', 'jdoe', 'Mary Doe, John', `x${email}`])
        expect(jane.text(text)).toBe(text);
      expect(spellingsOf('Anna Maria Page')).toEqual(['page anna maria', 'a page', 'page a']);
      expect(new Eraser([{ pseudonym: 'p', emails: [], names: [], spellings: ['a page'] }]).text('a page')).toBe(
        'a page',
      );
      expect(isDistinctive('Support', new Set())).toBe(false);
      expect(isDistinctive('Jo Li', new Set(['jo li']))).toBe(false);
    });
  });
}

/** Streams of a run of whose rows some changed, with how many. */
function changedRows({ sources }: ExportResult): string[] {
  const streams = sources.flatMap((source) => source.streams);
  return streams.flatMap(({ source, stream, rows_changed: rows }) =>
    rows === 0 ? [] : [`${source} ${stream}: ${rows}`],
  );
}

/** A page that comes after the erasing has nothing but what was erased, in whatever member of its line. */
export async function expectErasedAgain(): Promise<void> {
  const config = await filled();
  await erase(config);
  const again = await exportOnce(config, { full: true });
  expect(again.exit_code).toBe(0);
  expect(await traces(config.lake)).toEqual([]);
  // What the service sends again is what is stored, without the person: nothing has changed.
  expect(changedRows(again)).toEqual([]);
  const known = [
    'body',
    'cursor',
    'endpoint',
    'next',
    'receivedAt',
    'replacedBy',
    'since',
    'slice',
    'source',
    'status',
  ];
  for (const file of await spoolFiles(path.join(config.lake, 'raw'), config.sources[0]!.name)) {
    const text = gunzipSync(readFileSync(path.join(config.lake, 'raw', file))).toString();
    for (const line of text.split('\n').filter((each) => each !== '')) {
      expect(Object.keys(JSON.parse(line) as object).toSorted()).toEqual([...known, 'stream', 'total', 'unproven']);
    }
  }
}

/** What takes longer. */
export function slow(): void {
  test('the person is found however the service escapes what it writes', async () => {
    scripted().serve(ticketsOf(), comments);
    scripted().raw = (asked) => wholeEscaped(JSON.stringify(scripted().answer(asked)));
    const config = configOf(newLake(), [scripted().source()]);
    expect((await exportOnce(config)).exit_code).toBe(0);
    const pages = async (): Promise<string> => {
      const files = [...(await textsOf(config.lake))].filter(([file]) => file.endsWith('s.ndjson.gz'));
      return files.map(([, text]) => text).join('\n');
    };
    const asReceived = await pages();
    expect(FORMS.map((form) => form.test(asReceived))).toEqual([false, false, false]);
    expect(FORMS.map((form) => form.test(unescaped(asReceived)))).toEqual([true, true, true]);
    expect(await erase(config)).toMatchObject({ outcome: 'erased', leftovers: [] });
    const after = unescaped(await pages());
    expect(FORMS.map((form) => form.test(after))).toEqual([false, false, false]);
    expect(after).toContain('bob@acme.example');
    expect(await traces(config.lake)).toEqual([]);
  });

  test('beside a running service nothing is changed', async () => {
    const config = await filled();
    const service = await serve(config);
    expect((await service.ask('/api/status')).status).toBe(200);
    const before = await published(config.lake);
    await expect(erase(config)).rejects.toMatchObject({
      code: 'locked',
      message: expect.stringMatching(/^ticketlake serve keeps what is published now: process \d+ on /),
      remedy: 'End it, erase, and start it again. Nothing was changed.',
    });
    expect(await published(config.lake)).toEqual(before);
    expect(existsSync(path.join(config.lake, 'erasures.json'))).toBe(false);
    expect(await erase(config, { dryRun: true })).toMatchObject({ outcome: 'planned' });
  });

  test('a dry run needs no lock, and leaves none', async () => {
    const config = await filled();
    const locking = acquireLock(config.lake);
    expect(await erase(config, { person: 'acme:17', dryRun: true })).toMatchObject({ outcome: 'planned' });
    await expect(erase(config, { person: 'acme:17' })).rejects.toMatchObject({ code: 'locked' });
    if (locking.ok) locking.lock.release();
  });

  test('a name that somebody else has, too, is erased in the rows of the person alone', async () => {
    const config = await filled();
    const result = await erase(config, { person: 'acme:1' });
    expect(result).toMatchObject({ outcome: 'erased', plan: { names: [], commonNames: ['Ann Lee'] } });
    const rows = await rowsOf(
      config.lake,
      "SELECT requester_name, requester_email, creator_name, creator_email, description FROM tickets WHERE ticket_id IN ('4', '5') ORDER BY ticket_id",
    );
    expect(rows).toEqual([
      {
        ...{ requester_name: expect.stringMatching(/^erased person/), requester_email: null },
        ...{ creator_name: expect.stringMatching(/^erased person/), creator_email: null },
        description: 'Ann Lee called',
      },
      {
        ...{ requester_name: 'Ann Lee', requester_email: 'lee@acme.example', creator_name: null, creator_email: null },
        description: null,
      },
    ]);
  });

  test('a later export erases the person again, before a page is written down; tables stay as they are', async () => {
    const config = await filled();
    await erase(config);
    const after = await published(config.lake);
    const again = await exportOnce(config, { full: true });
    expect(again.exit_code).toBe(0);
    expect(await traces(config.lake)).toEqual([]);
    expect(await published(config.lake)).toEqual(after);
    const answer = comment({ comment_id: '3', author_id: '18', body: 'Ask jané o doe' });
    scripted().serve(ticketsOf('Printer again'), { ...comments, '1': [...comments['1'], answer] });
    await exportOnce(config, { full: true });
    expect(await traces(config.lake)).toEqual([]);
    expect(await rowsOf(config.lake, "SELECT body FROM comments WHERE comment_id = '3'")).toEqual([
      { body: expect.stringMatching(/^Ask erased person [0-9a-f]{8}$/) },
    ]);
  });

  endedAfter(isLongest ? [...STEPS, ...MORE_STEPS] : STEPS);

  describe('the services', () => {
    const names = isLongest ? vendorNames() : ['sympoq', 'synqly'];
    const sandbox = useSandbox({
      tickets: isLongest ? 12 : 5,
      limits: false,
      clock: FROZEN,
      services: names,
    });
    const HOW_MANY = `SELECT source, count(*) AS tickets, count(DISTINCT requester_key) AS requesters, count(DISTINCT assignee_key) AS assignees
    FROM tickets GROUP BY source ORDER BY source`;

    test('one address is erased in all of them, ids that are made of it too; a full export and a replay change nothing', async () => {
      const config = configOf(
        newLake(),
        names.map((name) => sourceOf(sandbox(), name)),
      );
      await exportOnce(config);
      const people = ['sympoq:mail-%', 'synqly:user-%'].map((key) =>
        rowsOf(
          config.lake,
          `SELECT requester_email AS email, any_value(requester_name) AS name FROM tickets WHERE requester_key LIKE '${key}' AND requester_email IS NOT NULL
         GROUP BY email ORDER BY count(*) DESC, email LIMIT 1`,
        ),
      );
      const found = (await Promise.all(people)).flat();
      expect(found).toHaveLength(2);
      const texts = [...new Set(found.flatMap(({ email, name }) => [String(email), String(name)]))];
      const forms = texts.map((text) => new RegExp(text.replaceAll('.', '\\.'), 'i'));
      const before = await rowsOf(config.lake, HOW_MANY);
      expect((await traces(config.lake, forms)).length).toBeGreaterThan(5);
      for (const { email } of found)
        expect(await erase(config, { person: String(email) })).toMatchObject({ outcome: 'erased', leftovers: [] });
      expect(await traces(config.lake, forms)).toEqual([]);
      expect(await rowsOf(config.lake, HOW_MANY)).toEqual(before);
      const after = await published(config.lake);
      const changed = changedRows(await exportOnce(config, { full: true }));
      // Entries of SympoQ have ids made of what they say, and some are counted as changed once.
      expect(changed.filter((each) => !each.startsWith('sympoq comments: '))).toEqual([]);
      expect(await traces(config.lake, forms)).toEqual([]);
      expect(await published(config.lake)).toEqual(after);
      await runReplay(config, { signal: new AbortController().signal, listener: () => undefined });
      expect(await traces(config.lake, forms)).toEqual([]);
      expect(await published(config.lake)).toEqual(after);
    });
  });
}
