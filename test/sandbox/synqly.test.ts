import type { JsonObject } from '../../vendors/json';
import { useSandbox } from '../support/sandbox';

const sandbox = useSandbox({ tickets: 250, services: ['synqly'] });
const large = useSandbox({ tickets: 200_000, services: ['synqly'] });

interface Told {
  status: number;
  /** A list or one thing, as was asked. */
  json: JsonObject & { result: JsonObject[] & JsonObject; cursor?: string | null };
}

async function ask(
  path: string,
  options: { ending?: string; token?: string; method?: string; body?: unknown; of?: typeof sandbox } = {},
): Promise<Told> {
  const { url, key } = (options.of ?? sandbox)().service('synqly');
  const response = await fetch(url + path, {
    method: options.method ?? 'GET',
    headers: {
      authorization: `Bearer ${options.token ?? key + (options.ending ?? '')}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await response.text();
  return { status: response.status, json: text === '' ? null : JSON.parse(text) };
}

const query = (filter: string): string => `filter=${encodeURIComponent(filter)}`;

describe('tokens', () => {
  it('without a valid one there is nothing, said as a Problem', async () => {
    const { status, json } = await ask('/v1/ticketing/tickets', { token: 'nonsense' });
    expect(status).toBe(401);
    expect(json).toMatchObject({
      message: 'access token is not valid',
      status: 401,
      instance: '/synqly/v1/ticketing/tickets',
      occurred_at: expect.any(String),
    });
  });

  it('an organization token does not open the connector, nor an integration token the management', async () => {
    expect((await ask('/v1/ticketing/tickets', { ending: '-organization' })).status).toBe(401);
    expect((await ask('/v1/integrations')).status).toBe(401);
    expect((await ask('/v1/integrations', { ending: '-organization' })).status).toBe(200);
  });

  it('the lesser one only reads', async () => {
    const { lesserKey } = sandbox().service('synqly');
    expect((await ask('/v1/ticketing/projects', { token: lesserKey })).status).toBe(200);
    const refused = await ask('/v1/ticketing/tickets', { token: lesserKey, method: 'POST', body: { name: 'n' } });
    expect(refused.status).toBe(403);
    expect(refused.json).toMatchObject({ cause: [{ context: { raw_error: expect.stringContaining('only read') } }] });
  });
});

describe('paging', () => {
  it('ends with an empty cursor, a standing offset or none, by the provider', async () => {
    const ends = [];
    for (const [ending, filter] of [
      ['', ''],
      ['-jira', query('project[eq]P1')],
      ['-scroll', ''],
    ]) {
      let path = `/v1/ticketing/tickets?limit=200&${filter}`;
      let told = await ask(path, { ending });
      for (let pages = 0; pages < 5 && told.json.cursor; pages += 1) {
        path = `/v1/ticketing/tickets?limit=200&${filter}&cursor=${encodeURIComponent(told.json.cursor)}`;
        const next = await ask(path, { ending });
        if (next.json.cursor === told.json.cursor) break;
        told = next;
      }
      ends.push(told.json.cursor);
    }
    const inFirst = Array.from({ length: 250 }, (_, index) => sandbox().world('synqly').ticket(index)).filter(
      (ticket) => ticket?.queue === 1 && ticket.status !== 'deleted',
    );
    expect(ends).toEqual(['', String(inFirst.length), undefined]);
  });

  it('has a hundred tickets and fifty projects a page unless told otherwise', async () => {
    expect((await ask('/v1/ticketing/tickets')).json.result).toHaveLength(100);
    expect((await ask('/v1/ticketing/tickets?limit=7')).json.result).toHaveLength(7);
  });

  it('refuses a cursor that it never gave', async () => {
    const { status, json } = await ask('/v1/ticketing/tickets?cursor=nonsense');
    expect(status).toBe(400);
    expect(json).toMatchObject({ context: { parameter: { id: 'cursor', location: 'query' } } });
  });

  it('a page of a large desk costs a page', async () => {
    const first = await ask('/v1/ticketing/tickets?limit=1000', { of: large });
    const deep = Buffer.from('at:150000#0').toString('base64');
    const started = performance.now();
    const page = await ask(`/v1/ticketing/tickets?limit=1000&cursor=${encodeURIComponent(deep)}`, { of: large });
    expect(page.json.result).toHaveLength(1000);
    expect(first.json.cursor).not.toBe('');
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('filters', () => {
  it.each([
    ['status[eq]"Resolved"', (ticket: JsonObject) => ticket['status'] === 'Resolved'],
    ['status[ne]Closed', (ticket: JsonObject) => ticket['status'] !== 'Closed'],
    ['project[in]P1,P2', (ticket: JsonObject) => ['P1', 'P2'].includes(String(ticket['project']))],
    ['priority[eq]HIGH', (ticket: JsonObject) => ticket['priority'] === 'HIGH'],
    [
      'updated_at[gte]2026-10-01T00:00:00Z',
      (ticket: JsonObject) => String(ticket['updated_at']) >= '2026-10-01T00:00:00Z',
    ],
    [
      'created_at[lt]2026-06-01T00:00:00Z',
      (ticket: JsonObject) => String(ticket['created_at']) < '2026-06-01T00:00:00Z',
    ],
    ['name[like]*a*', (ticket: JsonObject) => String(ticket['name']).toLowerCase().includes('a')],
  ])('%s', async (filter, holds) => {
    const all = (await ask('/v1/ticketing/tickets?limit=1000')).json.result;
    const some = (await ask(`/v1/ticketing/tickets?limit=1000&${query(filter)}`)).json.result;
    expect(some.map(({ id }) => id)).toEqual(all.filter(holds).map(({ id }) => id));
    expect(some.length).toBeGreaterThan(0);
    expect(some.length).toBeLessThan(all.length);
  });

  it('that a provider does not have are refused, or ignored by one that ignores', async () => {
    const filter = query('updated_at[gte]2099-01-01T00:00:00Z');
    expect((await ask(`/v1/ticketing/tickets?${filter}`, { ending: '-pagerduty' })).status).toBe(400);
    expect((await ask(`/v1/ticketing/tickets?${filter}`, { ending: '-scroll' })).json.result).toHaveLength(100);
    expect((await ask(`/v1/ticketing/tickets?${query('nonsense')}`)).status).toBe(400);
  });

  it('order sorts, and the count is told on demand', async () => {
    const { json } = await ask(
      `/v1/ticketing/tickets?order=${encodeURIComponent('updated_at[desc]')}&meta=${encodeURIComponent('stats/count()')}&limit=1000`,
    );
    const times = json.result.map((ticket) => String(ticket['updated_at']));
    expect(times).toEqual([...times].sort().reverse());
    expect(json['meta']).toEqual({ stats: { count: { '*': json.result.length } } });
  });

  it('a deleted ticket is gone from lists and by its id', async () => {
    const world = sandbox().world('synqly');
    world.change(5, { status: 'deleted' }, null);
    expect((await ask('/v1/ticketing/tickets?limit=1000')).json.result.map(({ id }) => id)).not.toContain('TKT/6');
    expect((await ask('/v1/ticketing/tickets/TKT%2F6')).status).toBe(404);
  });
});

describe('writing', () => {
  it('refuses members that do not exist or cannot be written', async () => {
    const made = await ask('/v1/ticketing/tickets', { method: 'POST', body: { name: 'n', colour: 'red' } });
    expect(made.json).toMatchObject({ status: 400, context: { parameter: { id: '/colour', location: 'body' } } });
    const patched = await ask('/v1/ticketing/tickets/TKT%2F1', {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/id', value: 'x' }],
    });
    expect(patched.status).toBe(400);
  });

  it('patches by the rules of RFC 6902: what is replaced or removed must be there', async () => {
    const { json } = await ask('/v1/ticketing/tickets', { method: 'POST', body: { name: 'n', tags: ['a'] } });
    const path = `/v1/ticketing/tickets/${encodeURIComponent(String(json.result['id']))}`;
    const status = async (op: string, pointer: string, more: object = {}) =>
      (await ask(path, { method: 'PATCH', body: [{ op, path: pointer, ...more }] })).status;
    expect(await status('replace', '/custom_fields/Colour', { value: 'red' })).toBe(400);
    expect(await status('add', '/custom_fields/Colour', { value: 'red' })).toBe(400);
    expect(await status('remove', '/custom_fields/Colour')).toBe(400);
    expect(await status('replace', '/tags/1', { value: 'b' })).toBe(400);
    expect(await status('replace', '/tags/-', { value: 'b' })).toBe(400);
    expect(await status('copy', '/summary', { from: '/nowhere' })).toBe(400);
    expect(await status('add', '/custom_fields', { value: {} })).toBe(200);
    expect(await status('replace', '/tags/0', { value: 'b' })).toBe(200);
    expect(await status('replace', '/name', { value: 'm' })).toBe(200);
  });

  it('moves updated_at and what follows from a status', async () => {
    sandbox().clock.set({ now: Date.parse('2026-11-20T10:00:00Z') });
    const { json } = await ask('/v1/ticketing/tickets', { method: 'POST', body: { name: 'n', status: 'Open' } });
    const id = encodeURIComponent(String(json.result['id']));
    sandbox().clock.set({ now: Date.parse('2026-11-21T10:00:00Z') });
    const done = await ask(`/v1/ticketing/tickets/${id}`, {
      method: 'PATCH',
      body: [{ op: 'replace', path: '/status', value: 'Resolved' }],
    });
    expect(done.json['result']).toMatchObject({
      status: 'Resolved',
      completion_date: expect.stringMatching(/^2026-11-21T10:00/),
      updated_at: expect.stringMatching(/^2026-11-21T10:00/),
    });
  });

  it('keeps webhooks on this machine', async () => {
    const { json } = await ask('/v1/integrations/acme/jira', {
      ending: '-organization',
      method: 'PATCH',
      body: [{ op: 'add', path: '/webhook_config', value: { items: [{ webhook_url: 'http://example.com/' }] } }],
    });
    expect(json).toMatchObject({ status: 400, message: expect.stringContaining('127.0.0.1') });
  });

  it('does not show the keys of webhooks again', async () => {
    const item = { webhook_url: 'http://127.0.0.1:9/x', integrator_key: 'not-shown-again-not-shown' };
    const body = [{ op: 'add', path: '/webhook_config', value: { items: [item] } }];
    const { json } = await ask('/v1/integrations/acme/scroll', { ending: '-organization', method: 'PATCH', body });
    expect(JSON.stringify(json)).toContain(item.webhook_url);
    expect(JSON.stringify(json)).not.toContain(item.integrator_key);
  });
});
