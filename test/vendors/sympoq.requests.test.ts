import { describeRequest } from '../../vendors/http';
import * as requests from '../../vendors/sympoq/requests';
import { ENDPOINTS } from '../../vendors/sympoq/endpoints';
import { sympoq } from '../../vendors/sympoq/vendor';

describe("SympoQ's requests", () => {
  test.each([
    ['GET /ticket/09-13-O-TW4', requests.getTicket({}, '09-13-O-TW4', true)],
    ['GET /ticket/A%2F7%20%3F', requests.getTicket({}, 'A/7 ?', false)],
    ['GET /tickets', requests.listTickets({})],
    ['GET /tickets?offset=25&limit=10', requests.listTickets({}, { offset: 25, limit: 10 })],
    ['POST /ticket', requests.createTicket({}, { description: 'x' })],
    ['PUT /ticket/1', requests.updateTicket({}, '1', { status: 4 })],
    ['DELETE /ticket/1', requests.deleteTicket({}, '1')],
    ['POST /ticket/1/update', requests.addUpdate({}, '1', { description: 'x', type: 'note' })],
    ['GET /queue/1?permissions=1', requests.getQueue({}, '1', true, 'query')],
    ['GET /queue/1/1', requests.getQueue({}, '1', true, 'segment')],
    ['GET /queues?permissions=0', requests.listQueues({}, false, 'query')],
    ['GET /queues/0', requests.listQueues({}, false, 'segment')],
    ['GET /queues/1?offset=25', requests.listQueues({}, true, 'segment', { offset: 25 })],
    ['GET /topic/2', requests.getTopic({}, '2')],
    ['GET /topics', requests.listTopics({})],
    ['GET /users', requests.listUsers({})],
    ['GET /user/3', requests.getUser({}, '3')],
    ['GET /statuses', requests.listStatuses({})],
    ['GET /priorities', requests.listPriorities({})],
    ['GET /channels', requests.listChannels({})],
  ])('%s', (written, request) => {
    expect(describeRequest(request)).toBe(written);
  });

  test('the event log is asked for by a header', () => {
    expect(requests.getTicket({}, '1', true).headers).toEqual({ event_log: '1' });
    expect(requests.getTicket({}, '1', false).headers).toEqual({ event_log: '0' });
  });

  test('410 is the success of a DELETE, and of nothing else', () => {
    expect(requests.deleteTicket({}, '1').alsoSuccess).toEqual([410]);
    expect(requests.updateTicket({}, '1', {}).alsoSuccess).toBeUndefined();
  });

  test('no write may be sent twice', () => {
    const writes = [
      requests.createTicket({}, {}),
      requests.updateTicket({}, '1', {}),
      requests.deleteTicket({}, '1'),
      requests.addUpdate({}, '1', {}),
    ];
    expect(writes.map(({ repeatable }) => repeatable ?? false)).toEqual([false, false, false, false]);
  });

  test('what the page does not name can be moved by paths', () => {
    const paths = { tickets: '/v2/all-tickets/', ticket: 'v2/ticket', update: 'v2/t/{id}/answers' };
    expect(requests.listTickets(paths).path).toBe('/v2/all-tickets');
    expect(requests.createTicket(paths, {}).path).toBe('/v2/ticket');
    expect(requests.updateTicket(paths, 'A 1', {}).path).toBe('/v2/ticket/A%201');
    expect(requests.addUpdate(paths, '7', {}).path).toBe('/v2/t/7/answers');
    expect(requests.listTickets({ tickets: '  ' }).path).toBe('/tickets');
  });

  test.each(['https://evil.example/x', '../admin', 'a/../b', 'a?b=c', 'a//b', 'tickets#x'])(
    'refuses the path %s',
    (path) => {
      expect(() => requests.listTickets({ tickets: path })).toThrow('The path of "tickets" is not a path below SympoQ');
    },
  );

  test.each(['', ' ', '.', '..'])('refuses the id %j', (id) => {
    expect(() => requests.getTicket({}, id, false)).toThrow('cannot be used as an ID');
  });

  test('only what the pages show counts as documented', () => {
    const documented = Object.entries(ENDPOINTS).filter(([, { certainty }]) => certainty === 'documented');
    expect(documented.map(([name]) => name)).toEqual([
      'get_ticket',
      'get_queue',
      'list_queues',
      'get_topic',
      'list_topics',
    ]);
    expect(Object.values(ENDPOINTS).every(({ source }) => source.length > 10)).toBe(true);
  });
});

describe("SympoQ's address", () => {
  test.each([
    ['https://acme.sympoq.com/app/desk/api/', 'https://acme.sympoq.com/app/desk/api'],
    ['  https://acme.sympoq.com  ', 'https://acme.sympoq.com/app/desk/api'],
    ['https://acme.sympoq.com/app/desk/api/ticket/1', 'https://acme.sympoq.com/app/desk/api'],
    ['https://acme.sympoq.com/app', 'https://acme.sympoq.com/app/desk/api'],
    ['http://127.0.0.1:8080/sympoq/app/desk/api', 'http://127.0.0.1:8080/sympoq/app/desk/api'],
    ['HTTPS://ACME.sympoq.com/', 'https://acme.sympoq.com/app/desk/api'],
    ['https://help.example/apple', 'https://help.example/apple/app/desk/api'],
  ])('%s', (input, url) => {
    expect(sympoq.baseUrl(input)).toEqual({ ok: true, url });
  });

  test.each([
    '',
    'acme',
    'acme.sympoq.com',
    'ftp://acme.sympoq.com',
    'https://u:p@acme.sympoq.com',
    'https://acme.sympoq.com/?apikey=SECRETKEY',
    'https://',
    'https://a b',
  ])('refuses %j without repeating it', (input) => {
    const result = sympoq.baseUrl(input);
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain('SECRETKEY');
  });

  test('the key travels in the header apikey', () => {
    expect(sympoq.secrets({ key: ' k1 ' })).toEqual({ headers: { apikey: 'k1' } });
  });
});
