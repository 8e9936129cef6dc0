import fc from 'fast-check';
import { patched, stepsIn } from '../../sandbox/synqly/json-patch';
import type { Call } from '../../vendors/http';
import type { Json, JsonObject } from '../../vendors/json';
import { ticket } from '../../vendors/synqly/operations/ticket';

const NAMES = ['Colour', 'a/b', 'c~d', '~1', '', '0', '__x'];
const MEMBERS = ['name', 'assignee', 'due_date', 'tags', 'priority', 'status'] as const;

const value = fc.oneof(fc.constant(null), fc.string(), fc.integer(), fc.array(fc.string(), { maxLength: 2 }));
const some = (names: readonly string[]) => fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 4 });
const stored = fc
  .tuple(some(MEMBERS), fc.oneof(fc.constant(undefined), fc.constant(null), some(NAMES)))
  .map(([members, custom]): JsonObject => ({
    id: '1',
    ...members,
    ...(custom === undefined ? {} : { custom_fields: custom }),
  }));

/** One ticket behind a service that patches by RFC 6902 and refuses what the RFC refuses. */
function shelf(start: JsonObject): { call: Call; now(): Json } {
  let record: Json = start;
  return {
    call: (request) => {
      if (request.body?.kind === 'json') record = patched(record, stepsIn(request.body.value)) as Json;
      return Promise.resolve({ status: 200, headers: {}, json: { result: record }, bytes: null });
    },
    now: () => JSON.parse(JSON.stringify(record)) as Json,
  };
}

const filled = (fields: object): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, held]) => held !== null && held !== undefined)) as JsonObject;

describe('a change of a ticket', () => {
  it('sets what is given, empties what is null and leaves the rest, whatever the ticket has', async () => {
    await fc.assert(
      fc.asyncProperty(stored, some(MEMBERS), some(NAMES), async (start, members, custom) => {
        fc.pre(Object.keys(members).length + Object.keys(custom).length > 0);
        const before = JSON.parse(JSON.stringify(start)) as JsonObject;
        const { call, now } = shelf(start);
        await ticket.update(call, '1', { ...members, custom_fields: custom });
        const { custom_fields: held, ...others } = now() as { custom_fields?: object };
        const { custom_fields: had, ...rest } = before;
        expect(filled(others)).toEqual(filled({ ...rest, ...members }));
        expect(filled(held ?? {})).toEqual(filled({ ...(had as object | null | undefined), ...custom }));
      }),
    );
  });
});
