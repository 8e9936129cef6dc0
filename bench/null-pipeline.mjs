// The least that any exporter does: fetch the pages of tickets one after another, JSON.parse them, count the tickets.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(import.meta.dirname, '../etl/package.json'));
const { Pool } = require('undici');

/** The first page of each service, where its tickets stand, and the page after one. */
const PAGES = {
  deskpro: (key) => {
    const headers = { authorization: `key ${key}` };
    const list = (query) => ({ headers, path: `/api/v2/tickets?${query}` });
    let [last, end] = [0, undefined];
    return {
      // Asked for by their ids, as a list hides those that were deleted: the newest says how far they go.
      first: list('order_by=id&order_dir=desc&count=1'),
      rows: ({ data }) => (end === undefined ? [] : data),
      next: ({ data }) => {
        end ??= data[0]?.id ?? 0;
        if (last >= end) return undefined;
        const ids = Array.from({ length: 200 }, (_, nth) => last + nth + 1);
        last += ids.length;
        return list(`ids=${ids.join('%2C')}&include=person%2Cagent&count=200`);
      },
    };
  },
  notific: (key) => ({ first: { path: `/api/Tickets?key=${key}` }, rows: (tickets) => tickets, next: () => undefined }),
  sympoq: (key) => {
    const at = (offset) => ({ headers: { apikey: key }, path: `/tickets?offset=${offset}` });
    return {
      first: at(0),
      rows: ({ items }) => items,
      next: ({ hasMore, offset, count }) => hasMore && at(offset + count),
    };
  },
  synqly: (key) => {
    const headers = { authorization: `Bearer ${key}` };
    const at = (cursor) => ({ headers, path: `/v1/ticketing/tickets?limit=100&order=created_at%5Basc%5D${cursor}` });
    return {
      first: at(''),
      rows: ({ result }) => result,
      next: ({ cursor, result }) => result.length > 0 && cursor && at(`&cursor=${encodeURIComponent(cursor)}`),
    };
  },
  teamswork: (key) => {
    const at = (headers) => ({ headers, path: `/tickets?limit=1000&key=${key}` });
    return {
      first: at({}),
      rows: ({ items }) => items,
      next: ({ continuationToken }) => continuationToken && at({ continuationToken }),
    };
  },
};

const { service = 'teamswork', url, key = 'bench' } = JSON.parse(process.env.TICKETLAKE_BENCH);
const { first, rows, next } = PAGES[service](key);
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: 1 });
const begun = performance.now();
let [count, pages, bytes] = [0, 0, 0];
for (let asked = first; asked; pages += 1) {
  const answer = await pool.request({ ...asked, path: `${pathname}${asked.path}`, method: 'GET' });
  const text = await answer.body.text();
  if (answer.statusCode !== 200) throw new Error(`${service} answered ${answer.statusCode}: ${text.slice(0, 200)}`);
  const page = JSON.parse(text);
  count += rows(page).length;
  bytes += text.length;
  asked = next(page);
}
const ms = performance.now() - begun;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cpuMs = (userCPUTime + systemCPUTime) / 1000;
process.send({ ms, cpuMs, rssMb: maxRSS / 1024, rows: count, pages, bytes });
await pool.destroy();
process.disconnect();
