/**
 * Workflows that were saved with version 1 of a node: it keeps every parameter with its name, kind, default, choices
 * and conditions. A parameter that came later changes no saved workflow. The fixture was written from the nodes as they
 * were before there was a version 2.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameterLines } from './support/parameter-lines';
import { registeredNodes } from './support/registered';

/** Of each node, the operations that have a parameter, by what stands in its line behind the operation. */
type Contract = Record<string, Record<string, string[]>>;

const contract = JSON.parse(readFileSync(join(__dirname, 'fixtures/version-1.json'), 'utf8')) as Contract;
const nodes = registeredNodes();

it('still has every node that there was', () => {
  expect(nodes.map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(contract)));
});

/** A node that came later has its own first version. */
const oldNodes = nodes.filter(({ name }) => contract[name] !== undefined);

it.each(oldNodes.map(({ name, type }) => [name, type] as const))(
  '%s keeps the parameters of version 1',
  (name, type) => {
    const found = new Map<string, string[]>();
    for (const { place, facts } of parameterLines(type.description, 1))
      found.set(facts, [...(found.get(facts) ?? []), place]);
    const known = Object.entries(contract[name] ?? {});
    const kept = known.map(([facts, places]) => [facts, places.filter((place) => found.get(facts)?.includes(place))]);
    expect(kept).toEqual(known);
  },
);
