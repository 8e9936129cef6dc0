/** What a build computes anew: the tickets that were written and those of people who changed; all when need be, in parts. */
import { page, ticket, ticketPage, comment } from '../support/tiny-vendor';
import { NOON, TestLake } from '../support/working-lake';
import { quickly, slowly } from '../support/test-profile';

const LATER = '2026-03-01T11:00:00.000000Z';
/** Rows that are computed again are taken for changed, and stamped by the run that does it. */
const MISTAKE = 'UPDATE k_tickets SET hash = key';

let lake: TestLake;
beforeEach(async () => {
  lake = await TestLake.open();
});
afterEach(() => lake.close());

const subjects = () => lake.rows('SELECT ticket_id, subject, run_id FROM m_tickets ORDER BY ticket_id');

quickly('a ticket that was not written is not computed again', async () => {
  const tickets = ['1', '2', '3'].map((id) => ticket({ ticket_id: id, subject: 'first' }));
  await lake.load([page('tickets', tickets), ticketPage('comments', '1', [])]);
  await lake.build();
  await lake.working.run(MISTAKE);
  await lake.load([page('tickets', [ticket({ ticket_id: '2', subject: 'second' })], { receivedAt: LATER })], 'run-2');
  await lake.load([ticketPage('comments', '3', [comment({ comment_id: 'c' })], { receivedAt: LATER })], 'run-2');
  const built = await lake.build('run-2');
  expect(built.find(({ table }) => table === 'tickets')).toEqual({ table: 'tickets', rows: 3, changed: 4 });
  expect(await subjects()).toEqual([
    { ticket_id: '1', subject: 'first', run_id: 'run-1' },
    { ticket_id: '2', subject: 'second', run_id: 'run-2' },
    { ticket_id: '3', subject: 'first', run_id: 'run-2' },
  ]);
});

quickly('a person who is called otherwise now is so on tickets that were not read again', async () => {
  const people = (name: string) =>
    page('people', [{ person_id: 'p', name }], { receivedAt: name === 'Old' ? NOON : LATER });
  const records = [ticket({ ticket_id: '1', requester_id: 'p' }), ticket({ ticket_id: '2', requester_id: 'q' })];
  await lake.load([page('people', [{ person_id: 'p', name: 'Old' }]), page('tickets', records)]);
  await lake.build();
  await lake.working.run(MISTAKE);
  await lake.load([people('New')], 'run-2');
  await lake.build('run-2');
  expect(await lake.rows('SELECT ticket_id, run_id, requester_name FROM m_tickets ORDER BY 1')).toEqual([
    { ticket_id: '1', run_id: 'run-2', requester_name: 'New' },
    { ticket_id: '2', run_id: 'run-1', requester_name: null },
  ]);
});

slowly('a queue that is called otherwise now changes all tickets', async () => {
  const records = [ticket({ ticket_id: '1', queue_id: 'q' }), ticket({ ticket_id: '2' })];
  await lake.load([page('queues', [{ queue_id: 'q', name: 'Old' }]), page('tickets', records)]);
  await lake.build();
  await lake.load([page('queues', [{ queue_id: 'q', name: 'New' }], { receivedAt: LATER })], 'run-2');
  await lake.build('run-2');
  expect(await lake.rows('SELECT queue FROM m_tickets ORDER BY ticket_id')).toEqual([
    { queue: 'New' },
    { queue: null },
  ]);
});

slowly(
  'more tickets than are computed at once are all there, once, and stay as they are when all is computed anew',
  async () => {
    const tickets = 25_500;
    await lake.load([page('tickets', [ticket({ ticket_id: '0', subject: 's', tags: ['t'], created_at: NOON })])]);
    await lake.alter(
      `INSERT INTO w_tickets SELECT seed.* REPLACE (id::VARCHAR AS ticket_id, 's' || id AS subject) FROM w_tickets seed, range(1, ${tickets}) ids(id)`,
    );
    await lake.build();
    const count = 'SELECT count(*) AS n, count(DISTINCT ticket_key) AS keys';
    expect(await lake.rows(`${count} FROM m_tickets`)).toEqual([{ n: BigInt(tickets), keys: BigInt(tickets) }]);
    expect(await lake.rows(`${count} FROM m_ticket_tags`)).toEqual([{ n: BigInt(tickets), keys: BigInt(tickets) }]);
    expect(await lake.rows('SELECT sum(tickets)::INTEGER AS open FROM m_backlog')).toEqual([{ open: tickets }]);
    await lake.alter('UPDATE w_tickets SET subject = subject');
    const again = await lake.build('run-2');
    expect(again.filter(({ changed }) => changed > 0)).toEqual([]);
  },
);
