// One export or replay in a process of its own, and what it cost.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(import.meta.url);
const { dist, job } = JSON.parse(process.env.TICKETLAKE_BENCH);
const { readConfig } = require(path.join(dist, 'etl/src/config/load.js'));
const { command = 'export', vendor = 'teamswork', key = 'bench-key', lake, url, streams } = job;
const { requestsPerMinute = null, clockRate = 1, countsPlainText = false, state = null, variables = {} } = job;

const text = `lake: ${lake}
timezone: Europe/Paris
sources:
  bench:
    vendor: ${vendor}
    url: ${url}
    key: ${key}
    streams: [${streams.join()}]
${state === null ? '' : `state: ${state}\n`}`;
const { config, problems } = readConfig(text, path.join(lake, 'ticketlake.yaml'), variables);
if (config === undefined) throw new Error(problems.map(({ message }) => message).join('; '));
// More than a configuration may ask for: nothing but the exporter's own work is to be waited for.
config.sources[0].requestsPerMinute = requestsPerMinute ?? 100_000_000;
const start = Date.now();
const world = {
  now: () => start + (Date.now() - start) * clockRate,
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms / clockRate)),
  random: () => 0.5,
};
const publications = [];
const notes = [];
const listener = (event) => {
  if (event.type === 'published') {
    const rewritten = event.tables.filter((table) => table.rewritten).map(({ table }) => table);
    publications.push({ ms: event.ms, rewritten });
  }
  if (event.type === 'note') notes.push(event.message);
};
const commands = {
  export: () => {
    const { runExport } = require(path.join(dist, 'etl/src/sync/export.js'));
    return runExport(config, { full: false, since: null, concurrency: null, signal, listener }, world);
  },
  replay: () => {
    const { runReplay } = require(path.join(dist, 'etl/src/replay/replay.js'));
    return runReplay(config, { signal, listener });
  },
};
const memory = sampledMemory();
const plainText = countsPlainText ? sampledPlainText() : null;
const begun = performance.now();
const { signal } = new AbortController();
const result = await commands[command]();
const ms = performance.now() - begun;
const atPeak = memory();
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
const cpuMs = (userCPUTime + systemCPUTime) / 1000;
const [source] = result.sources;
process.send({
  ms,
  cpuMs,
  rssMb: maxRSS / 1024,
  atPeak,
  outcome: result.outcome,
  streams: source.streams,
  publications,
  notes,
  plainText: plainText?.(),
});
process.disconnect();

/** @returns what the memory was made of when it was largest, in MB, as far as it was looked at */
function sampledMemory() {
  const EVERY_MS = 50;
  let largest = process.memoryUsage();
  const timer = setInterval(() => {
    const now = process.memoryUsage();
    if (now.rss > largest.rss) largest = now;
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    return Object.fromEntries(Object.entries(largest).map(([name, bytes]) => [name, Math.round(bytes / 2 ** 20)]));
  };
}

/**
 * Keeps one of so many texts that are read as HTML or Markdown.
 * @returns what reading all of them costs: that of the kept ones, read again until it can be measured
 */
function sampledPlainText() {
  const EVERY = 16;
  const MEASURED_MS = 500;
  const markup = require(path.join(dist, 'markup/plain-text.js'));
  const kept = [];
  let [texts, characters] = [0, 0];
  for (const [name, read] of Object.entries(markup.plainText)) {
    markup.plainText[name] = (text) => {
      texts += 1;
      characters += text.length;
      if (texts % EVERY === 0) kept.push({ read, bytes: Buffer.from(text) });
      return read(text);
    };
  }
  return () => {
    const sample = kept.map(({ read, bytes }) => ({ read, text: bytes.toString() }));
    const before = process.cpuUsage();
    let [spentMs, rounds] = [0, 0];
    while (sample.length > 0 && spentMs < MEASURED_MS) {
      for (const { read, text } of sample) read(text);
      rounds += 1;
      const { user, system } = process.cpuUsage(before);
      spentMs = (user + system) / 1000;
    }
    return { texts, characters, cpuMs: rounds === 0 ? 0 : (spentMs / rounds / sample.length) * texts };
  };
}
