// npm run bench -- [figure…] [--tickets N] [--dist DIR]: how fast, how large. See docs/evidence/bench.md.
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { FIGURES } from './figures.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { tickets: { type: 'string' }, dist: { type: 'string' } },
});
const usual = Object.keys(FIGURES).filter((name) => name !== 'million');
const names = positionals.length > 0 ? positionals : usual;
const unknown = names.filter((name) => !(name in FIGURES));
const tickets = Number(values.tickets ?? 100_000);
if (unknown.length > 0 || !Number.isInteger(tickets) || tickets < 1000) {
  process.stderr.write(
    `usage: npm run bench -- [${Object.keys(FIGURES).join(' | ')}]… [--tickets N, from 1000] [--dist DIR]\n`,
  );
  process.exit(2);
}
const dist = path.resolve(values.dist ?? path.join(import.meta.dirname, '../etl/dist'));
const options = { dist, tickets, isDefault: values.tickets === undefined };
const load = () => `load ${os.loadavg()[0].toFixed(1)}`;
process.stdout.write(`${tickets} tickets, ${os.cpus().length} cores, Node ${process.version}, ${load()}\n`);
for (const name of names) {
  const rows = await FIGURES[name](options);
  process.stdout.write(`\n${name} (${load()})\n`);
  for (const { what, value, target, bound } of rows) {
    const wanted = target === '' ? '' : ` (wanted ${target})`;
    process.stdout.write(`  ${what.padEnd(56)} ${(value + wanted).padEnd(36)} ${bound}\n`);
  }
}
