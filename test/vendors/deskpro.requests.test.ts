import { deskpro as service } from '../../sandbox/deskpro/service';
import { callWith } from '../../vendors/answer';
import type { ApiRequest, Call } from '../../vendors/http';
import { check } from '../../vendors/deskpro/check';
import { deskproTime, queryOf } from '../../vendors/deskpro/filters';
import * as requests from '../../vendors/deskpro/requests';
import { fromSlice, splitWindow, ticketSlice, encodeSlice, dateWindow } from '../../vendors/deskpro/streams/slices';
import { deskpro } from '../../vendors/deskpro/vendor';
import { callTo, SETTINGS } from '../support/reading';
import { fetchSend } from '../support/send';
import { useSandbox } from '../support/sandbox';

const PAGE = { page: 2, count: 200 };

describe("Deskpro's requests", () => {
  test.each<[ApiRequest, string]>([
    [requests.listTickets(PAGE, [['status', 'pending']]), 'GET /api/v2/tickets status=pending count=200 page=2'],
    [requests.getTicket('ref:A/B'), 'GET /api/v2/tickets/ref%3AA%2FB '],
    [requests.createTicket({ subject: 'x' }), 'POST /api/v2/tickets follow_location=1 {"subject":"x"}'],
    [requests.createTicket({ subject: 'x' }, 'PUT'), 'PUT /api/v2/tickets follow_location=1 {"subject":"x"}'],
    [
      requests.updateTicket('7', { status: 'resolved' }),
      'PUT /api/v2/tickets/7 follow_location=1 {"status":"resolved"}',
    ],
    [requests.deleteTicket('7'), 'DELETE /api/v2/tickets/7 '],
    [requests.lockTicket('7', true), 'PUT /api/v2/tickets/7/actions/lock  {"force":true}'],
    [
      requests.listMessages('7', PAGE),
      'GET /api/v2/tickets/7/messages order_by=date_created order_dir=asc count=200 page=2',
    ],
    [
      requests.updateMessage('7', '8', { message: 'x' }),
      'PUT /api/v2/tickets/7/messages/8 follow_location=1 {"message":"x"}',
    ],
    [requests.deleteMessage('7', '8'), 'DELETE /api/v2/tickets/7/messages/8 '],
    [requests.listAttachments('7', PAGE), 'GET /api/v2/tickets/7/attachments count=200 page=2'],
    [requests.listLogs('7', PAGE), 'GET /api/v2/tickets/7/logs count=200 page=2'],
    [requests.listReference('departments', PAGE), 'GET /api/v2/ticket_departments count=200 page=2'],
    [requests.getReference('agents', '12'), 'GET /api/v2/agents/12 '],
    [requests.listStatuses(), 'GET /api/v2/ticket_statuses '],
    [requests.search('a b', ['ticket']), 'GET /api/v2/search q=a b types=ticket'],
    [requests.batch({ t: '/tickets/1' }), 'POST /api/v2/batch  {"requests":{"t":"/tickets/1"}}'],
  ])('%j', (request, expected) => {
    const query = (request.query ?? []).map(([name, value]) => `${name}=${value}`).join(' ');
    const body = request.body?.kind === 'json' ? ` ${JSON.stringify(request.body.value)}` : '';
    expect(`${request.method} ${request.path} ${query}${body}`).toBe(expected);
    expect(Object.keys(deskpro.endpoints)).toContain(request.endpoint);
  });

  test('only what reads may be sent again: the people query does, a create does not', () => {
    expect(requests.queryPeople({ primary_email: 'a@b.c' })).toMatchObject({
      method: 'POST',
      repeatable: true,
      headers: { 'X-Deskpro-Api-Get-Query-Body': '1' },
    });
    expect(requests.createTicket({}).repeatable).toBeUndefined();
  });

  test('a file goes as the part `file`', () => {
    const file = { file_name: 'a', media_type: 'b/c', bytes: new Uint8Array([1]) };
    expect(requests.createBlob(file).body).toEqual({
      kind: 'multipart',
      fields: [],
      files: [{ ...file, name: 'file' }],
    });
  });

  test('every endpoint says where it is known from, and only the five of the vendor page are documented', () => {
    const documented = Object.entries(deskpro.endpoints).filter(([, { certainty }]) => certainty === 'documented');
    expect(documented.map(([name]) => name)).toEqual([
      'tickets.list',
      'tickets.get',
      'tickets.create',
      'tickets.update',
      'tickets.delete',
    ]);
    expect(Object.values(deskpro.endpoints).every(({ source }) => source.length > 10)).toBe(true);
  });
});

