/**
 * Workflows that were saved with version 1 of a node: it keeps every parameter with its name, kind, default, choices
 * and conditions. A parameter or a choice that came later changes no saved workflow. The fixture was written from the
 * nodes as they were before there was a version 2.
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
    const lines = parameterLines(type.description, 1);
    const known = Object.entries(contract[name] ?? {});
    const kept = known.map(([facts, places]) => [
      facts,
      places.filter((place) => lines.some((line) => line.place === place && keeps(line.facts, facts))),
    ]);
    expect(kept).toEqual(known);
  },
);

it('tells a choice that came later from one that is gone', () => {
  const [two, three] = ['status options {"values":["a","b"]}', 'status options {"values":["a","c","b"]}'];
  expect([keeps(three, two), keeps(two, two), keeps(two, three)]).toEqual([true, true, false]);
  expect(keeps('status options {"default":"a","values":["a","b"]}', two)).toBe(false);
  expect(keeps('state options {"values":["a","b"]}', two)).toBe(false);
});

/** Whether a parameter is as it was, but for choices that came later. */
function keeps(now: string, before: string): boolean {
  const [head, { values: choices = [], ...rest }] = parts(now);
  const [oldHead, { values: oldChoices = [], ...oldRest }] = parts(before);
  return (
    head === oldHead &&
    JSON.stringify(rest) === JSON.stringify(oldRest) &&
    oldChoices.every((choice) => choices.includes(choice))
  );
}

function parts(facts: string): [head: string, members: { values?: unknown[] }] {
  const at = facts.indexOf(' {');
  return [facts.slice(0, at), JSON.parse(facts.slice(at)) as { values?: unknown[] }];
}
