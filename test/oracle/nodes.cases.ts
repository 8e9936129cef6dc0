/** The nodes' unified rows against what the oracle expects of the published ones: a column reads the same in both. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { vendorNamed } from '../../vendors/registry';
import type { Bench } from '../nodes/support/bench';
import { benchOf } from '../nodes/support/benches';
import type { Expected, Row, Value } from './facts';
import { fold } from './facts';
import { serve } from './server';
import { shownText } from './texts';
import { WORLDS } from './worlds';

const NOW = '2026-11-01T00:00:00.000Z';
/** Tickets of a service whose comments are asked for. */
const WITH_COMMENTS = 12;

/** What the nodes leave empty where it stands in another record than the one that was asked for. */
const ELSEWHERE: Readonly<Record<'tickets' | 'comments', ReadonlySet<string>>> = {
  tickets: new Set([
    ...['description', 'first_response_at', 'resolved_at', 'closed_at', 'queue', 'ticket_type', 'team', 'organization'],
    ...['assignee_name', 'assignee_email', 'channel', 'requester_name', 'requester_email'],
  ]),
  comments: new Set(['author_email', 'author_role']),
};
const TICKET = [
  ...['ticket_id', 'ticket_number', 'url', 'subject', 'description', 'status', 'status_group', 'is_open', 'priority'],
  ...['priority_level', 'ticket_type', 'channel', 'queue', 'requester_name', 'requester_email', 'assignee_name'],
  ...[
    'assignee_email',
    'team',
    'organization',
    'created_at',
    'updated_at',
    'first_response_at',
    'resolved_at',
    'closed_at',
  ],
  ...['due_at', 'due_date', 'satisfaction', 'sla_status', 'is_deleted'],
];
const COMMENT = [
  ...['author_name', 'author_email', 'author_role', 'visibility', 'kind', 'title', 'body', 'created_at', 'updated_at'],
];
const VALUE = ['value_text', 'value_number', 'value_boolean', 'value_at', 'value_date'];
/** Operations that give comments. */
const THREADS: Readonly<Record<string, readonly string[]>> = {
  deskpro: ['comment'],
  notific: [],
  sympoq: ['comment'],
  synqly: ['comment', 'note'],
  teamswork: ['comment'],
};
/** A comment of TeamsWork brings its author's name of that day; the present one stands in the instance. */
const WRITTEN: Readonly<Record<string, readonly string[]>> = { teamswork: ['author_name'] };

export function nodesCases(seeds: readonly number[], count: number): void {
  const cases = Object.keys(WORLDS).flatMap((name) => seeds.map((seed) => ({ name, seed })));
  test.each(cases)('$name reads the same in its node as in the lake (seed $seed)', async ({ name, seed }) => {
    const world = WORLDS[name]?.(seed, count);
    const vendor = vendorNamed(name);
    if (world === undefined || vendor === undefined) throw new Error(`there is no oracle of ${name}`);
    const { origin, server } = await serve(
      (asked) => world.answer(asked, NOW),
      () => NOW,
    );
    try {
      const address = vendor.baseUrl(origin);
      if (!address.ok) throw new Error(address.reason);
      const bench = benchOf(vendor.name, () => ({ url: address.url, key: '7:ORACLE0123456789' }));
      const tables = world.expected([NOW], name, 'UTC', origin);
      const items = await itemsOf(bench);
      expect(items.length).toBeGreaterThan(count / 2);
      const found = [
        ...ticketDifferences(name, items, tables),
        ...(await threadDifferences(bench, name, items, tables)),
      ];
      expect(found.slice(0, 20)).toEqual([]);
    } finally {
      server.close();
    }
  });
}

function itemsOf(bench: Bench): Promise<IDataObject[]> {
  const options = { includeNames: true };
  return bench.json({ resource: 'ticket', operation: 'getAll', returnAll: true, output: 'unified', options });
}

/** Lists that only an export asks for: the node shows the ID. */
function asNodesShow(value: Row): Row {
  return value['field_key'] === 'deskpro:brand' ? { ...value, value_text: '1' } : value;
}

function ticketDifferences(name: string, items: readonly IDataObject[], tables: Expected): string[] {
  const tickets = new Map((tables['tickets'] ?? []).map((row) => [String(row['ticket_id']), row]));
  const values = tables['ticket_custom_fields'] ?? [];
  return items.flatMap((item) => {
    const id = String(item['ticket_id']);
    const row = tickets.get(id);
    if (row === undefined) return [`${name} has no ticket ${id}`];
    // Of a time the lake shows the day in the reporting zone, too.
    const columns = TICKET.filter((column) => column !== 'due_date' || row['due_at'] === null);
    return [
      ...columns.flatMap((column) =>
        difference(`${id} ${column}`, item[column], row[column], ELSEWHERE.tickets.has(column)),
      ),
      ...difference(`${id} requester`, keyOf(name, item['requester_id']), row['requester_key'], false),
      ...difference(`${id} assignee`, keyOf(name, item['assignee_id']), row['assignee_key'], false),
      ...difference(`${id} tags`, tagsOf(item['tags']), row['tags'], false),
      ...valueDifferences(
        name,
        id,
        item,
        values.filter(({ ticket_key }) => ticket_key === row['ticket_key']).map(asNodesShow),
      ),
    ];
  });
}

