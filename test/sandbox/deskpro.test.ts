import { deskpro as service } from '../../sandbox/deskpro/service';
import { filePart } from '../../sandbox/deskpro/multipart';
import { secondsIn } from '../../sandbox/deskpro/dates';
import { ticketSlice } from '../../vendors/deskpro/streams/slices';
import { attachments, comments, history, streams, tickets } from '../../vendors/deskpro/streams';
import * as requests from '../../vendors/deskpro/requests';
import { REFERENCE_PATHS } from '../../vendors/deskpro/endpoints';
import type { ReferenceList } from '../../vendors/deskpro/endpoints';
import { deskpro } from '../../vendors/deskpro/vendor';
import type { ApiRequest } from '../../vendors/http';
import { contractOf } from '../support/contract';
import { callTo, planInput, readSlices, readStream } from '../support/reading';
import type { SentRequest } from '../support/send';
import { FROZEN, useSandbox } from '../support/sandbox';

interface Answered {
  status: number;
  headers: Headers;
  body: {
    data: Array<Record<string, unknown>> & Record<string, unknown>;
    meta: { fql?: string; pagination: Record<string, number> };
    linked: Record<string, Record<string, unknown>>;
    /** Of a batch. */
    responses: Record<string, { headers: Record<string, number>; data?: { id: number } }>;
    code: string;
    message: string;
    errors: unknown;
  };
}