describe('filters', () => {
  test('as Deskpro writes them', () => {
    expect(
      queryOf({
        ids: ['3', '1'],
        status: ['resolved'],
        not_status: ['hidden', 'archived'],
        labels: ['vip'],
        fields: { '7': 'Billing' },
        date_created: { from: '2025-01-01T00:00:00Z', to: '2025-01-31T23:59:59Z' },
        date_resolved: { from: '2025-02-01' },
        date_last_user_reply: { to: '2025-03-01T01:00:00+01:00' },
        agent: [],
        order_by: 'date_status',
      }),
    ).toEqual([
      ['ids', '3,1'],
      ['status', 'resolved'],
      ['not_status[]', 'hidden'],
      ['not_status[]', 'archived'],
      ['labels[]', 'vip'],
      ['ticket_field.7', 'Billing'],
      ['date_created', '2025-01-01T00:00:00+0000/2025-01-31T23:59:59+0000'],
      ['date_resolved', '2025-02-01'],
      ['date_last_user_reply', '<=2025-03-01T00:00:00+0000'],
      ['order_by', 'date_status'],
    ]);
  });

  test('a text that is no time is refused before it is sent', () => {
    expect(() => deskproTime('yesterday')).toThrow('"yesterday" is not a date or time');
    expect(() => deskproTime('2026-02-30')).toThrow('is not a date or time');
  });

  test('a slice comes back from its params as it was', () => {
    const window = dateWindow('date_created', '2025-01-01T00:00:00.500000Z', '2025-02-01T00:00:00.000000Z', {
      purpose: 'scan',
    });
    expect(fromSlice(encodeSlice(window))).toEqual(window);
    expect(ticketSlice({}).params).toEqual({ kind: 'query' });
  });

  test('the parts of a window are the window, without a gap or an overlap of a second', () => {
    const window = dateWindow('date_created', '1970-01-01T00:00:00.000000Z', '2100-01-01T00:00:00.000000Z');
    for (const rows of [201, 999, 1000, 1_000_000]) {
      const parts = splitWindow(window, rows, 200);
      expect(parts[0]!.from).toBe(window.from);
      expect(parts.at(-1)!.to).toBe(window.to);
      parts.slice(1).forEach((part, at) => expect(Date.parse(part.from) - Date.parse(parts[at]!.to)).toBe(1000));
    }
    const second = dateWindow('date_created', '2025-01-01T00:00:00.000000Z', '2025-01-01T00:00:01.000000Z');
    expect(splitWindow(second, 5000, 200).map(({ from, to }) => [from.slice(17, 19), to.slice(17, 19)])).toEqual([
      ['00', '00'],
      ['01', '01'],
    ]);
  });
});

