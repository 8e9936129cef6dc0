// What is measured. Each figure is rows of: what, value, target, what bounds it.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { last, megabytes, row, seconds, sound, times, withLake } from './figure.mjs';
import { measured, startSimulator } from './processes.mjs';
import { state, targets } from './store-figures.mjs';

/** 100 requests a minute, as TeamsWork allows: no exporter gets a page sooner. */
const QUOTA_PACE_MS = 600;
const QUOTA = { requests: 120, windowMs: 15_000, windows: 4 };

const SERVICES = ['deskpro', 'notific', 'sympoq', 'synqly', 'teamswork'];
/** How answers are written: as JSON.stringify does, and with the escapes of two languages. */
const WRITTEN = { plainly: null, 'by PHP': 'php', 'by Python': 'python' };

export const FIGURES = { export: exported, escaped, services, pace, replay, changes, targets, state, quota, million };

/** The export against fetching and parsing the same pages, from a service that answers at once. */
async function exported(options) {
  return withLake(options, {}, async ({ service, job }) => {
    const least = await measured('null-pipeline.mjs', { url: service.url });
    const first = await measured('export.mjs', job({ streams: ['tickets'] }));
    const { tickets } = options;
    return [
      ...sound(first, tickets),
      row('fetch and parse alone', seconds(least.ms), '', `CPU ${seconds(least.cpuMs)}`),
      row('export', seconds(first.ms), '', `CPU ${seconds(first.cpuMs)}: reading records, DuckDB, proofs`),
      row('export : fetch and parse, wall', times(first.ms / least.ms), '2.0', 'CPU; the service costs nothing here'),
      row('export : fetch and parse, CPU', times(first.cpuMs / least.cpuMs), '', 'as above'),
      row('CPU a ticket', `${Math.round((first.cpuMs * 1000) / tickets)} µs`, '', 'independent of other load'),
      row('peak memory', megabytes(first.rssMb), '400 MB', madeOf(first.atPeak)),
    ];
  });
}

function madeOf({ rss, heapTotal, heapUsed, external }) {
  const rest = rss - heapTotal - external;
  return `of ${rss}: heap ${heapTotal}, ${heapUsed} of it in use; buffers ${external}; DuckDB and the program ${rest}`;
}

/** The same pages with every answer escaped, as PHP does it. */
async function escaped(options) {
  return withLake(options, { escapes: 'php' }, async ({ service, job }) => {
    const least = await measured('null-pipeline.mjs', { url: service.url });
    const first = await measured('export.mjs', job({ streams: ['tickets'] }));
    return [
      ...sound(first, options.tickets),
      row(
        'escaped: export : fetch and parse, CPU',
        times(first.cpuMs / least.cpuMs),
        '',
        'reading records, DuckDB, proofs',
      ),
      row('escaped: CPU a ticket', `${Math.round((first.cpuMs * 1000) / options.tickets)} µs`, '', 'as above'),
    ];
  });
}

/** The same for the simulator of each service, as each language writes JSON, and what plain text costs of it. */
async function services({ dist, tickets, isDefault }) {
  const asked = { dist, tickets: isDefault ? 20_000 : tickets };
  const rows = [];
  for (const service of SERVICES) {
    for (const [how, escapes] of Object.entries(WRITTEN)) rows.push(...(await ofService(asked, service, how, escapes)));
  }
  return rows;
}

async function ofService({ dist, tickets }, vendor, how, escapes) {
  const lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-'));
  const service = await startSimulator({ dist, tickets, service: vendor, escapes });
  try {
    const { url, key } = service;
    const least = await measured('null-pipeline.mjs', { service: vendor, url, key });
    const job = { lake, url, key, vendor, streams: ['tickets'], countsPlainText: escapes === null };
    const all = await measured('export.mjs', { dist, job });
    const { plainText: text } = all;
    const aTicket = (ms) => `${Math.round((ms * 1000) / least.rows)} µs`;
    const bound = `CPU ${seconds(all.cpuMs)} : ${seconds(least.cpuMs)}; ${aTicket(all.cpuMs)} a ticket, ${megabytes(all.rssMb)}`;
    return [
      ...sound(all, least.rows),
      row(`${vendor}, JSON ${how}: export : fetch and parse, CPU`, times(all.cpuMs / least.cpuMs), '12', bound),
      ...(text === undefined
        ? []
        : [
            row(
              `${vendor}: of it plain text`,
              aTicket(text.cpuMs),
              '',
              `${text.texts} texts, ${text.characters} characters`,
            ),
          ]),
    ];
  } finally {
    await service.close();
    rmSync(lake, { recursive: true, force: true });
  }
}

