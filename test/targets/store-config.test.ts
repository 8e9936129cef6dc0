/** Entries of `publish:` that name a store of a cloud: what they mean with the environment, and what is refused. */
import { readConfig } from '../../etl/src/config/load';
import { messageRedactor } from '../../etl/src/config/message-redaction';
import { publishSchema } from '../../etl/src/config/publish-schema';
import { settledTargets } from '../../etl/src/config/publish-targets';
import { Text } from '../../etl/src/config/document';

const SOURCE = 'sources:\n  acme: { vendor: teamswork, url: https://x.example, key: k1234567890 }\n';
const read = (entry: string, variables: Record<string, string> = {}) =>
  readConfig(`${SOURCE}publish:\n  - ${entry}\n`, '/lakes/ticketlake.yaml', variables);

/** The one target, as it was understood. */
function target(entry: string, variables: Record<string, string> = {}) {
  const loaded = read(entry, variables);
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join('\n'));
  return loaded.config.publish[0];
}

const KEY = Buffer.from('a key of an account, with +/ in it>>>???').toString('base64');
const SAS = 'sv=2021-12-02&sp=rwdl&sig=Zm9vYmFyYmF6cXV4%2BZm9vYmFy%3D';
const AZURE = { AZURE_STORAGE_ACCOUNT: 'desk', AZURE_STORAGE_KEY: KEY };

test('a bucket of S3 takes keys, region and endpoint from the environment; what the entry says comes first', () => {
  const variables = {
    AWS_ACCESS_KEY_ID: 'A',
    AWS_SECRET_ACCESS_KEY: 'S',
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: 'https://e.example',
  };
  expect(target('{ to: s3://desk-bucket/a/b, region: us-west-2, timeout: 5s }', variables)).toMatchObject({
    to: 's3://desk-bucket/a/b/',
    place: { kind: 's3', bucket: 'desk-bucket', prefix: 'a/b/' },
    access: {
      kind: 's3',
      region: 'us-west-2',
      endpoint: 'https://e.example',
      timeoutMs: 5000,
      keys: { id: 'A', secret: 'S', session: null },
    },
  });
});

const ENTRA = { kind: 'entra', tenant: null, client: null, secret: null };
const CONNECTION = `DefaultEndpointsProtocol=https;AccountName=desk;AccountKey=${KEY};EndpointSuffix=core.windows.net`;
const LOCAL = `AccountName=devstoreaccount1;AccountKey=${KEY};BlobEndpoint=http://127.0.0.1:10000/devstoreaccount1;`;

const OF_AZURE: ReadonlyArray<readonly [string, string, Record<string, string>, object]> = [
  [
    'a key of the account',
    'az://tables/desk',
    AZURE,
    { service: 'https://desk.blob.core.windows.net/', account: 'desk', keys: { kind: 'key', key: KEY } },
  ],
  [
    'a signature',
    'az://tables/desk',
    { AZURE_STORAGE_ACCOUNT: 'desk', AZURE_STORAGE_SAS_TOKEN: `?${SAS}` },
    { keys: { kind: 'sas', token: SAS } },
  ],
  [
    'a connection string',
    'az://tables/desk',
    { AZURE_STORAGE_CONNECTION_STRING: CONNECTION },
    { service: 'https://desk.blob.core.windows.net/', account: 'desk', keys: { kind: 'key', key: KEY } },
  ],
  [
    'a connection string with a URL',
    'az://tables/desk',
    { AZURE_STORAGE_CONNECTION_STRING: LOCAL },
    { service: 'http://127.0.0.1:10000/devstoreaccount1/', account: 'devstoreaccount1' },
  ],
  [
    'a client of Entra',
    'abfss://tables@desk.dfs.core.windows.net/a',
    { AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's3cret-of-entra' },
    {
      service: 'https://desk.blob.core.windows.net/',
      keys: { kind: 'entra', tenant: 't', client: 'c', secret: 's3cret-of-entra' },
    },
  ],
  [
    'the account that the URL names, and no key of another one',
    'abfss://tables@other.dfs.core.windows.net/a',
    AZURE,
    { service: 'https://other.blob.core.windows.net/', account: 'other', keys: ENTRA },
  ],
  [
    'OneLake, which takes no keys of accounts',
    'abfss://ws@onelake.dfs.fabric.microsoft.com/support.Lakehouse/Tables',
    { AZURE_STORAGE_KEY: KEY },
    { service: 'https://onelake.blob.fabric.microsoft.com/', account: 'onelake', keys: ENTRA },
  ],
];

test.each(OF_AZURE)('Azure: %s', (_, to, variables, access) => {
  expect(target(`{ to: "${to}" }`, variables)?.access).toMatchObject({ kind: 'azure', timeoutMs: 60_000, ...access });
});

