/** Everything that answers about a masked lake: the command line, the service, assistants, messages of a run, erasing. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import type { Config } from '../../etl/src/config/config';
import { erasePerson } from '../../etl/src/erase/erase';
import type { ErasedResult } from '../../etl/src/erase/erase';
import { TABLES } from '../../etl/src/schema/tables';
import type { Sandbox } from '../../sandbox/server';
import { assistantOver } from '../support/assistant';
import { configOf, copyOf, exportOnce, newLake, quickWorld, rowsOf, sourceOf } from '../support/lake';
import { ScriptedService } from '../support/scripted-service';
import { newFolder, targetAt } from '../support/published-files';
import { TOKEN, serve } from '../support/service';
import { run } from '../support/terminal';
import { comment, ticket } from '../support/tiny-vendor';
import { FREE_TEXTS, SALT, bothLakes, calledIn, foundIn, hashed, masksOf, telling } from './masks.services.cases';

const MASK = masksOf({ salt: SALT, people: 'hash', columns: FREE_TEXTS });

/** As a user writes them. */
function write(config: Config, sandbox: Sandbox): void {
  const sources = config.sources.map(
    ({ name }) => `  ${name}: { vendor: ${name}, url: "${sandbox.service(name).url}", key: k123 }`,
  );
  const columns = Object.entries(FREE_TEXTS).map(([name, mode]) => `  ${name}: ${mode}`);
  const lines = ['lake: .', 'sources:', ...sources, 'mask:', '  salt: ${SALT}', '  people: hash', ...columns, ''];
  writeFileSync(path.join(config.lake, 'ticketlake.yaml'), lines.join('\n'));
}

/** Answers of every kind, by what was asked. */
async function answersOf(config: Config, sandbox: Sandbox): Promise<Map<string, string>> {
  write(config, sandbox);
  const answers = new Map<string, string>();
  const cli = async (...args: string[]): Promise<void> => {
    const { exitCode, stdout, stderr } = await run(args, { cwd: config.lake, env: { SALT } });
    expect([args.join(' '), exitCode, stderr]).toEqual([args.join(' '), 0, '']);
    answers.set(args.join(' '), stdout);
  };
  const keys = (
    await rowsOf(config.lake, 'SELECT ticket_key FROM tickets ORDER BY comment_count DESC NULLS LAST, 1 LIMIT 3')
  ).map(({ ticket_key: key }) => String(key));
  for (const key of keys) {
    await cli('explain', key, '--json');
    await cli('explain', key, '--verbose');
  }
  await cli('status', '--json');
  await cli('verify', '--json');
  for (const { name } of TABLES) await cli('query', `FROM ${name}`, '--format', 'json');
  const service = await serve(config, { serve: { mcp: true } });
  const paths = [
    '/api/status',
    '/',
    '/api/runs',
    ...TABLES.flatMap(({ name }) => [`/api/tables/${name}?format=json`, `/odata/${name}`]),
  ];
  for (const asked of paths) {
    const { status, text } = await service.ask(asked);
    expect([asked, status]).toEqual([asked, 200]);
    answers.set(asked, text);
  }
  const transport = new StreamableHTTPClientTransport(new URL('/mcp', service.url), {
    requestInit: { headers: { authorization: `Bearer ${TOKEN}` } },
  });
  const assistant = await assistantOver(transport);
  for (const key of keys)
    answers.set(`assistant: ${key}`, (await assistant.call('explain_ticket', { ticket_key: key })).text);
  answers.set('assistant: people', (await assistant.call('query', { sql: 'FROM people', limit: 1000 })).text);
  answers.set('assistant: freshness', (await assistant.call('freshness')).text);
  await assistant.close();
  await service.close();
  return answers;
}

/** @param names services */
export function answers(sandbox: () => Sandbox, names: readonly string[]): void {
  test.each(names)('no answer about a masked lake of %s names anybody', async (name) => {
    const { plain, masked } = await bothLakes([sourceOf(sandbox(), name)], MASK);
    const called = telling(await calledIn(plain.lake));
    const found: string[] = [];
    for (const [asked, answer] of await answersOf(masked, sandbox())) {
      const text = answer.toLowerCase();
      for (const each of called) if (text.includes(each.toLowerCase())) found.push(`${asked}: ${each}`);
    }
    expect(found).toEqual([]);
    expect(called.length).toBeGreaterThan(3);
  });
}