/** The same where the service answers as fast as its quota lets anyone ask. */
async function pace(options) {
  const tickets = Math.min(options.tickets, 30_000);
  return withLake({ ...options, tickets }, { answersAfterMs: QUOTA_PACE_MS }, async ({ service, job }) => {
    const least = await measured('null-pipeline.mjs', { url: service.url });
    const first = await measured('export.mjs', job({ streams: ['tickets'] }));
    const what = `export : fetch and parse, wall, a page in ${QUOTA_PACE_MS} ms`;
    return [
      ...sound(first, tickets),
      row(what, times(first.ms / least.ms), '2.0', 'the service; publishing at the end'),
    ];
  });
}

/** Rows from kept raw pages, without a request. */
async function replay(options) {
  return withLake(options, {}, async ({ job }) => {
    await measured('export.mjs', job({ streams: ['tickets'] }));
    const again = await measured('export.mjs', job({ command: 'replay', streams: ['tickets'] }));
    const published = again.publications.reduce((sum, { ms }) => sum + ms, 0);
    const perSecond = (ms) => `${Math.round((options.tickets / ms) * 1000)} tickets/s`;
    return [
      row(
        'replay, reading and loading',
        perSecond(again.ms - published),
        '50000 tickets/s',
        `CPU ${seconds(again.cpuMs)}`,
      ),
      row('replay, with publication', perSecond(again.ms), '', 'CPU'),
      row('replay, peak memory', megabytes(again.rssMb), '400 MB', 'as the export'),
    ];
  });
}

/** A thousand changed tickets, and nothing changed at all, with comments. */
async function changes(options) {
  const tickets = Math.min(options.tickets, 20_000);
  return withLake({ ...options, tickets }, {}, async ({ service, job }) => {
    const streams = ['tickets', 'comments'];
    const first = await measured('export.mjs', job({ streams }));
    return [...sound(first, tickets), ...(await afterChanges(service, () => measured('export.mjs', job({ streams }))))];
  });
}

async function afterChanges(service, run) {
  const still = await run();
  await service.control('change?count=1000');
  await service.control('reset');
  const changed = await run();
  const { requests } = await service.control('state');
  return [
    row('nothing changed', seconds(still.ms), '', `publishing ${seconds(last(still).ms)}`),
    row(
      'nothing changed: tables rewritten',
      last(still).rewritten.join(' '),
      'sources runs',
      'what is said of the run',
    ),
    row('1000 tickets changed', seconds(changed.ms), '', `publishing ${seconds(last(changed).ms)}`),
    row('1000 tickets changed: requests', String(requests), '', 'one a ticket for its comments, one a page of 1000'),
    row('1000 tickets changed: tables rewritten', last(changed).rewritten.join(' '), '', 'files are replaced whole'),
  ];
}

/** How much of a quota that binds is used, on a clock that runs four times as fast. */
async function quota(options) {
  const clockRate = 60_000 / QUOTA.windowMs;
  const tickets = QUOTA.requests * (QUOTA.windows + 1);
  return withLake({ ...options, tickets }, { quota: QUOTA }, async ({ service, job }) => {
    const streams = ['tickets', 'comments'];
    await measured('export.mjs', job({ streams, requestsPerMinute: QUOTA.requests, clockRate }));
    const { inWindows, refused } = await service.control('state');
    const share = inWindows / (QUOTA.requests * QUOTA.windows);
    return [
      row('used of a quota that binds', `${(share * 100).toFixed(1)} %`, '97 %', `${QUOTA.windows} windows`),
      row('refused (429)', String(refused), '0', 'the sliding window of the exporter'),
    ];
  });
}

/** A million tickets with their comments, then a thousand changes. Takes long. */
async function million(options) {
  const tickets = options.isDefault ? 1_000_000 : options.tickets;
  return withLake({ ...options, tickets }, {}, async ({ service, job }) => {
    const streams = ['tickets', 'comments'];
    const first = await measured('export.mjs', job({ streams }));
    return [
      ...sound(first, tickets),
      row(`${tickets} tickets with comments`, seconds(first.ms), '', `CPU ${seconds(first.cpuMs)}; a request a ticket`),
      row('peak memory', megabytes(first.rssMb), '400 MB', 'limits of DuckDB and V8, batches of pages'),
      row('publications on the way', String(first.publications.length), '', `last ${seconds(last(first).ms)}`),
      ...(await afterChanges(service, () => measured('export.mjs', job({ streams })))),
    ];
  });
}
