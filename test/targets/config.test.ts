/** Entries of `publish:`: what they mean, and what is refused with its line and a remedy. */
import { describeProblem } from '../../etl/src/config/problem';
import { readConfig } from '../../etl/src/config/load';
import { publishSchema } from '../../etl/src/config/publish-schema';
import { settledTargets } from '../../etl/src/config/publish-targets';
import { Text } from '../../etl/src/config/document';

const SOURCE = 'sources:\n  acme: { vendor: teamswork, url: https://x.example, key: "${KEY}" }\n';
const SECRET = 'sig9Kq2Zx7Lm4TtPw';

function read(publish: string, top = '') {
  return readConfig(`${SOURCE}${top}publish:\n${publish}`, '/lakes/ticketlake.yaml', { KEY: 'k1234567890', SECRET });
}

function problems(publish: string, top = ''): string[] {
  const loaded = read(publish, top);
  return loaded.ok ? [] : loaded.problems.map((problem) => describeProblem('t.yaml', problem));
}

test('a target has defaults, and a name of its format and its position', () => {
  const loaded = read(
    '  - to: ./share/desk\n  - { to: "file:///mnt/d", format: delta, keep: 2h }\n',
    'lake_id: desk\n',
  );
  expect(loaded).toMatchObject({
    ok: true,
    config: {
      lakeId: 'desk',
      publish: [
        { name: 'parquet-1', to: '/lakes/share/desk', format: 'parquet', keepMs: 604_800_000, isLake: false },
        { name: 'delta-2', to: '/mnt/d', format: 'delta', localTimes: 'utc', partitionBy: 'source', keepMs: 7_200_000 },
      ],
    },
  });
});

test('an entry may mean the folder that is always published', () => {
  expect(read('  - { to: ./lake/parquet, name: local }\n')).toMatchObject({
    ok: true,
    config: { publish: [{ name: 'local', isLake: true }] },
  });
});

const REFUSED: ReadonlyArray<readonly [string, string, RegExp]> = [
  [
    'no list',
    '  to: ./share\n',
    /^t\.yaml:3:1: publish: must be a list of at least one entry\n {2}Write it as publish:/,
  ],
  ['no place', '  - format: delta\n', /^t\.yaml:3:1: publish\.\d\.to: is missing\n {2}Give a folder/],
  [
    'an unknown key',
    '  - { to: ./s, formt: delta }\n',
    /^t\.yaml:4:\d+: publish\.\d\.formt: unknown key\n {2}Did you mean "format"\?/,
  ],
  [
    'an unknown format',
    '  - { to: ./s, format: iceberg }\n',
    /^t\.yaml:4:\d+: publish\.\d\.format: "iceberg" is not a format\n/,
  ],
  [
    'an unknown scheme',
    '  - to: ftp://host/x\n',
    /^t\.yaml:4:9: publish\.\d\.to: ftp:\/\/ is no store that Ticketlake knows\n/,
  ],
  ['one slash', '  - to: file:/x\n', /^t\.yaml:4:9: publish\.\d\.to: "file:\/x" is no URL\n {2}Put \/\/ after file:\./],
  [
    'a password',
    '  - to: https://me:pw@host/x\n',
    /^t\.yaml:4:9: publish\.\d\.to: the URL has a user or a password in it\n/,
  ],
  [
    'a signature',
    `  - to: az://c/x?sig=${SECRET}\n`,
    /^t\.yaml:4:9: publish\.\d\.to: the URL has a part that begins with \? or #/,
  ],
  [
    'a signature of a variable',
    '  - to: az://c/x?sig=${SECRET}\n',
    /^t\.yaml:4:9: publish\.\d\.to: the URL has a part/,
  ],
  [
    'the same name twice',
    '  - { to: ./a, name: x }\n  - { to: ./b, name: X }\n',
    /^t\.yaml:5:\d+: publish\.\d\.name: two targets are called X\n/,
  ],
  [
    'a name that another has by its position',
    '  - { to: ./a, name: parquet-2 }\n  - to: ./b\n',
    /two targets are called parquet-2/,
  ],
  [
    'the same place twice',
    '  - to: ./a\n  - { to: "./b/../a/", format: delta }\n',
    /^t\.yaml:5:\d+: publish\.\d\.to: parquet-1 publishes there already\n/,
  ],
  [
    'partition_by of parquet',
    '  - { to: ./a, partition_by: source }\n',
    /^t\.yaml:4:\d+: publish\.\d\.partition_by: a parquet target is divided as the lake is/,
  ],
  [
    'local_times of parquet',
    '  - { to: ./a, local_times: ntz }\n',
    /^t\.yaml:4:\d+: publish\.\d\.local_times: a parquet target has/,
  ],
  [
    'keep of minutes',
    '  - { to: ./a, keep: 59m }\n',
    /^t\.yaml:4:\d+: publish\.\d\.keep: "59m" is out of range\n {2}Give 1h to/,
  ],
  ['a folder in the lake', '  - to: ./lake/x\n', /^t\.yaml:4:9: publish\.\d\.to: .* it lies in the lake\n/],
  ['the folder around the lake', '  - to: .\n', /^t\.yaml:4:9: publish\.\d\.to: .* the lake lies in it\n/],
  ['a folder of the system', '  - to: /etc/x\n', /^t\.yaml:4:9: publish\.\d\.to: .* it belongs to the system\n/],
  [
    'Delta tables among the lake’s files',
    '  - { to: ./lake/parquet, format: delta }\n',
    /the lake’s own Parquet files/,
  ],
  [
    'a name with a blank',
    '  - { to: ./a, name: "a b" }\n',
    /^t\.yaml:4:\d+: publish\.\d\.name: "a b" cannot be the name of a target\n/,
  ],
];

test.each(REFUSED)('%s is refused', (_, publish, says) => {
  const found = problems(publish);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(says);
});

test('no message shows what may be a key', () => {
  for (const [, publish] of REFUSED) expect(problems(publish).join('\n')).not.toContain(SECRET);
});

test('lake_id is letters, digits, - and _', () => {
  expect(problems('  - to: ./a\n', 'lake_id: a/b\n')).toEqual([
    't.yaml:3:10: lake_id: "a/b" cannot be the id of a lake\n  Use letters, digits, - and _, at most 64.',
  ]);
});

test('a bucket whose package is not installed is refused with the line that installs it', () => {
  const to = 's3://desk-bucket/a';
  const entry = publishSchema.parse({ to: new Text(to, to) });
  const { problems: found } = settledTargets([entry], '/lakes/lake', '/lakes', {}, () => false);
  expect(found).toEqual([
    {
      at: 0,
      key: 'to',
      message: 'the package @aws-sdk/client-s3, which S3 needs, is not installed',
      remedy: 'Run npm i @aws-sdk/client-s3@3.1175.0 in the folder in which ticketlake is installed.',
    },
  ]);
});
