/** Every service's trigger before its simulator: what happens there comes out, once. */
import type { IDataObject } from 'n8n-workflow';
import type { VendorName } from '../../../vendors/vendor';
import { TESTED } from '../../services';
import { useSandbox } from '../../support/sandbox';
import { registeredOf } from '../support/registered';
import type { TriggerBench } from '../support/trigger-bench';
import { triggerBenchFor } from '../support/trigger-bench';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: () => Promise.resolve() }));

let sandbox: ReturnType<typeof useSandbox>;

/** So many tickets a service, for all tests of the file. */
export function among(tickets: number): void {
  sandbox = useSandbox({ limits: false, tickets });
}

function benchOf(name: VendorName): TriggerBench {
  const { trigger, credential } = registeredOf(name);
  return triggerBenchFor(trigger, credential, () => {
    const { url, key } = sandbox().service(name);
    return { baseUrl: url, apiKey: key, ...TESTED[name].credential };
  });
}

const ALL = { events: ['created', 'updated', 'replied', 'status_changed'] };
const world = (name: VendorName) => sandbox().world(name);
const wait = (seconds: number) => sandbox().clock.set({ advanceMs: seconds * 1000 });

const told = (items: readonly IDataObject[]) =>
  items.map(({ event, ticket }) => `${String(event)} ${String((ticket as IDataObject)['subject'])}`).sort();

const draft = (subject: string) => ({ subject, description: subject, requester: 1, queue: 1 });

/** What each trigger tells of, and when. */
export function tellsOf(names: readonly VendorName[]): void {
  describe.each([...names])('the trigger of %s', (name) => {
    it('records first, and then tells what was created, changed, moved and said', async () => {
      const bench = benchOf(name);
      const before = world(name).create(draft('Printer'), 1);
      wait(30);
      expect(await bench.poll(ALL)).toEqual([]);
      expect(await bench.poll(ALL)).toEqual([]);

      wait(60);
      world(name).create(draft('Badge reader'), 1);
      world(name).change(
        before.index,
        { priority: before.priority === 'high' ? 'low' : 'high', subject: 'Printer 2' },
        1,
      );
      const first = await bench.poll(ALL);
      expect(told(first)).toEqual(['created Badge reader', 'updated Printer 2']);
      expect(await bench.poll(ALL)).toEqual([]);

      wait(60);
      world(name).change(before.index, { status: 'solved' }, 1);
      const moved = await bench.poll(ALL);
      expect(told(moved)).toEqual(['status_changed Printer 2', 'updated Printer 2']);
      expect(moved.find(({ event }) => event === 'status_changed')).toHaveProperty('previous_status');

      wait(60);
      if (!TESTED[name].hasComments) return;
      const comment = {
        author: 1,
        isPublic: true,
        title: null,
        body: 'It burns',
        format: 'text' as const,
        attachments: [],
      };
      world(name).comment(before.index, comment);
      world(name).comment(before.index, { ...comment, isPublic: false, body: 'Between us' });
      const replies = (await bench.poll(ALL)).filter(({ event }) => event === 'replied');
      expect(replies.map(({ event, comment: said }) => [event, (said as IDataObject)['body']])).toEqual([
        ['replied', 'It burns'],
      ]);
      expect(await bench.poll(ALL)).toEqual([]);
    });

    it('tells of two changes in one second, and of one after a restart', async () => {
      const bench = benchOf(name);
      const events = { events: ['updated', 'status_changed'] };
      const ticket = world(name).create(draft(`${name} twin`), 1);
      wait(30);
      await bench.poll(events);
      wait(60);
      sandbox().clock.set({ frozen: true });
      world(name).change(ticket.index, { status: 'solved' }, 1);
      expect(told(await bench.poll(events))).toEqual([`status_changed ${name} twin`, `updated ${name} twin`]);
      world(name).change(ticket.index, { status: 'open' }, 1);
      bench.stored = JSON.parse(JSON.stringify(bench.stored)) as IDataObject;
      // Closed and reopened in one second, Notific's ticket counts as closed: its times say no more.
      const moves = name === 'notific' ? [] : [`status_changed ${name} twin`];
      expect(told(await bench.poll(events))).toEqual([...moves, `updated ${name} twin`]);
      expect(await bench.poll(events)).toEqual([]);
      sandbox().clock.set({ frozen: false });
    });

    it('shows a sample by hand and leaves the state alone', async () => {
      const bench = benchOf(name);
      const [item] = await bench.poll({ events: ['created'] }, 'manual');
      expect(item).toMatchObject({ event: 'created', ticket: { ticket_id: expect.any(String) as string } });
      expect(bench.stored).toEqual({});
    });

    it('gives raw tickets and chosen fields', async () => {
      const bench = benchOf(name);
      const [selected] = await bench.poll({ events: ['created'], output: 'selected', fields: ['ticket_id'] }, 'manual');
      expect(Object.keys(selected?.['ticket'] as IDataObject)).toEqual(['ticket_id']);
      const [raw] = await bench.poll({ events: ['created'], output: 'raw' }, 'manual');
      expect(raw?.['ticket']).not.toHaveProperty('ticket_id');
      expect(Object.keys(raw?.['ticket'] as IDataObject).length).toBeGreaterThan(5);
    });

    it('begins anew, and says so, where what it remembered is broken', async () => {
      const bench = benchOf(name);
      bench.stored = { state: '{"version":1,"tickets":"' };
      expect(await bench.poll(ALL)).toEqual([]);
      expect(bench.warnings.join()).toContain('starts anew');
      expect(await bench.poll(ALL)).toEqual([]);
    });

    it('survives a ticket that is purged between two polls', async () => {
      const bench = benchOf(name);
      const ticket = world(name).create(draft('Gone'), 1);
      wait(30);
      await bench.poll(ALL);
      wait(30);
      world(name).change(ticket.index, { status: 'solved' }, 1);
      world(name).purge(ticket.index);
      expect(told(await bench.poll(ALL)).filter((line) => line.endsWith('Gone'))).toEqual([]);
    });

    it('says what is wrong with the key, and keeps what it remembers', async () => {
      const bench = benchOf(name);
      await bench.poll(ALL);
      const { stored } = bench;
      const state = stored['state'];
      sandbox().faults.add({ service: name, kind: 'server_error', times: -1 });
      await expect(bench.poll(ALL)).rejects.toThrow(/could not answer/);
      expect(stored['state'] === state).toBe(true);
      sandbox().faults.clear();
      expect(await bench.poll(ALL)).toEqual([]);
    });

    it('has choices for its filters', async () => {
      const { trigger } = registeredOf(name);
      const bench = benchOf(name);
      for (const method of Object.keys(trigger.methods?.loadOptions ?? {})) {
        expect([method, (await bench.options(method)).length > 0]).toEqual([method, true]);
      }
    });
  });
}

/** More tickets than one poll may take. */
export function burstsOf(names: readonly VendorName[]): void {
  describe.each([...names])('the trigger of %s', (name) => {
    it('goes on in the next poll where a burst is too much for one', async () => {
      const bench = benchOf(name);
      await bench.poll({ events: ['created'] });
      wait(30);
      for (let each = 0; each < 620; each += 1) world(name).create(draft(`Burst ${each}`), 1);
      const [first, second, third] = [
        await bench.poll({ events: ['created'] }),
        await bench.poll({ events: ['created'] }),
        await bench.poll({ events: ['created'] }),
      ];
      expect([first.length, second.length, third.length]).toEqual([500, 120, 0]);
      expect(new Set(told([...first, ...second])).size).toBe(620);
    });
  });
}
