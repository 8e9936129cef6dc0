/** `state:`: what it means, and what is refused with its line and a remedy. */
import { describeProblem } from '../../etl/src/config/problem';
import { secretsOf } from '../../etl/src/config/config';
import { readConfig } from '../../etl/src/config/load';

const SOURCE = 'sources:\n  acme: { vendor: teamswork, url: https://x.example, key: "${KEY}" }\n';
const VARIABLES = {
  ...{ KEY: 'k1234567890', AWS_ACCESS_KEY_ID: 'AKIATEST', AWS_SECRET_ACCESS_KEY: 'secret-of-the-bucket' },
  ...{ AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:9000/', TENANT: 'emea' },
};

function read(state: string, more = '') {
  return readConfig(`${SOURCE}${more}state: ${state}\n`, '/lakes/ticketlake.yaml', VARIABLES);
}

function problems(state: string, more = ''): string[] {
  const loaded = read(state, more);
  return loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
}

test('the folder of the lake is the default, in whichever way it is written', () => {
  for (const state of ['./lake/state', 'lake/state/', 'file:///lakes/lake/state']) {
    const loaded = read(state);
    expect(loaded.ok && loaded.config.state).toBeUndefined();
    expect(loaded.ok).toBe(true);
  }
});

test('a bucket has the endpoint and the keys of the environment, which are secrets; variables are filled in', () => {
  const loaded = read('"s3://bucket/${TENANT}/state"');
  expect(loaded).toMatchObject({
    ok: true,
    config: {
      state: {
        to: 's3://bucket/emea/state/',
        place: { kind: 's3', bucket: 'bucket', prefix: 'emea/state/' },
        access: { endpoint: 'http://127.0.0.1:9000/', keys: { id: 'AKIATEST' } },
      },
    },
  });
  expect(loaded.ok ? secretsOf(loaded.config) : []).toContain('secret-of-the-bucket');
});

test.each(['./desk-state', 'file:///lakes/desk-state', '/lakes/desk-state'])('%s is a folder as a store', (state) => {
  expect(read(state)).toMatchObject({
    ok: true,
    config: {
      state: { to: '/lakes/desk-state', place: { kind: 'folder', folder: '/lakes/desk-state' }, access: null },
    },
  });
});

const TARGET = 'publish: [{ to: ./share/desk, name: share }, { to: s3://bucket/desk, name: cloud }]\n';

test.each([
  ['./lake/raw', '', /state: .*it lies in the lake\n {2}Give a folder outside of the lake/],
  ['./lake', '', /it lies in the lake/],
  ['.', '', /the lake lies in it\n/],
  ['/etc', '', /it belongs to the system\n/],
  ['./share/desk/state', TARGET, /the target share publishes there\n {2}Give the state a place of its own/],
  ['./share', TARGET, /the target share publishes there\n/],
  ['s3://bucket/desk/state', TARGET, /the target cloud publishes there\n/],
  ['s3://bucket/desk', TARGET, /the target cloud publishes there\n/],
  ['s3://bucket/', TARGET, /the target cloud publishes there\n/],
  ['s3://key:secret@bucket/x', '', /the URL has a user or a password in it\n/],
  ['s3://bucket/x?signature=abc', '', /a part that begins with \? or #/],
  ['ftp://host/x', '', /state: ftp:\/\/ is no store that Ticketlake knows\n/],
  ['[a]', '', /state: /],
])('%s is refused', (state, more, says) => {
  const found = problems(state, more);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(says);
  expect(found[0]).not.toMatch(/secret|abc/);
});

test('another prefix of the bucket of a target is no place of the target', () => {
  expect(problems('s3://bucket/desk-state', TARGET)).toEqual([]);
});