test('Google: a file of a key, another endpoint, and a server for tests', () => {
  const to = '{ to: gs://desk-bucket/a }';
  expect(target(to, { GOOGLE_APPLICATION_CREDENTIALS: '/keys/g.json' })?.access).toMatchObject({
    ...{ kind: 'gcs', endpoint: 'https://storage.googleapis.com/', keyFile: '/keys/g.json', isEmulated: false },
  });
  const own = '{ to: gs://desk-bucket/a, endpoint: "https://storage-desk.p.googleapis.com" }';
  expect(target(own)?.access).toMatchObject({ endpoint: 'https://storage-desk.p.googleapis.com/' });
  expect(target(to, { STORAGE_EMULATOR_HOST: 'localhost:4443' })?.access).toMatchObject({
    ...{ endpoint: 'http://localhost:4443/', isEmulated: true },
  });
});

test.each([
  ['{ to: "s3://AKIA:secret@desk-bucket/a" }', 'the URL has a user or a password in it'],
  ['{ to: "s3://desk-bucket/a?X-Amz-Signature=f00" }', 'the URL has a part that begins with ? or #'],
  ['{ to: "s3://a/b" }', 'the URL names no bucket'],
  ['{ to: "s3://desk-bucket/a b" }', 'has other characters than letters'],
  ['{ to: s3://desk-bucket/a, endpoint: "https://u:p@e.example" }', 'the URL has a key in it'],
  ['{ to: ./a, region: eu-west-1 }', 'a folder has no such option'],
  ['{ to: "az://tables/a?sv=1&sig=c2VjcmV0" }', 'the URL has a part that begins with ? or #'],
  ['{ to: "abfss://tables:secret@desk.dfs.core.windows.net/a" }', 'the URL has a user or a password in it'],
  ['{ to: "abfss://desk.dfs.core.windows.net/a" }', 'the URL names no container before the @'],
  ['{ to: "abfss://onelake.dfs.fabric.microsoft.com/a" }', 'the URL names no workspace before the @'],
  ['{ to: "abfss://tables@desk.dfs.core.windows.net.evil.example/a" }', 'the URL names no account of Azure'],
  ['{ to: "az://T/a" }', 'the URL names no container'],
  ['{ to: az://tables/a, region: eu-west-1 }', 'only a bucket of S3 has this option'],
  ['{ to: gs://desk-bucket/a, profile: me }', 'only a bucket of S3 has this option'],
  [
    '{ to: "abfss://tables@desk.dfs.core.windows.net/a", endpoint: "https://e.example" }',
    'abfss:// names its host already',
  ],
  ['{ to: "gs://me@desk-bucket/a" }', 'the URL has a user or a password in it'],
  ['{ to: "constructor://tables/a" }', 'constructor:// is no store that Ticketlake knows'],
])('%s is refused', (entry, says) => {
  const loaded = read(entry, AZURE);
  const messages = loaded.ok ? [] : loaded.problems.map(({ message }) => message);
  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(says);
  expect(JSON.stringify(loaded)).not.toMatch(/:secret|c2VjcmV0|X-Amz-Signature=f00/);
});

test('az:// without an account is refused with what names one', () => {
  const loaded = read('{ to: az://tables/a }', { AZURE_STORAGE_KEY: KEY });
  const [problem, ...more] = loaded.ok ? [] : loaded.problems;
  expect(more).toEqual([]);
  expect(problem?.message).toBe('publish.0.to: nothing names the storage account');
  expect(problem?.remedy).toMatch(/^Set AZURE_STORAGE_ACCOUNT/);
});

const PLAIN: ReadonlyArray<readonly [string, Record<string, string>]> = [
  ['{ to: s3://desk-bucket/a, endpoint: "http://minio.example:9000" }', {}],
  ['{ to: s3://desk-bucket/a }', { AWS_ENDPOINT_URL: 'http://minio.example:9000' }],
  ['{ to: s3://desk-bucket/a }', { AWS_ENDPOINT_URL_S3: 'HTTP://minio.example:9000' }],
  ['{ to: az://tables/a, endpoint: "http://minio.example:9000" }', AZURE],
  [
    '{ to: az://tables/a }',
    { AZURE_STORAGE_CONNECTION_STRING: LOCAL.replace('127.0.0.1:10000', 'minio.example:9000') },
  ],
  ['{ to: gs://desk-bucket/a, endpoint: "http://minio.example:9000" }', {}],
  ['{ to: gs://desk-bucket/a }', { STORAGE_EMULATOR_HOST: 'minio.example:9000' }],
];

test.each(PLAIN)('%s is refused over plain http with %j, whatever proves who asks', (entry, variables) => {
  const session = { AWS_ACCESS_KEY_ID: 'A', AWS_SECRET_ACCESS_KEY: 'S', AWS_SESSION_TOKEN: 'T' };
  const loaded = read(entry, { ...session, ...variables });
  const [problem, ...more] = loaded.ok ? [] : loaded.problems;
  expect(more).toEqual([]);
  expect(problem?.message).toContain('requests to minio.example:9000 would leave this machine over plain http');
  expect(problem?.remedy).toMatch(
    entry.includes('endpoint')
      ? /^Give an https URL in endpoint:\. /
      : /^Give an https URL in (?:AWS_|BlobEndpoint of AZURE_|STORAGE_)/,
  );
});

