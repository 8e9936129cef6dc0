// The service that docs/how-to/adding-a-service.md makes up, answering as it says there.
import { createServer } from 'node:http';

const STATES = ['open', 'waiting', 'done'];
/** The last one is none that the document maps. */
const stateOf = (index, count) => (index === count - 1 ? 'parked' : STATES[index % STATES.length]);

/**
 * @param {{tickets: number, key: string}} options
 * @returns {Promise<{url: string, tickets: object[], comments: Map<string, object[]>, asked: string[], close(): Promise<void>}>}
 */
export async function startSixthDesk({ tickets: count, key }) {
  const tickets = Array.from({ length: count }, (_, index) => ticket(index, count));
  const comments = new Map(
    tickets.map(({ id }, index) => [id, Array.from({ length: index % 4 }, (_, at) => comment(id, at))]),
  );
  const asked = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://127.0.0.1');
    asked.push(url.pathname + url.search);
    const [status, body] =
      request.headers.authorization === `Bearer ${key}` ? answer(url) : [401, { message: 'Unknown key' }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });

  function answer({ pathname, searchParams }) {
    const [, id] = /^\/api\/tickets\/([^/]+)\/comments$/.exec(pathname) ?? [];
    if (id !== undefined && comments.has(id)) return [200, { comments: comments.get(id) }];
    const [, one] = /^\/api\/tickets\/([^/]+)$/.exec(pathname) ?? [];
    const ticket = tickets.find((each) => each.id === one);
    if (ticket !== undefined) return [200, { ticket }];
    if (pathname !== '/api/tickets') return [404, { message: 'There is no such thing' }];
    const since = Date.parse(searchParams.get('changed_since') ?? '1970-01-01T00:00:00Z');
    const found = tickets.filter(({ changed }) => Date.parse(changed) >= since);
    const from = Number(/^at-(\d+)$/.exec(searchParams.get('after') ?? 'at-0')?.[1]);
    const to = from + Math.min(100, Number(searchParams.get('limit')));
    return [200, { tickets: found.slice(from, to), next: to < found.length ? `at-${to}` : null, total: found.length }];
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    tickets,
    comments,
    asked,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function ticket(index, count) {
  const created = new Date(Date.UTC(2026, 0, 1, index)).toISOString();
  const requester = { id: index % 7, name: `Person ${index % 7}`, email: `person${index % 7}@people.example` };
  return {
    id: `S-${index + 1}`,
    subject: `Subject ${index + 1}`,
    text: `Text ${index + 1}`,
    ...{ state: stateOf(index, count), requester, created, changed: created },
  };
}

function comment(ticketId, at) {
  const created = new Date(Date.UTC(2026, 1, 1, at)).toISOString();
  return { id: `${ticketId}-${at}`, author: 'Agent', public: at !== 1, text: `Comment ${at}`, created };
}