describe('the address', () => {
  test.each([
    ['https://acme.deskpro.com', 'https://acme.deskpro.com'],
    ['  acme.deskpro.com/  ', 'https://acme.deskpro.com'],
    ['https://acme.deskpro.com/api/v2/', 'https://acme.deskpro.com'],
    ['https://acme.deskpro.com/api', 'https://acme.deskpro.com'],
    ['https://acme.deskpro.com/api/v2/tickets', 'https://acme.deskpro.com'],
    ['https://acme.deskpro.com/api/v2/doc', 'https://acme.deskpro.com'],
    ['https://example.org/helpdesk/api/v2//', 'https://example.org/helpdesk'],
    ['https://acme.deskpro.com/app#/t/ticket/5', 'https://acme.deskpro.com'],
    ['http://127.0.0.1:8080/deskpro', 'http://127.0.0.1:8080/deskpro'],
    ['HTTPS://Acme.Deskpro.com:443', 'https://acme.deskpro.com'],
  ])('%s is %s', (input, url) => {
    expect(deskpro.baseUrl(input)).toEqual({ ok: true, url });
  });

  test.each([
    ['', 'empty'],
    ['ftp://acme', 'https'],
    ['https://u:p@acme.com', 'user name'],
    ['https://acme.com/?key=1', 'query'],
    ['https://', 'not an address'],
    ['a b', 'not an address'],
  ])('%s is refused', (input, why) => {
    const outcome = deskpro.baseUrl(input);
    expect(outcome.ok ? '' : outcome.reason).toContain(why);
  });

  test('the key travels in the header, with the word that Deskpro wants', () => {
    expect(deskpro.secrets({ key: ' 2:ABC ' })).toEqual({ headers: { Authorization: 'key 2:ABC' } });
    expect(deskpro.secrets({ key: 'key 2:ABC' })).toEqual({ headers: { Authorization: 'key 2:ABC' } });
    expect(deskpro.secrets({ key: 'token 2:ABC' })).toEqual({ headers: { Authorization: 'token 2:ABC' } });
  });
});

describe('the check of a key', () => {
  const running = useSandbox({ tickets: 320, services: [service] });
  const at = (url: string, key: string): Call =>
    callWith(fetchSend(url, deskpro.secrets({ key })), deskpro.errorParser);

  test('a good key', async () => {
    const findings = await deskpro.check(callTo(running(), deskpro), SETTINGS);
    expect(findings.map(({ level }) => level)).toEqual(['ok', 'ok']);
    expect(findings[0]).toEqual({
      level: 'ok',
      message: 'Deskpro accepts the key',
      person: expect.stringMatching(/\S/) as string,
    });
  });

  test('a wrong key is told from a wrong host', async () => {
    const { url, key } = running().service('deskpro');
    expect(await check(at(url, 'wrong'))).toEqual([
      expect.objectContaining({
        level: 'error',
        message: 'Deskpro does not accept the key (HTTP 401): The API key is invalid',
        remedy: expect.stringContaining('Admin › Apps › API Keys'),
      }),
    ]);
    const [wrongPath] = await check(at(`${running().url}/nothing-here`, key));
    expect(wrongPath).toMatchObject({
      level: 'error',
      message: expect.stringContaining('No Deskpro API was found at this address'),
    });
    const [nobody] = await check(at('http://127.0.0.1:9', key));
    expect(nobody).toMatchObject({ level: 'error', message: expect.stringContaining('no answer came') });
  });

  test('a web page instead of an API', async () => {
    running().faults.add({ service: 'deskpro', kind: 'html', times: -1 });
    const [finding] = await check(callTo(running(), deskpro));
    expect(finding).toMatchObject({ level: 'error', message: expect.stringContaining('No Deskpro API was found') });
  });

  test("an agent's key, which sees one department, is warned of by the gaps in the ids", async () => {
    const findings = await check(callTo(running(), deskpro, [], running().service('deskpro').lesserKey));
    expect(findings.at(-1)).toMatchObject({ level: 'warning', remedy: expect.stringContaining('superuser') });
    expect(findings.at(-1)!.message).toMatch(/^The key sees \d+ tickets, though their numbers run to \d+/);
  });

  test('a key that may not list tickets', async () => {
    const call = callTo(running(), deskpro);
    const barred: Call = (request) =>
      call(request.endpoint === 'tickets.list' ? { ...request, path: '/api/v2/tickets/1/logs/99' } : request);
    const findings = await check(barred);
    expect(findings.at(-1)).toMatchObject({
      level: 'error',
      message: expect.stringContaining('Tickets cannot be read'),
    });
  });
});
