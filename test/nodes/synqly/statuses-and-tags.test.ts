/** Statuses and tags of the Synqly node. */
import { useSandbox } from '../../support/sandbox';
import { benchAt, byId, fromList } from './bench';

const sandbox = useSandbox({ services: ['synqly'], tickets: 120, limits: false });
const bench = benchAt(sandbox);
const pagerduty = benchAt(sandbox, '-pagerduty');
const world = () => sandbox().world('synqly');
const made = (change = {}) =>
  byId(
    `TKT/${world().create({ subject: 'Printer', requester: 1, queue: 1, status: 'open', tags: ['a'], ...change }, 1).id}`,
  );
const on = (resource: string, operation: string, parameters = {}) => ({ resource, operation, ...parameters });
const methods = () => bench.sent.map(({ method }) => method);

describe('Status', () => {
  it('is set by a patch, with its writer where one is named', async () => {
    const ticketId = made();
    const [moved] = await bench.json(on('status', 'set', { ticketId, status: 'Resolved' }));
    expect(bench.sent.map(({ body }) => body)).toEqual([[{ op: 'add', path: '/status', value: 'Resolved' }]]);
    expect(moved).toMatchObject({
      ticket_id: ticketId.value,
      status: 'Resolved',
      status_group: 'solved',
      is_open: false,
    });
    const set = on('status', 'set', {
      ticketId,
      status: 'acknowledged',
      additionalFields: { creator: 'ada@example.com' },
    });
    expect((await pagerduty.json(set))[0]?.['status']).toBe('acknowledged');
    expect(pagerduty.sent[0]?.body).toEqual([
      { op: 'add', path: '/status', value: 'acknowledged' },
      { op: 'add', path: '/creator', value: 'ada@example.com' },
    ]);
  });

  it('must be named', async () => {
    expect((await bench.failure(on('status', 'set', { ticketId: made() }))).message).toBe(
      '"Status Name or ID" is empty',
    );
  });

  it('is listed from the remote fields, else from tickets', async () => {
    const all = await bench.json(on('status', 'getAll', { returnAll: true }));
    expect(bench.sent.map(({ path }) => path)).toEqual(['/synqly/v1/ticketing/remote-fields']);
    expect(all).toContainEqual({ name: 'Resolved', id: 'Resolved', project: null, seen_in: 'remote_fields' });
    expect(await bench.json(on('status', 'getAll', { limit: 2 }))).toEqual(all.slice(0, 2));
    const seen = await pagerduty.json(on('status', 'getAll', { options: { sample: 40 } }));
    expect(pagerduty.sent.map(({ query }) => query)).toEqual([{}, { limit: '40' }]);
    expect(seen).toContainEqual({ name: 'resolved', id: null, project: null, seen_in: 'tickets' });
  });
});

describe('Tag', () => {
  it('is added to those that are there, and nothing is written when it is one of them', async () => {
    const ticketId = made();
    const [tagged] = await bench.json(on('tag', 'add', { ticketId, tags: 'b, A , c' }));
    expect(methods()).toEqual(['GET', 'PATCH', 'GET']);
    expect(bench.sent[1]?.body).toEqual([{ op: 'add', path: '/tags', value: ['a', 'b', 'c'] }]);
    expect(tagged?.['tags']).toEqual(['a', 'b', 'c']);
    expect((await bench.json(on('tag', 'add', { ticketId, tags: ['B'] })))[0]?.['tags']).toEqual(['a', 'b', 'c']);
    expect(methods()).toEqual(['GET']);
  });

  it('is removed from those that are there', async () => {
    const ticketId = made({ tags: ['door', 'key'] });
    const [ticket] = await bench.json(on('tag', 'remove', { ticketId, tags: 'DOOR, none' }));
    expect(bench.sent[1]?.body).toEqual([{ op: 'add', path: '/tags', value: ['key'] }]);
    expect(ticket?.['tags']).toEqual(['key']);
  });

  it('takes the place of all others, or leaves none', async () => {
    const ticketId = made();
    expect((await bench.json(on('tag', 'set', { ticketId, tags: 'x, y' })))[0]?.['tags']).toEqual(['x', 'y']);
    expect((await bench.json(on('tag', 'set', { ticketId, tags: '' })))[0]?.['tags']).toEqual([]);
  });

  it.each(['add', 'remove'])('must be named to %s it', async (operation) => {
    expect((await bench.failure(on('tag', operation, { ticketId: made(), tags: ' , ' }))).message).toBe(
      '"Tags" is empty',
    );
    expect(bench.sent).toEqual([]);
  });

  it('is listed as seen on tickets, of a project where one is chosen', async () => {
    world().create({ subject: 'A', requester: 1, queue: 2, tags: ['only-in-two'] }, 1);
    const tags = async (parameters: object) =>
      (await bench.json(on('tag', 'getAll', { returnAll: true, ...parameters }))).map(({ tag }) => tag);
    expect(await tags({})).toContain('only-in-two');
    expect(await tags({ projectId: fromList('P1') })).not.toContain('only-in-two');
    expect(bench.sent[0]?.query).toEqual({ filter: 'project[eq]P1', limit: '100' });
    expect(await bench.json(on('tag', 'getAll', { limit: 1 }))).toHaveLength(1);
    await tags({ options: { sample: 7 } });
    expect(bench.sent.map(({ query }) => query)).toEqual([{ limit: '7' }]);
  });
});
