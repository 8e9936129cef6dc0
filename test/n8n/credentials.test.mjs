// What the test of each credential, and a node, say in real n8n where no answer comes: why, and how to mend it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe } from 'node:test';
import { before, test } from './harness/limits.mjs';
import { openN8n } from './harness/n8n.mjs';
import { root } from './harness/pack.mjs';
import { freePort } from './harness/process.mjs';
import { operationNode } from './harness/service.mjs';

const KEY = 'a-key-that-nobody-may-see';
/** By credential type: its node, an operation that only reads, and what the credential holds beside address and key. */
const KINDS = {
  deskproApi: ['deskpro', 'ticket:getAll', { verbs: 'auto' }],
  notificApi: ['notific', 'ticket:getAll', {}],
  sympoqApi: ['sympoq', 'ticket:getAll', { changePaths: false }],
  synqlyApi: ['synqly', 'ticket:getAll', { region: 'self-hosted', access: 'integration' }],
  teamsWorkApi: ['teamsWork', 'ticket:getAll', { region: 'custom' }],
  ticketlakeApi: ['ticketlake', 'run:getAll', {}],
};
const types = Object.keys(KINDS);

const opened = [];
async function listening(server) {
  opened.push(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server.address().port;
}
const closeAll = async () => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections?.();
    await new Promise((resolve) => server.close(resolve));
  }
};

const hasOpenssl = (() => {
  try {
    return Boolean(execFileSync('openssl', ['version']));
  } catch {
    return false;
  }
})();

/** A certificate for 127.0.0.1 that nobody vouches for. */
async function selfSigned() {
  const folder = await mkdtemp(join(tmpdir(), 'ticketlake-tls-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', key, '-out', cert];
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...subject, ...files], {
    stdio: 'ignore',
  });
  const made = { key: await readFile(key), cert: await readFile(cert) };
  await rm(folder, { recursive: true });
  return made;
}

describe('Credentials whose service gives no answer', () => {
  let n8n, server;
  before(async () => {
    n8n = await openN8n({ packs: [root] });
    server = await n8n.serve();
  });
  after(async () => {
    await n8n?.close();
    await closeAll();
  });

  const credential = (type, baseUrl, more) => ({ baseUrl, apiKey: KEY, ...KINDS[type][2], ...more });

  /** Each credential's test and each node say so. */
  async function says(baseUrl, what, remedy) {
    for (const type of types) {
      const { status, message } = await server.testCredential(type, credential(type, baseUrl));
      assert.equal(status, 'Error');
      assert.match(message, what, type);
      assert.match(message, remedy, type);
      assert.ok(!message.includes(KEY), type);
    }
    const [type] = types;
    const [name, operation] = KINDS[type];
    const stored = { [type]: await server.credential(type, credential(type, baseUrl)) };
    const { error, record } = await server.runNode(operationNode(name, stored, operation), [{}], { seconds: 120 });
    assert.match(error.message, what);
    assert.match(error.description, remedy);
    assert.ok(!JSON.stringify(record).includes(KEY));
  }

  test('a port at which nothing answers', async () => {
    await says(`http://127.0.0.1:${await freePort()}`, /nothing answers at its address and port/, /Check the base URL/);
  });

  test('a name that is not known', async () => {
    await says('https://no-such-name.invalid', /the name of its host is not known/, /typing mistake/);
  });

  test('a server without TLS behind https', async () => {
    const port = await listening(createHttpServer((_request, response) => response.end('{}')));
    await says(`https://127.0.0.1:${port}`, /no HTTPS is spoken at its address/, /http:\/\//);
  });

  test('a server that closes the connection, as one with TLS does behind http', async () => {
    const port = await listening(createServer((socket) => socket.destroy()));
    await says(`http://127.0.0.1:${port}`, /the connection was closed before an answer came/, /speaks HTTPS/);
  });

  const skip = !hasOpenssl && 'openssl not installed';
  test('a certificate of its own, which counts where the user says so', { skip }, async () => {
    const port = await listening(createHttpsServer(await selfSigned(), (_request, response) => response.end('{}')));
    const baseUrl = `https://127.0.0.1:${port}`;
    await says(baseUrl, /its certificate is not trusted/, /NODE_EXTRA_CA_CERTS/);
    for (const type of ['deskproApi', 'notificApi', 'synqlyApi', 'ticketlakeApi']) {
      const ignoring = credential(type, baseUrl, { allowUnauthorizedCerts: true });
      const { message } = await server.testCredential(type, ignoring);
      // The server was reached; it is none of these services.
      assert.match(message, /check the/i, type);
      assert.doesNotMatch(message, /could not be reached/, type);
    }
  });
});

describe('Credentials behind a proxy that refuses', () => {
  let n8n, server;
  before(async () => {
    const refusal = 'HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n';
    const proxy = createHttpServer((_request, response) => response.writeHead(407).end());
    const address = `http://127.0.0.1:${await listening(proxy.on('connect', (_request, socket) => socket.end(refusal)))}`;
    const env = { HTTP_PROXY: address, HTTPS_PROXY: address, NO_PROXY: 'localhost' };
    n8n = await openN8n({ packs: [root], env });
    server = await n8n.serve();
  });
  after(async () => {
    await n8n?.close();
    await closeAll();
  });

  test('say that it is the proxy', async () => {
    for (const type of types) {
      for (const baseUrl of ['http://192.0.2.1', 'https://192.0.2.1']) {
        const data = { baseUrl, apiKey: KEY, ...KINDS[type][2] };
        const { status, message } = await server.testCredential(type, data);
        assert.equal(status, 'Error');
        assert.match(message, /^The proxy before .* needs a user name and a password \(HTTP 407\).*HTTPS_PROXY/, type);
      }
    }
  });
});
