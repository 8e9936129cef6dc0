/**
 * Masks over random people in random order: the published rows are those of a lake without masks, with every value
 * masked by an oracle that reads the contract alone; and however the lake came about, it is the same.
 */
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import type { MaskConfig, MaskMode } from '../../etl/src/config/mask';
import type { StoredPage } from '../../etl/src/raw/page';
import { TABLES } from '../../etl/src/schema/tables';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';
import { SALT, hashed, masksOf } from './masks.services.cases';

/** As vendors fold and hash: written anew. */
export function madeId(kind: 'mail' | 'user', text: string): string {
  const folded = text.trim().normalize('NFC').toLowerCase();
  return `${kind}-${createHash('sha256').update(folded).digest('hex').slice(0, 12)}`;
}

export interface Somebody {
  id: string;
  name: string;
  email: string | null;
}

/** Case, composition and the like, which a hash in SQL would get wrong. */
const LETTERS = [
  'a',
  'É',
  'e\u0301',
  'ß',
  'İ',
  'ı',
  'Σ',
  'ς',
  'Ａ',
  '高',
  '😀',
  "'",
  '"',
  '\\',
  '%',
  '_',
  '-',
  ' ',
  '\u00a0',
  '.',
];
const word = fc
  .array(fc.oneof(fc.constantFrom(...LETTERS), fc.string({ unit: 'grapheme', maxLength: 2 })), {
    minLength: 1,
    maxLength: 6,
  })
  .map((letters) => letters.join('').replaceAll('\u0000', '').toWellFormed())
  .filter((text) => text.trim() !== '');
const address = word.map((text) => `${text.replace(/[\s@]/g, 'x')}@Acme.example`);

export const somebody: fc.Arbitrary<Somebody> = fc
  .record({
    name: word,
    email: fc.option(address),
    given: fc.option(fc.constantFrom('17', '18', 'A-1')),
    isUser: fc.boolean(),
  })
  .map(({ name, email, given, isUser }) => ({
    name,
    email,
    id: given ?? (isUser ? madeId('user', name) : madeId('mail', email ?? name)),
  }));

export const folk = fc
  .uniqueArray(somebody, { minLength: 1, maxLength: 4, selector: ({ id }) => id })
  .map((people) => people.flatMap((one) => [one, { ...one, name: ` ${otherSpelling(one.name)}` }]));

/** One name in another spelling. What is another name to who makes ids of names, as σ for ς, stays as it is. */
function otherSpelling(name: string): string {
  const other = name.toUpperCase().toLowerCase();
  return madeId('user', other) === madeId('user', name) ? other : name;
}

export const mode: fc.Arbitrary<MaskMode> = fc.constantFrom('hash', 'redact', 'drop');
const SINGLE = [
  'tickets.subject',
  'tickets.assignee_name',
  'people.email',
  'comments.body',
  'comments.author_name',
  'tickets.description',
  'tickets.queue',
];
export const mask: fc.Arbitrary<MaskConfig> = fc
  .record({
    people: fc.option(mode, { nil: null }),
    columns: fc.dictionary(fc.constantFrom(...SINGLE), mode, { maxKeys: 3, noNullPrototype: true }),
  })
  .map((drawn) => masksOf({ salt: SALT, ...drawn }));

interface Step {
  ticket: string;
  requester: number;
  assignee: number | null;
  creator: number | null;
  author: number;
  changer: number;
  subject: string;
  builds: boolean;
}

export const steps = fc.array(
  fc.record({
    ticket: fc.constantFrom('1', '2', '3'),
    requester: fc.nat({ max: 7 }),
    assignee: fc.option(fc.nat({ max: 7 })),
    creator: fc.option(fc.nat({ max: 7 })),
    author: fc.nat({ max: 7 }),
    changer: fc.nat({ max: 7 }),
    subject: word,
    builds: fc.boolean(),
  }),
  { minLength: 1, maxLength: 5 },
);

const vendor = tinyVendor({ keepsHistory: true });

function pagesOf(step: Step, people: readonly Somebody[], at: number): StoredPage[] {
  const of = (n: number): Somebody => people[n % people.length] ?? { id: '0', name: 'x', email: null };
  const [requester, author, changer] = [of(step.requester), of(step.author), of(step.changer)];
  const assignee = step.assignee === null ? null : of(step.assignee);
  const creator = step.creator === null ? null : of(step.creator);
  const receivedAt = `2026-04-0${at + 1}T10:00:00.000000Z`;
  return [
    page(
      'tickets',
      [
        ticket({
          ticket_id: step.ticket,
          subject: step.subject,
          description: at % 2 === 0 ? `says ${step.subject}` : null,
          status: 'open',
          queue: 'Hardware',
          created_at: '2026-03-02T10:00:00.000000Z',
          updated_at: receivedAt,
          requester_id: requester.id,
          requester_name: requester.name,
          requester_email: requester.email,
          ...(assignee && { assignee_id: assignee.id, assignee_name: assignee.name, assignee_email: assignee.email }),
          ...(creator && { creator_id: creator.id, creator_name: creator.name, creator_email: creator.email }),
        }),
      ],
      { receivedAt },
    ),
    ticketPage(
      'comments',
      step.ticket,
      [
        comment({
          comment_id: `c${step.ticket}`,
          author_id: author.id,
          author_name: author.name,
          author_email: author.email,
          body: `I am ${author.name}`,
        }),
      ],
      { receivedAt },
    ),
    ticketPage(
      'history',
      step.ticket,
      [
        comment({
          comment_id: 'no',
          ...{
            event_id: `e${step.ticket}`,
            to_status: 'open',
            to_group: 'open',
            changed_at: '2026-03-03T10:00:00.000000Z',
          },
          ...{ changed_by_id: changer.id, changed_by_name: changer.name, origin: 'vendor', position: 0 },
        }),
      ],
      { receivedAt },
    ),
  ];
}

