/** When a lake is published on the way through long streams. */
import { Publisher } from '../../etl/src/publish/publisher';

const SECOND = 1000;

function publisherThatTakes(ms: number) {
  const clock = { now: 0, publications: 0 };
  const publisher = new Publisher(
    () => {
      clock.now += ms;
      clock.publications += 1;
      return Promise.resolve();
    },
    () => clock.now,
  );
  return { clock, publisher };
}

test('not at once, but when streams that end close together had time to', async () => {
  const { clock, publisher } = publisherThatTakes(0);
  clock.now = 19 * SECOND;
  await publisher.publishIfDue();
  expect(clock.publications).toBe(0);
  clock.now = 20 * SECOND;
  await publisher.publishIfDue();
  expect(clock.publications).toBe(1);
});

test('once, however many readers of tickets find at the same time that it is due', async () => {
  const { clock, publisher } = publisherThatTakes(SECOND);
  clock.now = 60 * SECOND;
  expect(publisher.isDue()).toBe(true);
  await Promise.all(Array.from({ length: 8 }, () => publisher.publishIfDue()));
  expect(clock.publications).toBe(1);
});

test('the more rarely the longer it takes: a twentieth of the time at most', async () => {
  const { clock, publisher } = publisherThatTakes(30 * SECOND);
  clock.now = 20 * SECOND;
  await publisher.publishIfDue();
  expect(clock.now).toBe(50 * SECOND);
  clock.now += 19 * 30 * SECOND - 1;
  expect(publisher.isDue()).toBe(false);
  clock.now += 1;
  expect(publisher.isDue()).toBe(true);
});
