// The service in a process of its own: answers as TeamsWork does, from pages that are rendered before it listens.
// It keeps a quota where one is asked for, and counts what it was asked.
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Tickets, numberOfId } from './render.mjs';

const require = createRequire(import.meta.url);
const {
  dist,
  tickets: count,
  samples: wanted = 1000,
  quota,
  answersAfterMs = 0,
  escapes = null,
} = JSON.parse(process.env.TICKETLAKE_BENCH);
// As servers in PHP and Python write JSON; a build from before the sandbox could do so has none of it.
const { escapedJson } = escapes === null ? {} : require(path.join(dist, 'sandbox/escapes.js'));
const PAGE = 1000;
const PREFIX = '/ticketing/v1';

const { samples, instance } = await sampled();
const tickets = new Tickets(count, samples, Date.now());
const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-service-'));
const pages = rendered();
const asked = { requests: 0, refused: 0, byPath: {}, first: null, inWindows: 0 };
let sent = [];

const server = createServer((request, response) => {
  const url = new URL(request.url, 'http://127.0.0.1');
  if (url.pathname.startsWith('/bench/')) return answer(response, 200, control(url));
  if (answersAfterMs === 0) return serve(request, response, url);
  return setTimeout(() => serve(request, response, url), answersAfterMs);
});

function serve(request, response, url) {
  const now = Date.now();
  if (quota !== undefined && isTooMany(now)) {
    asked.refused += 1;
    return answer(response, 429, { statusCode: 429, message: 'Rate limit is exceeded.' });
  }
  asked.requests += 1;
  asked.first ??= now;
  const [, kind, id, child] = url.pathname.slice(PREFIX.length).split('/');
  const name = child ?? (id === undefined ? kind : 'ticket');
  asked.byPath[name] = (asked.byPath[name] ?? 0) + 1;
  if (name === 'instance') return answer(response, 200, instance);
  if (name === 'activities') return answer(response, 200, { items: tickets.activities(numberOfId(id)), error: false });
  if (name === 'tickets') return list(response, url.searchParams, request.headers.continuationtoken);
  return answer(response, 404, { error: true, message: 'not found' });
}

server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  process.send({
    url: `http://127.0.0.1:${port}${PREFIX}`,
    control: `http://127.0.0.1:${port}/bench`,
    bytes: pages.end,
  });
});
process.on('disconnect', () => {
  closeSync(pages.file);
  rmSync(folder, { recursive: true, force: true });
  process.exit(0);
});

async function sampled() {
  const { startSandbox } = require(path.join(dist, 'sandbox/server.js'));
  const sandbox = await startSandbox({ tickets: wanted, services: ['teamswork'], limits: false });
  const { url, key } = sandbox.service('teamswork');
  const ask = async (place) => (await fetch(`${url}${place}${place.includes('?') ? '&' : '?'}key=${key}`)).json();
  const found = [];
  for (let token; found.length < wanted;) {
    const headers = token === undefined ? {} : { continuationToken: token };
    const page = await (await fetch(`${url}/tickets?limit=1000&key=${key}`, { headers })).json();
    for (const ticket of page.items) {
      const { items } = await ask(`/tickets/${ticket.id}/activities`);
      found.push({ ticket, activities: items });
    }
    token = page.continuationToken;
    if (!token) break;
  }
  const instance = await ask('/instance');
  await sandbox.close();
  return { samples: found, instance };
}

/** All pages in one file, so that a million tickets need no memory here. */
function rendered() {
  const file = openSync(path.join(folder, 'pages.json'), 'w+');
  const places = [];
  let end = 0;
  for (let first = 0; first < count; first += PAGE) {
    const items = [];
    for (let at = first; at < Math.min(first + PAGE, count); at += 1) items.push(tickets.ticket(at));
    const next = first + PAGE < count ? { continuationToken: `page-${places.length + 1}` } : {};
    const bytes = bytesOf({ items, ...next, itemCount: items.length, error: false, message: '' });
    writeSync(file, bytes, 0, bytes.length, end);
    places.push({ start: end, length: bytes.length });
    end += bytes.length;
  }
  return { file, places, end };
}

function list(response, query, token) {
  const limit = Number(query.get('limit'));
  const since = query.get('lastUpdateAfter');
  const offset = Number(query.get('offset') ?? 0);
  if (since === null && limit === PAGE && offset === 0) return page(response, Number((token ?? 'page-0').slice(5)));
  const all = since === null ? undefined : tickets.updatedSince(Date.parse(`${since}T00:00:00Z`));
  const total = all?.length ?? count;
  const from = token === undefined ? offset : Number(token.slice(5));
  const items = [];
  for (let nth = from; nth < Math.min(from + limit, total); nth += 1) {
    const place = query.get('order') === 'DESC' ? total - 1 - nth : nth;
    items.push(tickets.ticket(all?.[place] ?? place));
  }
  const next = from + limit < total ? { continuationToken: `from-${from + limit}` } : {};
  return answer(response, 200, { items, ...next, itemCount: items.length, error: false, message: '' });
}

function page(response, number) {
  const { start, length } = pages.places[number];
  const bytes = Buffer.allocUnsafe(length);
  readSync(pages.file, bytes, 0, length, start);
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8', 'content-length': length });
  response.end(bytes);
}

function answer(response, status, value) {
  const bytes = bytesOf(value);
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
  response.end(bytes);
}

function bytesOf(value) {
  const text = JSON.stringify(value);
  return Buffer.from(escapes === null ? text : escapedJson(text, escapes));
}

/** At most so many in any window, as a sliding window counts them. */
function isTooMany(now) {
  sent = sent.filter((time) => time > now - quota.windowMs);
  if (sent.length >= quota.requests) return true;
  sent.push(now);
  const windows = Math.floor((now - (asked.first ?? now)) / quota.windowMs);
  if (windows < quota.windows) asked.inWindows += 1;
  return false;
}

function control(url) {
  if (url.pathname === '/bench/change') tickets.change(Number(url.searchParams.get('count')), Date.now());
  if (url.pathname === '/bench/reset')
    Object.assign(asked, { requests: 0, refused: 0, byPath: {}, first: null, inWindows: 0 });
  return asked;
}
