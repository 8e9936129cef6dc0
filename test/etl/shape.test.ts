/** What is noticed of the shape of records, against a plain list of everything that stands in them. */
import fc from 'fast-check';
import type { SeenPath } from '../../etl/src/checkpoints/shape';
import { ShapeReader } from '../../etl/src/checkpoints/shape';
import type { Json, JsonObject } from '../../vendors/json';
import { setMember } from '../../vendors/json';
import { tries } from '../support/test-profile';

interface Reading {
  stream: string;
  record: Json;
  at: string;
}

/** One thing that stands in a record: where, of which type, met when. */
type Met = [path: string, type: string, at: string];

/** In the order in which they are met: an object before what is in it, a list behind its items. */
function metIn(value: Json, path: string, at: string, depth: number): Met[] {
  if (Array.isArray(value)) {
    const items = depth < 4 ? value.slice(0, 5).flatMap((item) => metIn(item, `${path}[]`, at, depth + 1)) : [];
    return [...items, [path, value.length > 0 ? 'list' : '', at]];
  }
  if (value === null || typeof value !== 'object') return [[path, value === null ? '' : typeof value, at]];
  const members = depth < 4 ? Object.entries(value) : [];
  return [
    [path, 'object', at],
    ...members.flatMap(([name, member]) => {
      const step = /^[0-9]+$/.test(name) || /^[0-9a-fA-F-]{16,}$/.test(name) ? '*' : name;
      return metIn(member ?? null, path === '' ? step : `${path}.${step}`, at, depth + 1);
    }),
  ];
}

function expectedOf(readings: readonly Reading[]): object[] {
  return [...new Set(readings.map(({ stream }) => stream))].flatMap((stream) => {
    const met = readings
      .filter((reading) => reading.stream === stream)
      .flatMap(({ record, at }) => metIn(record, '', at, 0))
      .filter(([path]) => path !== '');
    const paths = [...new Set(met.map(([path]) => path))].slice(0, 2000);
    return paths.map((path) => {
      const ofPath = met.filter(([each]) => each === path);
      const instants = ofPath.map(([, , at]) => at).sort();
      const types = new Map<string, string>();
      for (const [, type, at] of ofPath) if (type !== '' && !types.has(type)) types.set(type, at);
      const shown = path.toWellFormed().replaceAll('\u0000', '\uFFFD').slice(0, 300);
      return { stream, path: shown, types: [...types], first: instants[0], last: instants.at(-1) };
    });
  });
}

function seenIn(readings: readonly Reading[]): object[] {
  const reader = new ShapeReader();
  for (const { stream, record, at } of readings) reader.read(stream, record, at);
  return reader.paths().map(({ types, ...seen }: SeenPath) => ({ ...seen, types: [...types] }));
}

/** Names that meet: with dots as paths have, of digits and hashes as ids are, none at all, and that of every object. */
const name = fc.oneof(
  fc.constantFrom('a', 'b', 'a.b', 'a.b.c', 'b[]', '', '*', '__proto__', 'constructor', '\u0000', '\uD800'),
  fc.constantFrom('12', '0', '9f8e7d6c-5b4a-4321', 'ABCDEF0123456789', 'abcdef012345678'),
);
const { record } = fc.letrec<{ record: Json }>((tie) => ({
  record: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom<Json>(null, true, 1, 'x'),
    fc.array(tie('record'), { maxLength: 7 }),
    fc.array(fc.tuple(name, tie('record')), { maxLength: 4 }).map((members) => {
      const object: JsonObject = {};
      for (const [each, value] of members) setMember(object, each, value);
      return object;
    }),
  ),
}));
const readings = fc.array(
  fc.record({ stream: fc.constantFrom('tickets', 'comments'), record, at: fc.constantFrom('3', '1', '2') }),
  { maxLength: 8 },
);

test('every path with its types, and when each was met, as a list of everything in the records has it', () => {
  fc.assert(
    fc.property(readings, (read) => {
      expect(seenIn(read)).toEqual(expectedOf(read));
    }),
    { numRuns: tries(400, 20_000) },
  );
});

test('a stream whose members have no end is noticed up to a limit, and known ones go on', () => {
  const many = (from: number): Json => Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`m${from + n}`, n]));
  const read = [0, 900, 1800, 2700, 0].map((from, at) => ({ stream: 'tickets', record: many(from), at: String(at) }));
  expect(seenIn(read)).toEqual(expectedOf(read));
  expect(seenIn(read)).toHaveLength(2000);
});
