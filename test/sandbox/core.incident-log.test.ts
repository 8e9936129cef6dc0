import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { toyService } from '../support/toy-service';
import type { WorldBase } from '../../sandbox/world/base';
import { readIncidentLog } from '../incident-log/incident-log';
import { startSandbox } from '../../sandbox/server';
import type { WorldTicket, WorldValue } from '../../sandbox/world/world';

const folder = mkdtempSync(join(tmpdir(), 'incident-log-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** The value of a custom field as the log writes it; a toggle as true or false. */
function shown(base: WorldBase, ticket: WorldTicket, column: string): string | number | boolean | null {
  const field = base.fields.find(({ name }) => name === column);
  if (!field) throw new Error(`no field ${column}`);
  const value: WorldValue = ticket.custom[field.id] ?? null;
  if (field.type === 'list') return field.options.find(({ id }) => id === value)?.name ?? null;
  if (field.type === 'person') return base.people.find(({ id }) => id === value)?.name ?? null;
  return Array.isArray(value) ? value.join() : value;
}

const HEAD =
  'number,incident_state,made_sla,caller_id,opened_by,opened_at,sys_updated_by,sys_updated_at,contact_type,category,subcategory,u_symptom,priority,assignment_group,assigned_to,reopen_count,resolved_at,closed_at,odd_column';
const SMALL = [
  HEAD,
  'INC2,New,TRUE,Caller 1,Opened by  8,29-02-2016 10:00,Updated by 1,29-02-2016 12:00,Phone,Cat 1,Sub 1,?,2 - High,Group 1,?,0,?,?,x',
  'INC2,Active,TRUE,Caller 1,Opened by  8,29-02-2016 10:00,Updated by 2,29-02-2016 11:00,Phone,Cat 2,Sub 1,Symptom 9,1 - Critical,Group 2,Resolver 5,0,02-03-2016 09:00,07-03-2016 10:00,x',
  'INC1,New,TRUE,?,Opened by  8,29-02-2016 09:59,Updated by 1,29-02-2016 10:00,?,?,?,?,?,?,?,0,?,?,?',
  'INC2,Resolved,FALSE,Caller 1,Opened by  8,29-02-2016 10:00,Updated by 2,01-03-2016 08:00,Phone,Cat 2,Sub 1,Symptom 9,1 - Critical,Group 2,Resolver 5,0,02-03-2016 09:00,07-03-2016 10:00,x',
  'INC2,Awaiting Vendor,FALSE,Caller 1,Opened by  8,29-02-2016 10:00,Updated by 2,01-03-2016 09:00,Phone,Cat 2,Sub 1,Symptom 9,1 - Critical,Group 2,Resolver 5,1,02-03-2016 09:00,07-03-2016 10:00,x',
  'INC2,Closed,FALSE,Caller 1,Opened by  8,29-02-2016 10:00,Updated by 2,07-03-2016 10:00,Phone,Cat 2,Sub 1,Symptom 9,1 - Critical,Group 2,Resolver 5,1,02-03-2016 09:00,07-03-2016 10:00,"y, ""z"""',
].join('\n');

describe('a small log', () => {
  test.each([
    ['small.csv', SMALL],
    ['bom.csv', `\ufeff${SMALL.replaceAll('\n', '\r\n')}\r\n`],
    ['slashes.csv', SMALL.replace(/(\d\d)-(\d\d)-(2016)/g, '$1/$2/$3')],
    ['small.csv.gz', gzipSync(SMALL)],
  ])('%s becomes tickets in order of opening', async (name, content) => {
    const base = await readIncidentLog(file(name, content));
    expect(base.size).toBe(2);
    const [first, second] = [base.ticket(0), base.ticket(1)];
    const person = (id: number | null): string | undefined => base.people.find((one) => one.id === id)?.name;

    expect(first).toMatchObject({
      index: 0,
      id: 1,
      number: 'INC1',
      subject: 'Incident INC1',
      description: '',
      tags: [],
      type: null,
      channel: 'unknown',
    });
    expect(first).toMatchObject({
      priority: 'normal',
      status: 'new',
      assignee: null,
      resolvedAt: null,
      closedAt: null,
      isSlaBreached: false,
      changes: [],
    });
    expect(person(first.requester)).toBe('Unknown caller');
    expect(base.queues.find(({ id }) => id === first.queue)?.name).toBe('Unassigned');

    expect(second).toMatchObject({
      number: 'INC2',
      subject: 'Symptom 9: Cat 2 / Sub 1',
      tags: ['Cat 2', 'Sub 1'],
      channel: 'Phone',
    });
    expect(second).toMatchObject({
      priority: 'urgent',
      status: 'closed',
      isSlaBreached: true,
      firstResponseAt: null,
      satisfaction: null,
    });
    expect(second.description).toBe('Symptom: Symptom 9\nCategory: Cat 2\nSubcategory: Sub 1');
    expect(person(second.requester)).toBe('Caller 1');
    expect(person(second.assignee)).toBe('Resolver 5');
    expect(base.people.find(({ name: one }) => one === 'Caller 1')?.isAgent).toBe(false);
    expect(base.people.find(({ name: one }) => one === 'Resolver 5')?.isAgent).toBe(true);
    expect(base.types.find(({ id }) => id === second.type)?.name).toBe('Cat 2');
    expect(second.createdAt).toBe(Date.UTC(2016, 1, 29, 10));
    expect(second.updatedAt).toBe(Date.UTC(2016, 2, 7, 10));
    expect(second.resolvedAt).toBe(Date.UTC(2016, 2, 2, 9));
    expect(second.closedAt).toBe(Date.UTC(2016, 2, 7, 10));
    expect(base.createdAt(1)).toBe(second.createdAt);
    expect(shown(base, second, 'opened_by')).toBe('Opened by  8');
    expect(shown(base, second, 'incident_state')).toBe('Closed');
    expect(shown(base, second, 'made_sla')).toBe(false);
    expect(shown(base, second, 'reopen_count')).toBe(1);
    expect(shown(base, second, 'odd_column')).toBe('y, "z"');
    expect(shown(base, first, 'odd_column')).toBeNull();
  });

  test('what differs from line to line is the history, in the order of the file', async () => {
    const base = await readIncidentLog(file('history.csv', SMALL));
    const by = (id: number | null): string | undefined => base.people.find((one) => one.id === id)?.name;
    const { changes } = base.ticket(1);
    const of = (field: string): unknown[] =>
      changes
        .filter((change) => change.field === field)
        .map(({ from, to, at }) => [from, to, new Date(at).toISOString().slice(5, 16)]);
    expect(of('status')).toEqual([
      ['new', 'open', '02-29T11:00'],
      ['open', 'solved', '03-01T08:00'],
      ['solved', 'on_hold', '03-01T09:00'],
      ['on_hold', 'closed', '03-07T10:00'],
    ]);
    expect(of('priority')).toEqual([['high', 'urgent', '02-29T11:00']]);
    const queue = (name: string): string => String(base.queues.find((one) => one.name === name)?.id);
    expect(of('queue')).toEqual([[queue('Group 1'), queue('Group 2'), '02-29T11:00']]);
    expect(of('assignee')).toEqual([
      [null, String(base.people.find(({ name }) => name === 'Resolver 5')?.id), '02-29T11:00'],
    ]);
    expect(of('tags')).toEqual([['Cat 1, Sub 1', 'Cat 2, Sub 1', '02-29T11:00']]);
    expect(of('custom')).toContainEqual(['made_sla: yes', 'made_sla: no', '03-01T08:00']);
    expect(of('custom')).toContainEqual(['incident_state: Resolved', 'incident_state: Awaiting Vendor', '03-01T09:00']);
    expect(by(changes[0]!.by)).toBe('Updated by 2');
    expect(changes.map(({ id }) => id)).toEqual(changes.map((_change, at) => at + 1));
  });

  test('is served by a sandbox, and changes to one service leave the log alone', async () => {
    const base = await readIncidentLog(file('served.csv', SMALL));
    const other = { ...toyService, name: 'other', prefix: '/other' };
    const sandbox = await startSandbox({ services: [toyService, other], base });
    sandbox.world('toy').change(0, { status: 'solved' }, null);
    expect(sandbox.world('toy').ticket(0)?.status).toBe('solved');
    expect(sandbox.world('other').ticket(0)?.status).toBe('new');
    const { url, key } = sandbox.service('toy');
    const answer = await fetch(`${url}/tickets/2`, { headers: { authorization: key } });
    expect(await answer.json()).toEqual({ id: 2, subject: 'Symptom 9: Cat 2 / Sub 1' });
    await sandbox.close();
  });
});

describe('a bad log is refused with the place and the reason', () => {
  const line = (changes: Record<number, string>): string =>
    `${HEAD}\n${'INC1,New,TRUE,C,O,29-02-2016 10:00,U,29-02-2016 10:00,Phone,a,b,c,2 - High,G,R,0,?,?,x'
      .split(',')
      .map((value, at) => changes[at] ?? value)
      .join(',')}\n`;
  test.each<[string, string | Buffer, string]>([
    ['empty.csv', '', 'empty.csv: is empty; an incident log begins with a line of column names'],
    [
      'people.csv',
      'name,age\nA,5\n',
      'people.csv line 1: no column number, incident_state, opened_at, sys_updated_at; is it an incident log?',
    ],
    ['twice.csv', `${HEAD},number\n`, 'twice.csv line 1: the column number is there twice'],
    ['short.csv', `${HEAD}\nINC1,New\n`, 'short.csv line 2: Invalid Record Length: expect 19, got 2 on line 2'],
    [
      'day.csv',
      line({ 5: '31-02-2016 10:00' }),
      'day.csv line 2: opened_at is "31-02-2016 10:00", not a date that exists',
    ],
    [
      'date.csv',
      line({ 7: '2016-02-29' }),
      'date.csv line 2: sys_updated_at is "2016-02-29", not a date as 29-02-2016 01:16',
    ],
    ['unknown.csv', line({ 5: '?' }), 'unknown.csv line 2: opened_at is unknown'],
    ['number.csv', line({ 0: '' }), 'number.csv line 2: number is unknown'],
    ['state.csv', line({ 1: 'Lost' }), 'state.csv line 2: incident_state is "Lost", not one of New, Active'],
    ['priority.csv', line({ 12: '9' }), 'priority.csv line 2: priority is "9", not one of 1 - Critical'],
    ['sla.csv', line({ 2: 'perhaps' }), 'sla.csv line 2: made_sla is "perhaps", not TRUE or FALSE'],
    ['count.csv', line({ 15: '-1' }), 'count.csv line 2: reopen_count is "-1", not a whole number'],
    ['plain.csv.gz', SMALL, 'plain.csv.gz: is not a gzip file, or it is damaged'],
    ['cut.csv.gz', gzipSync(SMALL).subarray(0, 200), 'cut.csv.gz: ends too early: the gzip file is cut off'],
  ])('%s', async (name, content, message) => {
    await expect(readIncidentLog(file(name, content))).rejects.toThrow(message);
  });

  test('a file that is not there, and a folder', async () => {
    await expect(readIncidentLog(join(folder, 'none.csv'))).rejects.toThrow('none.csv: there is no such file');
    await expect(readIncidentLog(folder)).rejects.toThrow('is a folder, not a file');
  });
});

const REAL = join(__dirname, '../../../shared/data/incident_event_log.csv.gz');
const isThere = existsSync(REAL);
const real = isThere ? describe : describe.skip;

real(`the real log${isThere ? '' : ' (skipped: ../shared/data is not there)'}`, () => {
  let base: WorldBase;
  let lines: Array<Record<string, string>>;
  beforeAll(async () => {
    base = await readIncidentLog(REAL);
    lines = parse(gunzipSync(readFileSync(REAL)), { columns: true });
  });

  test('every column of the last line of all 890 incidents is found in its ticket', () => {
    const last = new Map(lines.map((line) => [line['number'], line]));
    expect([base.size, last.size, lines.length]).toEqual([890, 890, 5998]);
    const known = (text: string | undefined): string | null => (text === undefined || text === '?' ? null : text);
    const instant = (text: string | undefined): number | null => {
      const [day, month, year, hour, minute] = (known(text)?.match(/\d+/g) ?? []).map(Number);
      return year === undefined ? null : Date.UTC(year, month! - 1, day, hour, minute);
    };
    const priorities = { '1 - Critical': 'urgent', '2 - High': 'high', '3 - Moderate': 'normal', '4 - Low': 'low' };
    for (let index = 0; index < base.size; index++) {
      const ticket = base.ticket(index);
      const line = last.get(ticket.number)!;
      const person = (id: number | null): string | null => base.people.find((one) => one.id === id)?.name ?? null;
      expect({
        createdAt: ticket.createdAt,
        resolvedAt: ticket.resolvedAt,
        closedAt: ticket.closedAt,
        requester: person(ticket.requester),
        assignee: person(ticket.assignee),
        queue: base.queues.find(({ id }) => id === ticket.queue)?.name,
        channel: ticket.channel,
        priority: ticket.priority,
        tags: ticket.tags,
        isSlaBreached: ticket.isSlaBreached,
        status: ticket.status,
      }).toEqual({
        createdAt: instant(line['opened_at']),
        resolvedAt: instant(line['resolved_at']),
        closedAt: instant(line['closed_at']),
        requester: known(line['caller_id']),
        assignee: known(line['assigned_to']),
        queue: known(line['assignment_group']) ?? 'Unassigned',
        channel: line['contact_type'],
        priority: new Map(Object.entries(priorities)).get(line['priority']!),
        tags: [line['category'], line['subcategory']].filter((tag) => tag !== '?'),
        isSlaBreached: line['made_sla'] === 'FALSE',
        status: 'closed',
      });
      const texts = base.fields.map(({ name, type }) => {
        const value = shown(base, ticket, name);
        const text =
          type === 'toggle' && value !== null ? String(value).toUpperCase() : value === null ? null : String(value);
        return [name, text];
      });
      expect(texts).toEqual(base.fields.map(({ name }) => [name, known(line[name])]));
    }
    const placed = [
      'number',
      'caller_id',
      'assigned_to',
      'assignment_group',
      'contact_type',
      'priority',
      'opened_at',
      'resolved_at',
      'closed_at',
      'sys_updated_at',
    ];
    expect([...placed, ...base.fields.map(({ name }) => name)].sort()).toEqual(Object.keys(lines[0]!).sort());
  });

  test('the history of states is the log’s', () => {
    const ticket = base.ticket(
      Array.from({ length: 890 }, (_unused, index) => index).find(
        (index) => base.ticket(index).number === 'INC0000102',
      )!,
    );
    const states = ticket.changes
      .filter(({ field }) => field === 'status')
      .map(({ to, at }) => [to, new Date(at).toISOString().slice(0, 16)]);
    expect(states).toEqual([
      ['pending', '2016-02-29T20:09'],
      ['open', '2016-03-03T17:29'],
      ['pending', '2016-03-07T11:50'],
      ['solved', '2016-03-14T08:13'],
      ['open', '2016-03-17T16:27'],
      ['solved', '2016-03-17T16:28'],
      ['closed', '2016-03-24T18:59'],
    ]);
    const reopened = Array.from({ length: 890 }, (_unused, index) => base.ticket(index)).filter(({ changes }) =>
      changes.some(({ field, from, to }) => field === 'status' && from === 'solved' && to !== 'closed'),
    );
    expect(reopened.map(({ number }) => number)).toContain('INC0000102');
    expect(reopened.length).toBeGreaterThanOrEqual(10);
  });
});
