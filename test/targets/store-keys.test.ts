/** Who asks is proved to a store: by keys, by signatures and by tokens, which are asked for once and travel encrypted. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { HttpClient } from '@azure/core-rest-pipeline';
import { NO_PROXY } from '../../etl/src/base/proxy';
import { probe } from '../../etl/src/targets/probe';
import { AzureStore, openAzure } from '../../etl/src/targets/store/azure';
import { signedByTokens, wayToTokens } from '../../etl/src/targets/store/azure-keys';
import { connectionTo } from '../../etl/src/targets/store/connection';
import { GcsStore, openGcs } from '../../etl/src/targets/store/gcs';
import { signedByToken } from '../../etl/src/targets/store/gcs-keys';
import type { Sign } from '../../etl/src/targets/store/object-requests';
import { ObjectRequests } from '../../etl/src/targets/store/object-requests';
import { ContainerServer } from '../support/container-server';
import { GoogleServer } from '../support/google-server';
import type { ObjectServer } from '../support/object-server';
import { newFolder } from '../support/published-files';
import { azureAccess } from '../support/stores';

const running: ObjectServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

async function started<Server extends ObjectServer>(server: Server): Promise<{ server: Server; url: string }> {
  running.push(server);
  return { server, url: await server.start() };
}

const NAMES = { what: 'the store', keys: 'its keys' };
const PLACE = { kind: 'azure', service: null, container: 'desk-container', prefix: 'a/' } as const;

function requests(url: string, sign: Sign): ObjectRequests {
  return new ObjectRequests(connectionTo({ url, proxy: NO_PROXY, timeoutMs: 5000 }), sign, () => Promise.resolve());
}

test('Azure takes a signature, and no message has it', async () => {
  const { server, url } = await started(new ContainerServer());
  const access = azureAccess(url, { kind: 'sas', token: server.sas });
  if (access.kind !== 'azure') throw new Error('another store');
  const store = await openAzure(PLACE, access, NO_PROXY);
  expect(await probe(store)).toBeNull();
  server.fault = () => 403;
  const found = await probe(store);
  expect(found?.message).toBe('the container desk-container refused the keys (403 AuthorizationFailure)');
  expect(found?.remedy).toContain('AZURE_STORAGE_SAS_TOKEN');
  expect(JSON.stringify(found)).not.toContain(server.signature);
});

test('Azure refuses a key that is not the one of the account', async () => {
  const { url } = await started(new ContainerServer());
  const access = azureAccess(url, { kind: 'key', key: Buffer.from('another key').toString('base64') });
  if (access.kind !== 'azure') throw new Error('another store');
  expect((await probe(await openAzure(PLACE, access, NO_PROXY)))?.message).toBe(
    'the container desk-container refused the keys (403 AuthenticationFailed)',
  );
});

test('a token of Entra is asked for once, and anew before it ends', async () => {
  const { server, url } = await started(new ContainerServer());
  let [asked, now] = [0, 0];
  const source = {
    getToken: () => {
      asked += 1;
      return Promise.resolve({ token: server.token, expiresOnTimestamp: now + 3_600_000 });
    },
  };
  const sign = signedByTokens(source, () => now);
  const store = new AzureStore(requests(url, sign), new URL('desk-container/', url), 'a/', NAMES);
  expect(await probe(store)).toBeNull();
  expect(asked).toBe(1);
  now = 3_400_000;
  expect(await store.get('x')).toBeNull();
  expect(asked).toBe(2);
});

test('a token of Google goes with each request', async () => {
  const { server, url } = await started(new GoogleServer('desk-bucket', 'token-of-google'));
  const place = { kind: 'gcs', bucket: server.bucket, prefix: 'a/' } as const;
  const storeWith = (token: string | null) =>
    new GcsStore(
      requests(
        url,
        signedByToken(() => Promise.resolve(token), null),
      ),
      url,
      place,
      NAMES,
    );
  expect(await probe(storeWith(server.token))).toBeNull();
  expect(await probe(storeWith('another'))).toMatchObject({ message: 'the store refused the keys (401 authError)' });
  expect(await probe(storeWith(null))).toMatchObject({ message: 'no keys of Google Cloud are known' });
});

test('a file of a key that is not there is named with the variable that names it', async () => {
  const access = { kind: 'gcs', endpoint: 'https://127.0.0.1:9/', timeoutMs: 1000, isEmulated: false } as const;
  const place = { kind: 'gcs', bucket: 'desk-bucket', prefix: '' } as const;
  const store = await openGcs(place, { ...access, keyFile: path.join(newFolder(), 'none.json') }, NO_PROXY);
  expect((await probe(store))?.message).toMatch(/^the file that GOOGLE_APPLICATION_CREDENTIALS names gives no access/);
});

/** A proxy that opens no tunnel. @returns which tunnels it was asked for, until what uses it has ended */
async function tunnelsWhile(use: (proxy: string) => Promise<void>): Promise<string[]> {
  const tunnels: string[] = [];
  const proxy = createServer();
  proxy.on('connect', ({ url }: IncomingMessage, socket) => {
    tunnels.push(url ?? '');
    socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
  });
  await new Promise<void>((done) => proxy.listen(0, '127.0.0.1', done));
  try {
    await use(`http://127.0.0.1:${(proxy.address() as AddressInfo).port}`);
  } finally {
    proxy.closeAllConnections();
    await new Promise((done) => proxy.close(done));
  }
  return tunnels;
}