export type Marts = Record<string, Array<Record<string, unknown>>>;
const STAMPS = ['run_id', 'extracted_at', 'first_run_id'];

export async function martsOf(lake: TestLake): Promise<Marts> {
  const marts: Marts = {};
  for (const { name, columns } of TABLES.filter(({ name: table }) => table !== 'runs' && table !== 'sources')) {
    const content = columns
      .filter((column) => !STAMPS.includes(column.name))
      .map((column) => `"${column.name}"::VARCHAR AS "${column.name}"`);
    marts[name] = (await lake.rows(`SELECT ${content.join(', ')} FROM m_${name}`)).map((row) => ({ ...row }));
  }
  return marts;
}

const sorted = (rows: ReadonlyArray<Record<string, unknown>>) => rows.map((row) => JSON.stringify(row)).sort();
export const inOrder = (marts: Marts) =>
  Object.fromEntries(Object.entries(marts).map(([name, rows]) => [name, sorted(rows)]));

/** The contract as a table of columns, and nothing of the program. */
const PEOPLE: Readonly<Record<string, readonly string[]>> = {
  people: ['name', 'email'],
  tickets: [
    ...['requester_name', 'requester_email', 'assignee_name', 'assignee_email'],
    ...['creator_name', 'creator_email'],
  ],
  comments: ['author_name', 'author_email'],
  status_changes: ['changed_by_name'],
};
const KEYS = ['person_key', 'requester_key', 'assignee_key', 'creator_key', 'author_key', 'changed_by_key'];

function masked(value: unknown, how: MaskMode): unknown {
  if (how === 'drop') return null;
  return typeof value !== 'string' ? value : how === 'redact' ? '***' : hashed(value);
}

/** What an unmasked lake becomes. */
export function expectedOf(plain: Marts, { people, columns }: MaskConfig): Marts {
  const single = new Map(Object.entries(columns));
  const howOf = (table: string, column: string): MaskMode | null =>
    single.get(`${table}.${column}`) ?? (PEOPLE[table]?.includes(column) === true ? people : null);
  const hides = Object.entries(PEOPLE).some(([table, names]) => names.some((column) => howOf(table, column) !== null));
  const ids = new Map<unknown, string>();
  for (const { person_id: id, name, email } of plain['people'] ?? []) {
    const [, kind] = /^(mail|user)-[0-9a-f]{12}$/.exec(String(id)) ?? [];
    if (!hides || (kind !== 'mail' && kind !== 'user')) continue;
    const text = [email, name].find((each) => typeof each === 'string' && madeId(kind, each) === id);
    ids.set(id, `${kind}-${hashed(String(text)).slice(0, 12)}`);
  }
  const keyOf = (key: unknown): unknown => {
    if (typeof key !== 'string') return key;
    const [source = '', id = ''] = key.split(/:(.*)/s);
    return `${source}:${ids.get(id) ?? id}`;
  };
  const rowOf = (table: string, row: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => {
        const how = howOf(table, column);
        if (how !== null) return [column, masked(value, how)];
        if (table === 'people' && column === 'person_id') return [column, ids.get(value) ?? value];
        if (table === 'backlog' && column === 'queue' && single.has('tickets.queue'))
          return [column, masked(value, single.get('tickets.queue') ?? 'drop')];
        return [column, KEYS.includes(column) ? keyOf(value) : value];
      }),
    );
  return Object.fromEntries(
    Object.entries(plain).map(([table, rows]) => [table, rows.map((row) => rowOf(table, row))]),
  );
}

/** @returns the marts of a lake with these masks after each step, or after all of them at once */
async function builtWith(
  masks: MaskConfig | undefined,
  told: readonly Step[],
  people: readonly Somebody[],
  atOnce: boolean,
): Promise<Marts> {
  const source = tinySource({ vendor });
  const lake = await TestLake.open({ sources: [source], ...(masks && { mask: masks }) });
  try {
    for (const [at, step] of told.entries()) {
      await lake.load(pagesOf(step, people, at), `run-${at + 1}`);
      if (step.builds && !atOnce) await lake.build(`run-${at + 1}`, `2026-05-01T0${at}:00:00.000000Z`);
    }
    await lake.build('run-9', '2026-05-01T12:00:00.000000Z');
    return await martsOf(lake);
  } finally {
    await lake.close();
  }
}

export function maskedRows(runs: number): Promise<void> {
  return fc.assert(
    fc.asyncProperty(mask, folk, steps, async (masks, people, told) => {
      const plain = await builtWith(undefined, told, people, true);
      const [grown, whole] = [await builtWith(masks, told, people, false), await builtWith(masks, told, people, true)];
      expect(inOrder(grown)).toEqual(inOrder(whole));
      expect(inOrder(whole)).toEqual(inOrder(expectedOf(plain, masks)));
    }),
    { numRuns: runs },
  );
}
