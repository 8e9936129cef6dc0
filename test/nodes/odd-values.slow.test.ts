/**
 * Odd values of every parameter of every operation of every node: each spelling makes the same requests as the plain
 * value, byte by byte, or is refused by the label of its parameter before anything is sent.
 */
import { VENDOR_NAMES } from '../../vendors/vendor';
import { VERSIONS } from '../../nodes/shared/version';
import { oddOf } from './support/odd-values';
import type { ParameterPath } from './support/places';
import { placesOf } from './support/places';
import { useWire, wireOf } from './support/wire';
import type { NodeName, Wire } from './support/wire';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

useWire();

/** No day and no time may fall back to the zone of the machine or to UTC. */
const ZONE = 'Asia/Tokyo';

/** Switches that only say what of the answers is shown. */
const ONLY_SHOWS = /:returnAll$|:simplify$|\.include\w+$|:failOnFailedRun$/;

const shown = (value: unknown) => JSON.stringify(value) ?? String(value);

interface Outcome {
  tried: number;
  wrong: string[];
  /** Whether different values make different requests. */
  isSeen: boolean;
}

async function tryOut(wire: Wire, { where, property, set }: ParameterPath): Promise<Outcome> {
  const { alike = [], refused = [] } = oddOf(property) ?? {};
  const wrong: string[] = [];
  const transcripts = new Set<string>();
  let tried = 0;
  for (const [plain, ...others] of alike) {
    const expected = JSON.stringify(await wire.sent(set(plain)));
    transcripts.add(expected);
    // A value that decides which other parameters are shown can only be spelled otherwise by an expression.
    for (const other of property.name === 'updateBy' ? [] : others) {
      tried += 1;
      const found = JSON.stringify(await wire.sent(set(other)));
      if (found !== expected) wrong.push(`${where}: ${shown(other)} is not ${shown(plain)}: ${found} / ${expected}`);
    }
  }
  for (const value of refused) {
    tried += 1;
    const { requests, failure } = await wire.sent(set(value));
    if (requests.length > 0 || failure?.includes(`"${property.displayName}"`) !== true)
      wrong.push(`${where}: ${shown(value)} is not refused: ${failure ?? 'success'}, ${requests.length} requests`);
  }
  return { tried, wrong, isSeen: transcripts.size > 1 };
}

const NODES: Array<[NodeName, number]> = [
  ...VENDOR_NAMES.flatMap((name) => VERSIONS.map((version): [NodeName, number] => [name, version])),
  ['ticketlake', 1],
];

it.each(NODES)('%s, version %d, takes every spelling alike, and refuses the rest', async (name, version) => {
  const wire = wireOf(name, ZONE, undefined, version);
  const wrong: string[] = [];
  const unseen: string[] = [];
  let tried = 0;
  for (const place of placesOf(name, version)) {
    const outcome = await tryOut(wire, place);
    tried += outcome.tried;
    wrong.push(...outcome.wrong);
    if (place.property.type === 'boolean' && !outcome.isSeen && !ONLY_SHOWS.test(place.where)) unseen.push(place.where);
  }
  expect(wrong).toEqual([]);
  expect(unseen).toEqual([]);
  expect(tried).toBeGreaterThan(name === 'ticketlake' ? 500 : 1000);
});