export const JANE = { author_id: '17', author_name: 'Jané O. Doe', author_email: 'Jane.Doe@acme.example' };
const BOB = { author_id: '18', author_name: 'Bob Stone', author_email: 'bob@acme.example' };
const asker = ({ author_id: id, author_name: name, author_email: email }: typeof JANE) => ({
  ...{ requester_id: id, requester_name: name, requester_email: email },
});

export async function paperLake(mask = MASK): Promise<{ scripted: ScriptedService; config: Config }> {
  const scripted = new ScriptedService();
  await scripted.start();
  const tickets = [
    ticket({ ticket_id: '1', subject: 'Printer of Jané O. Doe', status: 'open', ...asker(JANE), tags: ['vip'] }),
    ticket({
      ticket_id: '2',
      subject: 'Scanner',
      status: 'open',
      ...asker({ ...JANE, author_id: 'mail-0123456789ab', author_name: 'jané o. DOE' }),
    }),
    ticket({ ticket_id: '3', subject: 'Screen', status: 'open', ...asker(BOB) }),
  ];
  scripted.serve(tickets, {
    '1': [comment({ comment_id: '1', ...JANE, body: 'Hello' }), comment({ comment_id: '2', ...BOB, body: 'Yes' })],
  });
  const config = configOf(newLake(), [scripted.source()], { mask });
  expect((await exportOnce(config)).exit_code).toBe(0);
  return { scripted, config };
}

export const erase = (config: Config, person: string, dryRun = false): Promise<ErasedResult | undefined> =>
  erasePerson(config, {
    ...{ person, source: null, dryRun },
    confirm: () => Promise.resolve(true),
    report: () => undefined,
    now: Date.now,
  });

type Made = Awaited<ReturnType<typeof paperLake>>;
export const copyOfMade = ({ config }: Made): Config => ({ ...config, lake: copyOf(config.lake) });

export const PERSONS = [
  ['her address, however it is written', 'JANE.doe@Acme.example'],
  ['the key that rows have', 'acme:17'],
  ['the key that tables show', `acme:mail-${hashed('mail-0123456789ab').slice(0, 12)}`],
] as const;

/** @param persons how Jane is named */
export function erases(made: () => Made, persons: ReadonlyArray<(typeof PERSONS)[number]>): void {
  test.each(persons)('erasing by %s takes her hashes away, too', async (_, person) => {
    const config = copyOfMade(made());
    const hers = [hashed(JANE.author_name), hashed(JANE.author_email)];
    expect((await foundIn(config.lake, hers)).length).toBeGreaterThan(3);
    expect(await erase(config, person, true)).toMatchObject({ outcome: 'planned' });
    const done = await erase(config, person);
    expect(done).toMatchObject({ outcome: 'erased', leftovers: [] });
    expect(await foundIn(config.lake, [...hers, JANE.author_name, JANE.author_email])).toEqual([]);
    expect(
      await rowsOf(config.lake, 'SELECT count(*) AS n, count(DISTINCT requester_key) AS people FROM tickets'),
    ).toEqual([{ n: '3', people: '3' }]);
    expect((await foundIn(config.lake, [hashed(BOB.author_email)])).length).toBeGreaterThan(3);
  });
}

/** The search at the end knows what masks made of the person. */
export function finds(made: () => Made): void {
  test('erasing ends with exit code 1 where a hash of the person is left', async () => {
    const config = copyOfMade(made());
    writeFileSync(path.join(config.lake, 'kept.txt'), `a copy of ${hashed(JANE.author_email)}`);
    expect(await erase(config, JANE.author_email)).toMatchObject({
      outcome: 'left over',
      leftovers: [{ file: 'kept.txt', what: 'bytes' }],
    });
  });
}

export function clearsTargets(made: () => Made): void {
  test.each(['delta', 'parquet'] as const)(
    'no version from before the masks is left at a %s target',
    async (format) => {
      made().scripted.serve([], {});
      const target = newFolder();
      const { mask, ...plain } = { ...copyOfMade(made()), publish: [targetAt(target, { format })] };
      // Taken from a lake without masks, as it was before.
      const world = quickWorld();
      expect((await exportOnce(plain, {}, world)).exit_code).toBe(0);
      const forms = [JANE.author_name, JANE.author_email];
      expect((await foundIn(target, forms, [])).length).toBeGreaterThan(1);
      expect((await exportOnce({ ...plain, ...(mask && { mask }) }, {}, world)).exit_code).toBe(0);
      expect(await foundIn(target, [...forms, JANE.author_email.toLowerCase()], [])).toEqual([]);
      expect((await foundIn(target, [hashed(JANE.author_email)], [])).length).toBeGreaterThan(1);
    },
  );
}
