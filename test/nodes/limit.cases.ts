/** What Get Many costs, and what Return All needs: the same promise for all five services. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import type { VendorName } from '../../vendors/vendor';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { isLongest } from '../support/test-profile';
import { useSandbox } from '../support/sandbox';
import { TESTED } from '../services';
import { benchOf } from './support/benches';
import type { Job, Returned } from './support/return-all';

const TICKETS = isLongest ? 20_000 : 240;

const sandbox = useSandbox({ tickets: TICKETS, limits: false });
const benches = Object.fromEntries(
  VENDOR_NAMES.map((name) => [name, benchOf(name, () => sandbox().service(name))]),
) as Record<VendorName, ReturnType<typeof benchOf>>;

const WITH_COMMENTS = VENDOR_NAMES.filter((name) => TESTED[name].hasComments);

const many = (resource: string, parameters: INodeParameters = {}): INodeParameters => ({
  resource,
  operation: 'getAll',
  ...parameters,
});

/** A node that kept the records of all pages would need more than 80 MB of heap for 20,000 of them. */
const HEAP_OF_PAGES_MB = 64;
/** Notific answers with all tickets at once: this answer, parsed, is what it takes. */
const HEAP_OF_ONE_ANSWER_MB = 144;
const HEAP_OF_ITEMS_MB = 192;

const idsAlone = { output: 'selected', fields: ['ticket_id'] };
type Case = [what: string, heapMb: number, services: readonly VendorName[], parameters: INodeParameters];
const usual: Case[] = [['one field of all tickets', HEAP_OF_PAGES_MB, VENDOR_NAMES, idsAlone]];
const long: Case[] = VENDOR_NAMES.flatMap((name): Case[] => [
  [
    `one field of all tickets of ${name}`,
    name === 'notific' ? HEAP_OF_ONE_ANSWER_MB : HEAP_OF_PAGES_MB,
    [name],
    idsAlone,
  ],
  [`all tickets of ${name} in the unified form`, HEAP_OF_ITEMS_MB, [name], {}],
]);

function returnAll(jobs: readonly Job[], heapMb: number): Promise<Returned[]> {
  const [hook = '', script = ''] = ['typescript.js', 'return-all.ts'].map((file) => join(__dirname, 'support', file));
  const child = spawn(process.execPath, [`--max-old-space-size=${heapMb}`, '--require', hook, script], {
    env: { PATH: process.env['PATH'], TICKETLAKE_TEST_JOBS: JSON.stringify(jobs) },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === 0) resolve(JSON.parse(stdout) as Returned[]);
      else reject(new Error(`it ended with ${code ?? signal}: ${stderr.slice(0, 500)}`));
    });
  });
}

/** What `npm test` runs. */
export function quick(): void {
  it.each(VENDOR_NAMES)('%s: 50 tickets cost one request, and so does one', async (name) => {
    const bench = benches[name];
    for (const limit of [50, 1]) {
      expect(await bench.json(many('ticket', { limit }))).toHaveLength(limit);
      expect(bench.sent).toHaveLength(1);
    }
  });

  it.each(WITH_COMMENTS)('%s: 50 comments of a ticket that has more cost one request', async (name) => {
    const bench = benches[name];
    const [ticket] = await bench.json(many('ticket', { limit: 1 }));
    const ticketId = { __rl: true, mode: 'id', value: String(ticket?.['ticket_id']) };
    const adding = (item: number) => ({ resource: 'comment', operation: 'add', ticketId, comment: `Comment ${item}` });
    await bench.run(adding, { items: Array.from({ length: 60 }, () => ({ json: {} })) });
    expect(await bench.json(many('comment', { ticketId, limit: 50 }))).toHaveLength(50);
    expect(bench.sent).toHaveLength(1);
    const all = await bench.json(many('comment', { ticketId, returnAll: true }));
    expect(all.length).toBeGreaterThanOrEqual(60);
    expect(new Set(all.map(({ comment_id }) => comment_id)).size).toBe(all.length);
  });
}

/** What takes longer. */
export function slow(): void {
  it.each(isLongest ? long : usual)('%s, each once, fits into %i MB', async (what, heap, services, parameters) => {
    const jobs = services.map((service) => ({ ...sandbox().service(service), service, parameters }));
    const returned = await returnAll(jobs, heap);
    for (const [at, service] of services.entries()) {
      const expected = await benches[service].json(many('ticket', { returnAll: true, ...idsAlone }));
      expect(expected.length).toBeGreaterThan(TICKETS * 0.9);
      expect(returned[at]).toMatchObject({ items: expected.length, distinct: expected.length });
    }
    if (isLongest) process.stdout.write(`${what}, ${heap} MB of heap: ${JSON.stringify(returned)}\n`);
  });
}
