// The least that any exporter does: fetch the pages one after another, JSON.parse them.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(import.meta.dirname, '../etl/package.json'));
const { Pool } = require('undici');
const { url } = JSON.parse(process.env.TICKETLAKE_BENCH);
const { origin, pathname } = new URL(url);
const pool = new Pool(origin, { connections: 1 });
const begun = performance.now();
let rows = 0;
let token;
do {
  const headers = token === undefined ? {} : { continuationToken: token };
  const { body } = await pool.request({ path: `${pathname}/tickets?limit=1000&key=bench`, method: 'GET', headers });
  const page = JSON.parse(await body.text());
  rows += page.items.length;
  token = page.continuationToken;
} while (token);
const ms = performance.now() - begun;
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.send({ ms, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024, rows });
await pool.destroy();
process.disconnect();
