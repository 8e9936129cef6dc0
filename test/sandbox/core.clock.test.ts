import { startSandbox } from '../../sandbox/server';
import { FIXED_NOW } from '../../sandbox/world/clock';

/** Time passes at each look at it, as on a machine that has no time for us. */
function busyMachine(): void {
  let now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => (now += 7));
}
afterEach(() => {
  jest.restoreAllMocks();
});

async function createdWith(clock: number | { now: number; frozen: boolean }): Promise<number[]> {
  const sandbox = await startSandbox({ clock, services: ['sympoq'], tickets: 60, limits: false });
  try {
    const world = sandbox.world('sympoq');
    return Array.from({ length: world.size }, (_unused, index) => world.ticket(index)?.createdAt ?? NaN);
  } finally {
    await sandbox.close();
  }
}

test('a clock that is to stand still stands at its instant, however long the start takes', async () => {
  busyMachine();
  const sandbox = await startSandbox({ clock: { now: FIXED_NOW, frozen: true }, services: ['sympoq'], tickets: 1 });
  try {
    expect(sandbox.clock.now()).toBe(FIXED_NOW);
  } finally {
    await sandbox.close();
  }
});

test('the world of an instant is the same on a busy machine, whether its clock runs or stands still', async () => {
  const calm = await createdWith({ now: FIXED_NOW, frozen: true });
  busyMachine();
  expect(await createdWith({ now: FIXED_NOW, frozen: true })).toEqual(calm);
  expect(await createdWith(FIXED_NOW)).toEqual(calm);
});