function valueDifferences(name: string, id: string, item: IDataObject, rows: readonly Row[]): string[] {
  const fields = (Array.isArray(item['custom_fields']) ? item['custom_fields'] : []) as IDataObject[];
  const found = new Map(fields.map((field) => [`${name}:${String(field['field_id'])}`, field]));
  const expected = new Map(rows.map((row) => [String(row['field_key']).replace(/~[0-9a-f]{8}$/, ''), row]));
  const missing = [...expected.keys()].filter((key) => !found.has(key)).map((key) => `${id} has no ${key}`);
  const more = [...found.keys()].filter((key) => !expected.has(key)).map((key) => `${id} has ${key}`);
  const others = [...found].flatMap(([key, field]) => {
    const row = expected.get(key);
    if (row === undefined) return [];
    const isTime = row['value_at'] !== null;
    // Times without a zone are the source's in the lake; n8n has no zone of the account.
    const columns = VALUE.filter(
      (column) => !isTime || (column !== 'value_date' && !(name === 'sympoq' && column === 'value_at')),
    );
    return columns.flatMap((column) => difference(`${id} ${key} ${column}`, field[column], row[column], false));
  });
  return [...missing, ...more, ...others];
}

async function threadDifferences(
  bench: Bench,
  name: string,
  items: readonly IDataObject[],
  tables: Expected,
): Promise<string[]> {
  const found: string[] = [];
  const comments = tables['comments'] ?? [];
  for (const { ticket_id: id } of items.slice(0, WITH_COMMENTS)) {
    const rows = comments.filter(({ ticket_key }) => ticket_key === `${name}:${String(id)}`);
    const entries: IDataObject[] = [];
    for (const resource of THREADS[name] ?? []) {
      const ticketId = { __rl: true, mode: 'id', value: String(id) };
      const options: INodeParameters =
        name === 'sympoq' ? { options: { includeActivities: true, includeNames: true } } : {};
      entries.push(
        ...(await bench.json({
          resource,
          operation: 'getAll',
          returnAll: true,
          output: 'unified',
          ticketId,
          ...options,
        })),
      );
    }
    found.push(...threadOf(name, String(id), entries, rows));
  }
  return found;
}

function threadOf(name: string, id: string, entries: readonly IDataObject[], rows: readonly Row[]): string[] {
  if (entries.length !== rows.length)
    return [`${id} has ${String(entries.length)} comments, not ${String(rows.length)}`];
  // The log of SympoQ has no ids: its entries are newest first, those of the world oldest first.
  const inOrder = name === 'sympoq' ? entries.toReversed() : entries;
  return inOrder.flatMap((entry, at) => {
    const row = name === 'sympoq' ? rows[at] : rows.find(({ comment_id }) => comment_id === entry['comment_id']);
    if (row === undefined) return [`${id} has a comment ${String(entry['comment_id'])}`];
    return [
      ...COMMENT.filter((column) => !WRITTEN[name]?.includes(column)).flatMap((column) =>
        difference(`${id}/${String(at)} ${column}`, entry[column], row[column], ELSEWHERE.comments.has(column)),
      ),
      ...difference(`${id}/${String(at)} author`, keyOf(name, entry['author_id']), row['author_key'], false),
    ];
  });
}

/** @param mayBeEmpty it stands in another record */
function difference(what: string, found: unknown, expected: Value | undefined, mayBeEmpty: boolean): string[] {
  const text = shownAs(found);
  if (mayBeEmpty && (text === null || text === 'unknown')) return [];
  const fits = Array.isArray(expected) ? expected.includes(String(text)) : text === (expected ?? null);
  return fits
    ? []
    : [`${what}: ${JSON.stringify(text)?.slice(0, 200)}, not ${JSON.stringify(expected)?.slice(0, 200)}`];
}

function shownAs(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'string')
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value);
  const instant = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d\.\d{6})Z$/.exec(value);
  // What the lake has no room for is cut there.
  return instant === null ? shownText(value) : `${instant[1] ?? ''} ${instant[2] ?? ''}`;
}

function keyOf(name: string, id: unknown): string | null {
  return id === null || id === undefined ? null : `${name}:${String(id)}`;
}

function tagsOf(tags: unknown): string | null {
  const folded = [...new Set((Array.isArray(tags) ? tags : []).map((tag) => fold(String(tag))))].filter(
    (tag) => tag !== '',
  );
  return folded.length === 0
    ? null
    : folded.sort((one, other) => Buffer.compare(Buffer.from(one), Buffer.from(other))).join(', ');
}