test.each(['https', 'http'] as const)('tokens of Entra are asked for through the proxy of %s', async (name) => {
  const access = azureAccess('https://127.0.0.1:9/', { kind: 'entra', tenant: 't', client: 'c', secret: 's3cretword' });
  if (access.kind !== 'azure') throw new Error('another store');
  const tunnels = await tunnelsWhile(async (address) => {
    const found = await probe(await openAzure(PLACE, access, { ...NO_PROXY, [name]: address }));
    expect(found).not.toBeNull();
    expect(JSON.stringify(found)).not.toContain('s3cretword');
  });
  expect(tunnels[0]).toBe('login.microsoftonline.com:443');
});

test('tokens of Entra are asked for directly where NO_PROXY of the configuration says so, whatever the environment says', async () => {
  const [https, policies] = ['http://127.0.0.1:9', { additionalPolicies: [expect.anything()] }];
  for (const no of ['login.microsoftonline.com', '.microsoftonline.com', 'microsoftonline.com', '*', 'a.example, *'])
    expect(wayToTokens({ ...NO_PROXY, https, no })).toEqual(policies);
  expect(wayToTokens(NO_PROXY)).toEqual(policies);
  for (const no of ['online.com', '10.0.0.1/', 'login.microsoftonline.com:80'])
    expect(wayToTokens({ ...NO_PROXY, https, no })).toEqual({ proxyOptions: { host: 'http://127.0.0.1', port: 9 } });
  // As the pipeline of the SDK takes it: the agent of a proxy that the environment names is taken away.
  const [{ ServiceClient }, { createPipelineRequest }] = await Promise.all([
    import('@azure/core-client'),
    import('@azure/core-rest-pipeline'),
  ]);
  const agents: unknown[] = [];
  const httpClient: HttpClient = {
    sendRequest: (request) => {
      agents.push(request.agent);
      return Promise.resolve({ request, headers: request.headers, status: 200 });
    },
  };
  const before = process.env['HTTPS_PROXY'];
  process.env['HTTPS_PROXY'] = https;
  try {
    for (const options of [{}, wayToTokens(NO_PROXY)])
      await new ServiceClient({ ...options, httpClient }).sendRequest(
        createPipelineRequest({ url: 'https://login.microsoftonline.com/' }),
      );
  } finally {
    if (before === undefined) delete process.env['HTTPS_PROXY'];
    else process.env['HTTPS_PROXY'] = before;
  }
  expect(agents).toEqual([expect.anything(), undefined]);
});

test('tokens of Google are asked for through the proxy of the configuration', async () => {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const keyFile = path.join(newFolder(), 'key.json');
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' });
  writeFileSync(
    keyFile,
    JSON.stringify({ type: 'service_account', client_email: 'desk@p.iam.gserviceaccount.com', private_key: key }),
  );
  const access = {
    kind: 'gcs',
    endpoint: 'https://127.0.0.1:9/',
    timeoutMs: 2000,
    keyFile,
    isEmulated: false,
  } as const;
  const place = { kind: 'gcs', bucket: 'desk-bucket', prefix: '' } as const;
  const tunnels = await tunnelsWhile(async (https) => {
    const found = await probe(await openGcs(place, access, { ...NO_PROXY, https }));
    expect(found?.message).toMatch(/^the file that GOOGLE_APPLICATION_CREDENTIALS names gives no access/);
    expect(JSON.stringify(found)).not.toContain('PRIVATE KEY');
  });
  expect(tunnels[0]).toBe('oauth2.googleapis.com:443');
});

test.each([
  ['a signature', { kind: 'sas', token: 'sig=x' }],
  ['a token', { kind: 'entra', tenant: 't', client: 'c', secret: 's' }],
  ['what a key signed', { kind: 'key', key: 'a2V5' }],
] as const)('%s goes over no plain connection to another machine', async (_, keys) => {
  const access = azureAccess('http://store.example/', keys);
  if (access.kind !== 'azure') throw new Error('another store');
  await expect(openAzure(PLACE, access, NO_PROXY)).rejects.toThrow(
    'the container desk-container would be sent its keys without encryption',
  );
});

test('a list that is not Google’s is refused, not taken for an empty one', async () => {
  const server = createServer((_, response) => response.end('<html>log in</html>'));
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const place = { kind: 'gcs', bucket: 'desk-bucket', prefix: '' } as const;
  const gcs = new GcsStore(
    requests(url, (asked) => Promise.resolve(asked)),
    url,
    place,
    NAMES,
  );
  const azure = new AzureStore(
    requests(url, (asked) => Promise.resolve(asked)),
    new URL('c/', url),
    '',
    NAMES,
  );
  await expect(gcs.list('')).rejects.toThrow('the store answered what cannot be read');
  await expect(azure.list('')).rejects.toThrow('the store answered what cannot be read');
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});
