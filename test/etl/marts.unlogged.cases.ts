/** Steps that a log does not tell, words that nobody mapped, and what is not known then. */
import type { Json, JsonObject } from '../../vendors/json';
import { vendorNamed } from '../../vendors/registry';
import type { VendorName } from '../../vendors/vendor';
import type { SourceConfig } from '../../etl/src/config/config';
import { page, ticketPage, tinySource } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

let lake: TestLake;
afterEach(() => lake.close());

const at = (day: number, hour = 0) => `2026-03-0${day}T${String(hour).padStart(2, '0')}:00:00.000000Z`;
const slice = { key: 'all', params: { walk: { query: {}, keep: {}, queue: null } } };

async function open(name: VendorName, more: Partial<SourceConfig> = {}): Promise<void> {
  const vendor = vendorNamed(name);
  if (!vendor) throw new Error(`no service ${name}`);
  lake = await TestLake.open({ sources: [tinySource({ vendor, ...more })] });
}

let run = 0;
async function read(
  receivedAt: string,
  ticket: JsonObject,
  log?: readonly [stream: string, records: Json[]],
): Promise<void> {
  const id = String(ticket['id'] ?? ticket['Id']);
  const logged = log === undefined ? [] : [ticketPage(log[0], id, log[1], { receivedAt })];
  run += 1;
  await lake.load([page('tickets', [ticket], { receivedAt, slice }), ...logged], `run-${run}`);
  await lake.build(`run-${run}`, at(9));
}
const changes = async () =>
  (await lake.rows('SELECT from_group, to_group, changed_at, origin FROM m_status_changes ORDER BY sequence')).map(
    (row) => {
      const time = row['changed_at'] instanceof Date ? row['changed_at'].toISOString() : '';
      return `${String(row['from_group'])}>${String(row['to_group'])} ${time.slice(8, 13)} ${String(row['origin'])}`;
    },
  );
const reopenings = async () => (await lake.rows('SELECT reopen_count FROM m_tickets'))[0]?.['reopen_count'];
const words = () =>
  lake.rows(
    "SELECT raw, count(*)::INTEGER AS n FROM m_rejects WHERE reason = 'unmapped_status' GROUP BY raw ORDER BY raw",
  );

const desk = (more: JsonObject = {}): JsonObject => ({
  id: 1,
  status: 'awaiting_agent',
  date_created: '2026-03-01T00:00:00+0000',
  date_status: '2026-03-02T00:00:00+0000',
  ...more,
});
const step = (id: number, day: number, details: Json): Json => ({
  id,
  ticket: 1,
  action_type: 'changed_status',
  details,
  date_created: `2026-03-0${day}T00:00:00+0000`,
});

/** What `npm test` runs. */
export function quick(): void {
  describe('Deskpro', () => {
    beforeEach(() => open('deskpro'));

    test("a hold is one observed row at its own time, at first sight and after; the log's row takes its place", async () => {
      const first = step(1, 2, { old_status: 'awaiting_user', new_status: 'awaiting_agent' });
      const held = desk({ is_hold: true, date_on_hold: '2026-03-03T05:00:00+0000' });
      await read(at(4), held, ['history', [first]]);
      const seen = ['pending>open 02T00 vendor', 'open>on_hold 03T05 observed'];
      expect(await changes()).toEqual(seen);
      await read(at(5), { ...held, subject: 'again', date_last_user_reply: '2026-03-05T00:00:00+0000' }, [
        'history',
        [first],
      ]);
      expect(await changes()).toEqual(seen);
      expect(await reopenings()).toBe(0);
      const told = step(2, 4, { old_status: 'awaiting_agent', new_status: 'pending' });
      await read(at(6), held, ['history', [first, told]]);
      expect(await changes()).toEqual(['pending>open 02T00 vendor', 'open>on_hold 04T00 vendor']);
    });

    test('a step of which the log does not say where it led leaves the count unknown', async () => {
      await read(at(4), desk(), ['history', [step(1, 2, { change: 'status' })]]);
      expect(await changes()).toEqual([]);
      expect(await reopenings()).toBeNull();
    });

    test('a log that leaves a reopening out leaves the count unknown', async () => {
      const solved = { old_status: 'awaiting_agent', new_status: 'resolved' };
      await read(at(4), desk({ status: 'resolved' }), ['history', [step(1, 2, solved), step(2, 3, solved)]]);
      expect(await reopenings()).toBeNull();
    });

    test('a log that was not read, and one that is not selected, tell no count', async () => {
      await read(at(4), desk());
      expect(await reopenings()).toBeNull();
      await lake.close();
      await open('deskpro', { streams: ['tickets', 'comments'] });
      await read(at(4), desk(), ['history', [step(1, 2, { old_status: 'resolved', new_status: 'awaiting_agent' })]]);
      expect(await reopenings()).toBeNull();
      expect(await changes()).toEqual([]);
    });
  });

  describe('SympoQ', () => {
    test("an account's own statuses mean what they are called, in the log, too", async () => {
      await open('sympoq');
      const receivedAt = at(4);
      await lake.load([
        page(
          'statuses',
          [
            { id: 5, name: 'On hold' },
            { id: 6, name: 'Eigenes' },
          ],
          { receivedAt },
        ),
      ]);
      const entry = (day: number, description: string): Json => ({
        date: at(day),
        action: 'Status',
        description,
        applied_by: 'Bo',
      });
      const ticket = (id: string, status: number): JsonObject => ({ id, status, created: at(1), updated: at(3) });
      await read(receivedAt, ticket('A', 5), [
        'comments',
        [{ id: 'A', event_log: [entry(3, 'On hold'), entry(2, '2')] }],
      ]);
      expect(await changes()).toEqual(['new>open 02T00 vendor', 'open>on_hold 03T00 vendor']);
      expect(await words()).toEqual([]);
      await read(receivedAt, ticket('B', 6));
      expect(await lake.rows("SELECT status, status_group FROM m_tickets WHERE ticket_id = 'B'")).toEqual([
        { status: 'Eigenes', status_group: 'unknown' },
      ]);
      expect(await words()).toEqual([{ raw: '6', n: 1 }]);
    });
  });
}