test.each(['localhost', '127.0.0.1', '127.1.2.3', '[::1]'])('plain http to %s stays on this machine', (host) => {
  for (const to of ['s3://desk-bucket/a', 'az://tables/a', 'gs://desk-bucket/a'])
    expect(read(`{ to: "${to}", endpoint: "http://${host}:9000" }`, AZURE)).toMatchObject({ ok: true });
});

test.each(['127.0.0.1.example', 'localhost.example', '10.0.0.1', '0.0.0.0', '[::2]'])(
  'plain http to %s is refused',
  (host) => {
    expect(read(`{ to: s3://desk-bucket/a, endpoint: "http://${host}:9000" }`)).toMatchObject({ ok: false });
  },
);

test('an endpoint of the environment that is no URL is refused', () => {
  const loaded = read('{ to: s3://desk-bucket/a }', { AWS_ENDPOINT_URL: 'minio example' });
  expect(loaded.ok ? [] : loaded.problems.map(({ message }) => message)).toEqual([
    'publish.0.to: the endpoint that AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL names is no URL',
  ]);
});

const PACKAGES: ReadonlyArray<readonly [string, Record<string, string>, string | null]> = [
  ['s3://desk-bucket/a', {}, '@aws-sdk/client-s3@3.1175.0'],
  ['az://tables/a', AZURE, null],
  ['az://tables/a', { AZURE_STORAGE_ACCOUNT: 'desk', AZURE_STORAGE_SAS_TOKEN: SAS }, null],
  ['az://tables/a', { AZURE_STORAGE_ACCOUNT: 'desk' }, '@azure/identity@4.13.1'],
  ['gs://desk-bucket/a', {}, 'google-auth-library@10.9.1'],
  ['gs://desk-bucket/a', { STORAGE_EMULATOR_HOST: 'localhost:4443' }, null],
];

test.each(PACKAGES)('%s needs a package where it finds the keys: %j', (to, variables, line) => {
  const entry = publishSchema.parse({ to: new Text(to, to) });
  const { problems } = settledTargets([entry], '/lakes/lake', '/lakes', variables, () => false);
  if (line === null) return expect(problems).toEqual([]);
  expect(problems).toHaveLength(1);
  expect(problems[0]?.message).toMatch(/^the package \S+, which .* needs.*, is not installed$/);
  expect(problems[0]?.remedy).toBe(`Run npm i ${line} in the folder in which ticketlake is installed.`);
  return undefined;
});

test.each([
  ['a key', AZURE, [KEY, encodeURIComponent(KEY), Buffer.from(KEY, 'base64').toString('hex')]],
  ['a key in Base64 for URLs', AZURE, [Buffer.from(KEY, 'base64').toString('base64url')]],
  [
    'a signature',
    { AZURE_STORAGE_ACCOUNT: 'desk', AZURE_STORAGE_SAS_TOKEN: SAS },
    [SAS, 'Zm9vYmFyYmF6cXV4%2BZm9vYmFy%3D', 'Zm9vYmFyYmF6cXV4+Zm9vYmFy='],
  ],
  ['a connection string', { AZURE_STORAGE_CONNECTION_STRING: CONNECTION }, [KEY]],
  [
    'a secret of a client',
    { AZURE_STORAGE_ACCOUNT: 'desk', AZURE_CLIENT_SECRET: 's3cret-of-entra' },
    ['s3cret-of-entra', Buffer.from('s3cret-of-entra').toString('base64')],
  ],
] as const)('no message shows %s, however it is written', (_, variables, forms) => {
  const loaded = read('{ to: az://tables/a }', variables);
  if (!loaded.ok) throw new Error('it is refused');
  const redact = messageRedactor(loaded.config);
  for (const form of forms) expect(redact(`before ${form} after`)).toBe('before *** after');
});

test.each([
  ['./a', './a/b', 'it lies in the folder of parquet-1'],
  ['./a/b', './a', 'parquet-1 lies in it'],
  ['s3://desk-bucket/a', 's3://desk-bucket/a/b', 'it lies in the folder of parquet-1'],
  ['gs://desk-bucket', 'gs://desk-bucket/b', 'it lies in the folder of parquet-1'],
  ['az://tables/a/b', 'abfss://tables@desk.dfs.core.windows.net/a', 'parquet-1 lies in it'],
  ['az://tables/a', 'abfss://tables@desk.dfs.core.windows.net/a/', 'parquet-1 publishes there already'],
])('%s and %s: %s', (one, two, says) => {
  const loaded = read(`{ to: "${one}" }\n  - { to: "${two}" }`, AZURE);
  expect(loaded.ok ? [] : loaded.problems.map(({ message }) => message)).toEqual([`publish.1.to: ${says}`]);
});

test.each([
  ['./a', './ab'],
  ['s3://desk-bucket/a', 's3://desk-bucket/ab'],
  ['gs://desk-bucket/a', 's3://desk-bucket/a/b'],
  ['az://tables/a', 'abfss://tables@other.dfs.core.windows.net/a'],
])('%s and %s are apart', (one, two) => {
  expect(read(`{ to: "${one}" }\n  - { to: "${two}" }`, AZURE)).toMatchObject({ ok: true });
});
