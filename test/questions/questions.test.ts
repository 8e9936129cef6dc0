/** Each figure of docs/how-to/weekly-questions.md equals one that is computed without SQL from the records of a simulator. */
import type { World } from '../../sandbox/world/world';
import type { Exported } from '../support/lake';
import { configOf, exportOnce, newLake, quickWorld, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { HOURS, QUESTIONS, ZONE, answerOf, expectEqual } from './questions.cases';
import { deskproAnswers, dueAnswer, ticketsOf } from './second-way';

const sandbox = useSandbox({ tickets: 120, limits: false, clock: FROZEN, services: ['deskpro', 'sympoq'] });
const lakes: Record<string, string> = {};
let exported: Exported;
const HOUR_MS = 3_600_000;

/** Tickets of a few kinds that a small world has none of. */
function prepare(): void {
  const { clock } = sandbox();
  const [deskpro, sympoq] = [sandbox().world('deskpro'), sandbox().world('sympoq')];
  const openOf = (world: World) => ticketsOf(world).filter(({ status }) => status === 'new' || status === 'open');
  for (const [at, { index, createdAt }] of openOf(deskpro).slice(0, 4).entries()) {
    clock.set({ now: Math.max(createdAt + HOUR_MS, FROZEN.now - (at % 3) * 30 * HOUR_MS), frozen: true });
    deskpro.change(index, { status: at % 2 === 0 ? 'pending' : 'on_hold' }, null);
  }
  clock.set(FROZEN);
  for (const [at, { index }] of ticketsOf(sympoq).slice(0, 5).entries())
    sympoq.change(index, { status: 'open', dueAt: FROZEN.now + (at - 2) * 17 * HOUR_MS }, null);
}

beforeAll(async () => {
  prepare();
  for (const name of ['deskpro', 'sympoq']) {
    const lake = newLake();
    lakes[name] = lake;
    const source = sourceOf(sandbox(), name, { businessHours: HOURS });
    exported = await exportOnce(configOf(lake, [source], { timezone: ZONE }), {}, quickWorld(FROZEN.now));
    expect([name, exported.exit_code]).toEqual([name, 0]);
  }
});

test('there are twenty questions, in order', () => {
  expect(QUESTIONS.map(({ number }) => number)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1));
});

const OF_DESKPRO = QUESTIONS.filter(({ number }) => number !== 18 && number !== 20);

test.each(OF_DESKPRO.map(({ number, title }) => [`${number}. ${title}`, number] as const))(
  '%s',
  async (_title, number) => {
    const expected = deskproAnswers(sandbox().world('deskpro'), FROZEN.now).get(number) ?? [];
    expect(expected.length).toBeGreaterThan(0);
    expectEqual(await answerOf(lakes['deskpro'] ?? '', number, FROZEN.now), expected);
  },
);

test('18. What is due until tomorrow evening?', async () => {
  const expected = dueAnswer(sandbox().world('sympoq'), FROZEN.now);
  expect(expected.length).toBeGreaterThan(0);
  expect((await answerOf(lakes['sympoq'] ?? '', 18, FROZEN.now)).map(([, due]) => [due])).toEqual(expected);
});

test('20. How fresh is it, and what could not be read?', async () => {
  const [[source, outcome, at, rejects] = []] = await answerOf(lakes['deskpro'] ?? '', 20, FROZEN.now);
  expect([source, outcome, rejects]).toEqual(['deskpro', 'complete', 0]);
  expect(Math.abs(Number(at) - FROZEN.now)).toBeLessThan(60_000);
});
