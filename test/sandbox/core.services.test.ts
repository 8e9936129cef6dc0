import fastify from 'fastify';
import { useSandbox } from '../support/sandbox';
import { createClock, FIXED_NOW } from '../../sandbox/world/clock';
import { createFaultQueue } from '../../sandbox/faults/faults';
import { generate } from '../../sandbox/generated/base';
import { createInstance } from '../../sandbox/service-instance';
import { SERVICES } from '../../sandbox/services';
import { VENDOR_NAMES } from '../../vendors/vendor';

const sandbox = useSandbox({ tickets: 50, limits: false });
const names = SERVICES.map(({ name }) => name);
const base = generate({ tickets: 5, seed: 1, end: FIXED_NOW });

test('all services are there, each with tickets of its own', () => {
  expect([...names].sort()).toEqual([...VENDOR_NAMES].sort());
  expect(sandbox().services.map(({ name }) => name)).toEqual(names);
  const uuids = names.map((name) => sandbox().world(name).ticket(0)?.uuid);
  expect(new Set(uuids).size).toBe(names.length);
});

test.each(SERVICES)('every route of $name has an endpoint name, for the log and the faults', async (service) => {
  const app = fastify();
  const nameless: string[] = [];
  const found: string[] = [];
  app.addHook('onRoute', ({ method, url, config }) => {
    if (config?.endpoint === undefined) nameless.push(`${String(method)} ${url}`);
    else found.push(config.endpoint);
  });
  const instance = createInstance(
    service,
    base,
    createClock(FIXED_NOW),
    createFaultQueue(),
    () => 'http://127.0.0.1:1',
  );
  await app.register(async (scope) => service.register(scope, instance), { prefix: service.prefix });
  await app.ready();
  await app.close();
  expect(nameless).toEqual([]);
  expect(found.length).toBeGreaterThan(5);
});

test.each(names)('%s refuses who has no key, and the log keeps none', async (name) => {
  const { url } = sandbox().service(name);
  // Notific sends strangers to its login page.
  const answer = await fetch(`${url}/tickets`, { redirect: 'manual' });
  expect(answer.status).toBeGreaterThanOrEqual(name === 'notific' ? 302 : 400);
  expect(answer.status).toBeLessThan(500);
  expect(sandbox().requests.count(name)).toBe(1);
  await fetch(`${url}/no-such-thing?apikey=${sandbox().service(name).key}`, { redirect: 'manual' });
  expect(sandbox().requests.last(1)).toMatchObject([
    { service: name, path: expect.stringMatching(/no-such-thing\?apikey=\*\*\*$/) },
  ]);
});

test.each(names)('a fault on %s strikes it alone and speaks its words', async (name) => {
  sandbox().faults.add({ service: name, kind: 'rate_limited', times: -1, options: { retryAfter: '4' } });
  for (const other of names) {
    const answer = await fetch(`${sandbox().service(other).url}/tickets`);
    expect(answer.status === 429).toBe(other === name);
    if (other === name)
      expect([answer.headers.get('retry-after'), (await answer.text()).length > 2]).toEqual(['4', true]);
  }
});
