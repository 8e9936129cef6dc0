/**
 * Workflows that were saved with version 1, one for each operation, run as they did then: the same requests and the
 * same items. The fixture holds nodes as n8n saves them, with every parameter that fits beside the others, and what
 * the nodes did with them before there was a version 2.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INode } from 'n8n-workflow';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { registeredNodes } from './support/registered';
import type { NodeName, Ran } from './support/wire';
import { useWire, wireOf } from './support/wire';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

interface Saved extends Omit<Ran, 'failure'> {
  node: Pick<INode, 'id' | 'name' | 'type' | 'typeVersion' | 'position' | 'parameters'>;
  failure?: string;
}

const saved = JSON.parse(readFileSync(join(__dirname, 'fixtures/version-1-saved.json'), 'utf8')) as Saved[];
const PACK = 'n8n-nodes-ticketlake.';

function nodeOf({ node }: Saved): NodeName {
  const named = node.type.slice(PACK.length).toLowerCase();
  const found = [...VENDOR_NAMES, 'ticketlake' as const].find((each) => each === named);
  if (found === undefined) throw new Error(`there is no node ${node.type}`);
  return found;
}

/** Members of items that a workflow which was saved before cannot read. */
const CAME_LATER: ReadonlySet<string> = new Set(['creator_id', 'creator_name', 'creator_email']);

/**
 * JSON in bodies is read: in which order its members are sent is nobody's matter. Nor is how an answer is to be packed on
 * its way.
 */
function told({ requests, ...rest }: Ran) {
  const ran = JSON.parse(JSON.stringify(rest), (name, value: unknown) =>
    CAME_LATER.has(name) ? undefined : value,
  ) as typeof rest;
  const read = requests.map((request) => {
    const [method, path, headers, body] = JSON.parse(request) as [string, string, Array<[string, unknown]>, string];
    const kept = headers.filter(([name]) => name !== 'accept-encoding');
    return [method, path, kept, /^[[{]/.test(body) ? (JSON.parse(body) as unknown) : body];
  });
  return { ...ran, requests: read };
}

useWire();

it('there is one for every operation that version 1 had, and it was saved with version 1', () => {
  const places = saved.map(({ node }) => `${node.type} ${node.name}`);
  expect(new Set(places).size).toBe(saved.length);
  expect(saved.filter(({ node }) => node.typeVersion !== 1)).toEqual([]);
  const now = registeredNodes().flatMap(({ name, resources }) =>
    resources.flatMap(({ value, operations }) =>
      operations.map((operation) => `${PACK}${name} ${value} ${operation.value}`),
    ),
  );
  expect(places.filter((place) => !now.includes(place))).toEqual([]);
  expect(saved.length).toBeGreaterThanOrEqual(135);
});

it.each(saved.map((each) => [each.node.type, each.node.name, each] as const))('%s, %s', async (_t, _n, each) => {
  const { node, failure, ...ran } = each;
  const wire = wireOf(nodeOf(each), 'Europe/Paris', undefined, node.typeVersion);
  expect(told(await wire.ran(node.parameters))).toEqual(told({ ...ran, failure }));
});