/** What takes longer. */
export function slow(): void {
  describe('Notific', () => {
    beforeEach(() => open('notific'));
    const planned = (more: JsonObject): JsonObject => ({ Id: 1, StartTime: '2026-03-02T00:00:00', ...more });

    test('a reopening whose time is corrected is one; another after another close is another', async () => {
      await read(at(4), planned({ ClosedTime: '2026-03-03T00:00:00' }));
      await read(at(5), planned({ ClosedTime: '2026-03-03T00:00:00', ReopenedTime: '2026-03-04T10:00:00' }));
      await read(at(6), planned({ ClosedTime: '2026-03-03T00:00:00', ReopenedTime: '2026-03-05T10:00:00' }));
      expect(await changes()).toEqual(['open>closed 03T00 vendor', 'closed>open 05T10 vendor']);
      expect(await reopenings()).toBe(1);
      await read(at(7), planned({ ClosedTime: '2026-03-06T00:00:00', ReopenedTime: '2026-03-05T10:00:00' }));
      await read(at(8), planned({ ClosedTime: '2026-03-06T00:00:00', ReopenedTime: '2026-03-07T10:00:00' }));
      expect(await reopenings()).toBe(2);
      expect(await changes()).toHaveLength(4);
    });

    test('it opens at its start, whenever that is seen', async () => {
      await read(at(1), planned({}));
      await read(at(5), planned({}));
      expect(await changes()).toEqual(['new>open 02T00 observed']);
      await lake.close();
      await open('notific');
      await read(at(5), planned({ CreatedTime: '2026-03-01T00:00:00' }));
      expect(await changes()).toEqual(['new>open 02T00 vendor']);
    });

    test('planned work that was closed before its start has no negative minutes, and a note', async () => {
      await read(at(1, 5), planned({ ClosedTime: '2026-03-01T00:00:00' }));
      expect(await lake.rows('SELECT resolution_minutes FROM m_tickets')).toEqual([{ resolution_minutes: null }]);
      expect(await lake.rows('SELECT minutes_in_from_status FROM m_status_changes')).toEqual([
        { minutes_in_from_status: null },
      ]);
      const notes = await lake.rows("SELECT field FROM m_rejects WHERE reason = 'negative_duration' ORDER BY field");
      expect(notes).toEqual([{ field: 'minutes_in_from_status' }, { field: 'resolution_minutes' }]);
    });
  });

  describe('TeamsWork', () => {
    beforeEach(() => open('teamswork'));
    const dutch = (status: string, more: JsonObject = {}): JsonObject => ({
      id: 'a',
      status,
      createdOn: at(1),
      lastUpdatedOn: at(3),
      resolvedStatus: ['Opgelost', 'Gesloten'],
      ...more,
    });
    const activity = (id: string, day: number, oldValue: string, newValue: string): Json => ({
      id,
      createdDateTime: at(day),
      changes: [{ name: 'status', oldValue, newValue }],
    });

    test("the ticket's own workflow tells what is done; other words stay open and are named once", async () => {
      const log = [
        activity('3', 4, 'Heropend', 'On hold'),
        activity('2', 3, 'OPGELOST', 'Heropend'),
        activity('1', 2, 'Resolved', 'opgelost'),
        activity('0', 1, '', 'Nieuw'),
      ];
      await read(at(5), dutch('On hold'), ['comments', log]);
      await read(at(6), dutch('Heropend', { id: 'b' }));
      await read(at(6), dutch('Heropend', { id: 'c' }));
      expect(await changes()).toEqual([
        'open>solved 02T00 vendor',
        'solved>open 03T00 vendor',
        'open>on_hold 04T00 vendor',
      ]);
      expect(await lake.rows("SELECT reopen_count FROM m_tickets WHERE ticket_id = 'a'")).toEqual([
        { reopen_count: 1 },
      ]);
      expect(await words()).toEqual([{ raw: 'Heropend', n: 1 }]);
    });

    test('where the ticket does not say what is done, a word of its own leaves the count unknown', async () => {
      await read(at(5), dutch('Opgelost', { resolvedStatus: null }), [
        'comments',
        [activity('1', 2, 'Open', 'Opgelost')],
      ]);
      expect(await changes()).toEqual(['open>open 02T00 vendor']);
      expect(await reopenings()).toBeNull();
      expect(await words()).toEqual([{ raw: 'Opgelost', n: 1 }]);
    });
  });
}
