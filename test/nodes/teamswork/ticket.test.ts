/** Tickets of the TeamsWork node: what is sent, what comes back. */
import { useSandbox } from '../../support/sandbox';
import { benchAt, USER } from './bench';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 300, limits: false });
const bench = benchAt(() => sandbox().service('teamswork'));
const user = { id: USER.userId, name: USER.userName, email: USER.userEmail };
const ticket = (operation: string, parameters = {}) => ({ resource: 'ticket', operation, ...parameters });
const byId = (value: string) => ({ mode: 'id', value });

describe('Create', () => {
  it('sends the ticket and the acting user, and gives the unified ticket', async () => {
    const items = await bench.run(
      ticket('create', {
        title: 'Badge reader offline',
        requestorEmail: 'ana@example.org',
        additionalFields: { description: 'It beeps', expectedDate: '2026-12-24T17:00:00' },
      }),
    );
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]).toMatchObject({
      method: 'POST',
      path: '/teamswork/ticketing/v1/tickets',
      query: { timezone: '0', key: sandbox().service('teamswork').key },
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: {
        ticket: {
          title: 'Badge reader offline',
          requestor: { id: 'ana@example.org', name: 'ana@example.org', email: 'ana@example.org' },
          description: 'It beeps',
          expectedDate: '2026-12-24',
        },
        user,
      },
    });
    expect(items).toHaveLength(1);
    expect(items[0]?.pairedItem).toEqual({ item: 0 });
    expect(items[0]?.json).toMatchObject({
      subject: 'Badge reader offline',
      description: 'It beeps',
      status: 'Open',
      status_group: 'open',
      requester_email: 'ana@example.org',
      due_date: '2026-12-24',
    });
    expect(items[0]?.json).not.toHaveProperty('extra');
  });
});

describe('Get Many', () => {
  it('asks once for 50', async () => {
    expect(await bench.json(ticket('getAll'))).toHaveLength(50);
    expect(bench.sent.map(({ query }) => query['limit'])).toEqual(['50']);
  });
  it('gets a ticket by number', async () => {
    const [first] = await bench.json(ticket('getAll', { limit: 1 }));
    const [found] = await bench.json(ticket('get', { ticketId: byId(`#${String(first?.['ticket_number'])}`) }));
    expect(found?.['ticket_id']).toBe(first?.['ticket_id']);
  });
});