describe('the simulator for Deskpro', () => {
  const running = useSandbox({ tickets: 230, services: [service], clock: FROZEN });
  const ask = async (
    path: string,
    init: RequestInit = {},
    key = running().service('deskpro').key,
  ): Promise<Answered> => {
    const response = await fetch(`${running().service('deskpro').url}/api/v2${path}`, {
      redirect: 'manual',
      ...init,
      headers: {
        authorization: `key ${key}`,
        ...(init.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...init.headers,
      },
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === '' ? {} : JSON.parse(text)) as Answered['body'],
    };
  };
  const post = (path: string, body: object, method = 'POST') => ask(path, { method, body: JSON.stringify(body) });
  const world = () => running().world('deskpro');
  const all = () => Array.from({ length: world().size }, (_, index) => world().ticket(index)!);

  test('lists carry meta.pagination and the filters as FQL; the default page is 10; hidden tickets are left out', async () => {
    const { status, body } = await ask('/tickets');
    const shown = all().filter(({ status: is, mergedInto }) => is !== 'deleted' && mergedInto === null).length;
    expect(status).toBe(200);
    expect(Object.keys(body)).toEqual(['data', 'meta', 'linked']);
    expect(body.meta).toEqual({
      fql: 'ticket.status != "hidden"',
      pagination: { total: shown, count: 10, per_page: 10, current_page: 1, total_pages: Math.ceil(shown / 10) },
    });
    expect(all().length).toBeGreaterThan(shown);
    expect((await ask('/tickets?person=999999')).body.meta.pagination).toMatchObject({ total: 0, total_pages: 1 });
  });

  test('ids pass every filter, hidden ones too; the total is what was asked; unknown ones drop out', async () => {
    const hidden = all().find(({ status, mergedInto }) => status === 'deleted' && mergedInto === null)!.id;
    const { body } = await ask(`/tickets?ids=${hidden},999999&count=200`);
    expect(body.data.map(({ id, status }) => [id, status])).toEqual([[hidden, 'hidden']]);
    expect(body.meta.pagination['total']).toBe(2);
  });

  test.each([
    ['/tickets?cachebuster=1', 'Unknown filter term: cachebuster'],
    ['/tickets?count=201', 'You can select maximum 200 entities'],
    ['/tickets?order_by=nonsense', 'Unknown order: nonsense'],
    ['/tickets?status=nonsense', 'Unknown status: nonsense'],
    ['/tickets?date_created=soon', 'Invalid date: soon'],
    [`/tickets?ids=${Array.from({ length: 201 }, (_, at) => at + 1).join(',')}`, 'You can select maximum 200 entities'],
  ])('%s is refused with 400', async (path, message) => {
    expect(await ask(path)).toMatchObject({ status: 400, body: { status: 400, message } });
  });

  test('a page beyond the last is an error, not an empty page', async () => {
    expect((await ask('/tickets?count=200&page=3')).status).toBe(404);
  });

  test.each([
    ['2026-03-01', Date.UTC(2026, 2, 1) / 1000, Infinity],
    ['>2026-03-01', Date.UTC(2026, 2, 1) / 1000 + 1, Infinity],
    ['<=2026-03-01 14:40', -Infinity, Date.UTC(2026, 2, 1, 14, 40) / 1000],
    ['2026-03-01/2026-03-02', Date.UTC(2026, 2, 1) / 1000, Date.UTC(2026, 2, 3) / 1000 - 1],
    ['2026-03-01T00:00:00+0000--2026-03-01T01:00:00+0100', Date.UTC(2026, 2, 1) / 1000, Date.UTC(2026, 2, 1) / 1000],
    ['20260301T040506+0500', Date.UTC(2026, 1, 28, 23, 5, 6) / 1000, Infinity],
    ['1740819600', 1740819600, Infinity],
  ])('the date filter %s', (text, from, to) => {
    expect(secondsIn(text)).toEqual({ from, to });
  });

  test('the order by date_status is right on every page, though only the last changed are looked at', async () => {
    const stamps: string[] = [];
    for (let page = 1; page <= 5; page += 1) {
      const { body } = await ask(`/tickets?order_by=date_status&order_dir=desc&count=25&page=${page}`);
      stamps.push(...body.data.map(({ date_status }) => String(date_status)));
    }
    expect(stamps).toEqual([...stamps].sort().reverse());
    const { body } = await ask('/tickets?order_by=date_status&group_sort=desc&count=1');
    expect(body.data[0]!['date_status']).toBe(stamps[0]);
  });

  test('each wrong key has its own code, and says how to authenticate', async () => {
    const coded = async (headers: Record<string, string>) => {
      const response = await fetch(`${running().service('deskpro').url}/api/v2/me`, { headers });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toContain('key');
      return ((await response.json()) as { code: string }).code;
    };
    expect(await coded({})).toBe('unauthorized');
    expect(await coded({ authorization: 'nonsense' })).toBe('malformed_authorization_header');
    expect(await coded({ authorization: 'Bearer x' })).toBe('invalid_authorization_header');
    expect(await coded({ authorization: 'key 1:WRONG' })).toBe('invalid_api_key');
    expect(await coded({ authorization: 'token 1:WRONG' })).toBe('invalid_api_token');
  });

  test('POST creates with 201 and Location, PUT updates with 204, the verbs of the vendor page are 405', async () => {
    const made = await post('/tickets', { subject: 'a', person: 'x@example.org' });
    expect(made.headers.get('location')).toBe(
      `${running().service('deskpro').url}/api/v2/tickets/${String(made.body.data['id'])}`,
    );
    const path = `/tickets/${String(made.body.data['id'])}`;
    expect((await post(path, { urgency: 10 }, 'PUT')).status).toBe(204);
    expect(await post(`${path}?follow_location=1`, { urgency: 9 }, 'PUT')).toMatchObject({
      status: 200,
      body: { data: { urgency: 9, subject: 'a' } },
    });
    expect((await post('/tickets', { subject: 'b', person: 'x@example.org' }, 'PUT')).status).toBe(405);
    expect((await post(path, { urgency: 1 })).status).toBe(405);
  });

  test('errors of a body name their field in the nested tree', async () => {
    expect((await post('/tickets', { subject: 'a' })).body.errors).toEqual({
      fields: { person: { errors: [{ code: 'required', message: 'This value should not be blank.' }] } },
    });
    expect((await post('/tickets', { subject: 'a', person: 1, nonsense: 1 })).body.errors).toEqual({
      errors: [{ code: 'extra_fields', message: 'Unexpected field names: nonsense' }],
    });
    expect((await ask('/tickets', { method: 'POST', body: '{' })).body).toMatchObject({
      status: 400,
      code: 'invalid_json_body',
    });
    expect((await post('/tickets/1', { status: 'hidden' }, 'PUT')).status).toBe(400);
  });

  test('an edit of a message wipes the attachments that it does not name again', async () => {
    const made = await post('/tickets', { subject: 'files', person: 'x@example.org' });
    const path = `/tickets/${String(made.body.data['id'])}`;
    const form = new FormData();
    form.append('file', new Blob(['hello'], { type: 'text/plain' }), 'a.txt');
    const uploaded = await fetch(`${running().service('deskpro').url}/api/v2/blobs/temp`, {
      method: 'POST',
      headers: { authorization: `key ${running().service('deskpro').key}` },
      body: form,
    });
    const blob = ((await uploaded.json()) as { data: Record<string, unknown> }).data;
    expect(blob).toMatchObject({ filename: 'a.txt', content_type: 'text/plain', is_temp: true });
    const said = await post(`${path}/messages`, {
      message: 'x',
      attachments: { '1': { blob_auth: blob['blob_auth'] } },
    });
    expect(said.body.data['attachments']).toHaveLength(1);
    await post(`${path}/messages/${String(said.body.data['id'])}`, { message: 'y' }, 'PUT');
    expect((await ask(`${path}/attachments`)).body.data).toEqual([]);
  });

  test('an upload without Content-Length is refused', async () => {
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('--x--'));
        controller.close();
      },
    });
    const init = {
      method: 'POST',
      body,
      duplex: 'half',
      headers: {
        authorization: `key ${running().service('deskpro').key}`,
        'content-type': 'multipart/form-data; boundary=x',
      },
    };
    expect((await fetch(`${running().service('deskpro').url}/api/v2/blobs/temp`, init)).status).toBe(411);
  });

  test('a form with other parts gives its file', () => {
    const form =
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="x.bin"\r\nContent-Type: a/b\r\n\r\n\r\n--\r\n\r\n--b--\r\n';
    expect(filePart(Buffer.from(form), 'multipart/form-data; boundary=b', 'file')).toEqual({
      fileName: 'x.bin',
      mediaType: 'a/b',
      bytes: new Uint8Array(Buffer.from('\r\n--\r\n')),
    });
    expect(filePart(Buffer.from(form), 'multipart/form-data; boundary=b', 'other')).toBeUndefined();
  });

  test('several requests go in one; one that fails says so inside a 200', async () => {
    const { status, body } = await post('/batch', {
      requests: {
        a: '/tickets/1',
        b: { method: 'GET', url: '/api/v2/tickets/99999' },
        c: { method: 'PUT', url: '/tickets/1', data: { urgency: 8 } },
      },
    });
    const { responses } = body;
    expect(status).toBe(200);
    expect(Object.values(responses).map(({ headers }) => headers['status-code'])).toEqual([200, 404, 204]);
    expect(responses['a']!.data!.id).toBe(1);
  });

  test("an agent's key sees its department alone: elsewhere nothing appears, and nothing can be changed", async () => {
    const lesser = running().service('deskpro').lesserKey;
    const other = all().find(({ queue, status }) => queue !== world().queues()[0]!.id && status !== 'deleted')!;
    expect((await ask(`/tickets/${other.id}`, {}, lesser)).status).toBe(404);
    expect((await ask(`/tickets/${other.id}`, { method: 'PUT', body: '{"urgency":1}' }, lesser)).status).toBe(404);
    expect((await ask(`/tickets?ids=${other.id}`, {}, lesser)).body.data).toEqual([]);
    expect((await ask('/ticket_departments', {}, lesser)).body.data).toHaveLength(1);
    expect((await ask('/tickets/1/logs', {}, lesser)).status).toBe(403);
  });

  test('what is changed behind its back is in the next list', async () => {
    const open = all().find(({ status }) => status === 'open')!;
    const countOf = async (status: string) =>
      (await ask(`/tickets?status=${status}&count=1`)).body.meta.pagination['total']!;
    const before = await countOf('resolved');
    world().change(open.index, { status: 'solved' }, null);
    expect(await countOf('resolved')).toBe(before + 1);
    world().purge(open.index);
    expect(await countOf('resolved')).toBe(before);
  });

  test('all that the vendors layer sends, and all that is answered, fits the contract', async () => {
    const log: SentRequest[] = [];
    const call = callTo(running(), deskpro, log);
    for (const stream of streams.filter(({ scope, name }) => scope === 'source' && name !== 'tickets'))
      await readStream(stream, call);
    await deskpro.check(call, planInput(call).settings);
    const full = await tickets.plan!(planInput(call));
    await readSlices(tickets, full.slices, call);
    const watermark = { created_at: '2026-10-25T00:00:00.000000Z', updated_at: '2026-10-25T00:00:00.000000Z' };
    const incremental = await tickets.plan!(
      planInput(call, { mode: 'incremental', watermark, openTicketIds: ['1', '2', '3'] }),
    );
    await readSlices(tickets, incremental.slices, call);
    await readSlices(
      tickets,
      [
        ticketSlice({
          status: ['pending', 'resolved'],
          labels: ['x'],
          date_created: { from: '2026-01-01' },
          fields: { '1': 'x' },
        }),
      ],
      call,
    );
    for (const id of ['5', '6', '7']) {
      for (const stream of [comments, attachments, history]) await readSlices(stream, [stream.childSlice!(id)], call);
    }
    const page = { page: 1, count: 10 };
    const reads: ApiRequest[] = [
      ...(Object.keys(REFERENCE_PATHS) as ReferenceList[]).map((kind) => requests.listReference(kind, page)),
      requests.listStatuses(),
      requests.discover(),
      requests.search('a', ['ticket']),
      requests.countTickets([['status', 'resolved']]),
      requests.batch({ t: '/tickets/1' }),
    ];
    for (const request of reads) await call(request);
    expect(contractOf('deskpro').problems(log)).toEqual([]);
    expect(contractOf('deskpro').endpoints.sort()).toEqual(Object.keys(deskpro.endpoints).sort());
  });
});
