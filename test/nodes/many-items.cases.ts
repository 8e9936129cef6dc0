/** More results than V8 takes as arguments of one call, some 125,000: every node hands them all on. */
import { createServer } from 'node:http';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INodeParameters } from 'n8n-workflow';
import { VENDOR_NAMES } from '../../vendors/vendor';
import type { VendorName } from '../../vendors/vendor';
import { TESTED } from '../services';
import { benchOf } from './support/benches';
import type { Bench } from './support/bench';
import { benchAt } from './ticketlake/bench';

export type NodeName = VendorName | 'ticketlake';
export const NODE_NAMES: readonly NodeName[] = [...VENDOR_NAMES, 'ticketlake'];

/** So many tickets in one list of a service; rows of the exporter, where it is asked. */
const listOf = (name: NodeName, records: object[]): object =>
  name === 'ticketlake' ? { columns: [], rows: records, truncated: false } : TESTED[name].list(records);
const recordOf = (name: NodeName, at: number): object =>
  name === 'ticketlake' ? { id: `id-${at + 1}` } : TESTED[name].record(at);

const LIST: INodeParameters = { resource: 'ticket', operation: 'getAll', returnAll: true, output: 'raw' };
const QUERY: INodeParameters = { resource: 'query', operation: 'execute', query: 'SELECT 1', returnAll: true };

/** The first request gets all of it; a later one of its paging what stands behind its offset, or nothing. */
function firstAsked({ url = '' }: IncomingMessage, count: number): number {
  const query = new URL(url, 'http://127.0.0.1').searchParams;
  const isLater = Number(query.get('page') ?? 1) > 1 || query.has('cursor');
  return isLater ? count : Number(query.get('offset') ?? 0);
}

async function answered(name: NodeName, count: number): Promise<number> {
  const records = Array.from({ length: count }, (_, at) => recordOf(name, at));
  const server = createServer((request, response) => {
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(listOf(name, records.slice(firstAsked(request, count)))));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const bench: Bench = name === 'ticketlake' ? benchAt(() => url) : benchOf(name, () => ({ url, key: 'key' }));
  try {
    return (await bench.run(name === 'ticketlake' ? QUERY : LIST)).length;
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

export function eachGives(names: readonly NodeName[], count: number): void {
  it.each<NodeName>([...names])(`%s gives ${count} items`, async (name) => {
    expect(await answered(name, count)).toBe(count);
  });
}
