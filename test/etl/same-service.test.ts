/** Two sources that ask the same service with the same key count every ticket twice: whoever asks is told. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { sameServices } from '../../etl/src/config/same-service';
import { newLake, sourceOf } from '../support/lake';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

const sandbox = useSandbox({ tickets: 6, limits: false, services: ['notific', 'teamswork'], clock: Date.now() });

test('check, export and sources list say so', async () => {
  const { url, key } = sandbox().service('notific');
  const cwd = newLake();
  const source = `{ vendor: notific, url: "${url}", key: ${key}, requests_per_minute: 100000 }`;
  writeFileSync(path.join(cwd, 'ticketlake.yaml'), `lake: lake\nsources:\n  a: ${source}\n  b: ${source}\n`);
  const says = 'asks the same service with the same key as b, so every ticket of a counts twice';
  expect((await run(['check'], { cwd })).stdout).toContain(says);
  const exported = await run(['export'], { cwd });
  expect(exported.stdout + exported.stderr).toContain(says);
  expect((await run(['sources', 'list'], { cwd })).stdout).toMatch(
    /a counts tickets twice\. [\d,]+ tickets of it are also/,
  );
});

test('another key, another service or other projects are other tickets', () => {
  const source = (name: string, more: object = {}) => ({ ...sourceOf(sandbox(), 'notific', { name }), ...more });
  expect(sameServices([source('a'), source('b', { key: 'another-key-1' })])).toEqual([]);
  expect(sameServices([source('a'), sourceOf(sandbox(), 'teamswork', { name: 'b' })])).toEqual([]);
  expect(sameServices([source('a', { projects: ['x'] }), source('b', { projects: ['y'] })])).toEqual([]);
  expect(sameServices([source('a', { projects: ['x'] }), source('b')])).toEqual([['a', 'b']]);
});
