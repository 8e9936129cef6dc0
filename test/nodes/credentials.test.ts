/** What n8n says when a credential is tested, and what a credential does to a request. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { ICredentialType, IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { DeskproApi } from '../../credentials/DeskproApi.credentials';
import { NotificApi } from '../../credentials/NotificApi.credentials';
import { SynqlyApi } from '../../credentials/SynqlyApi.credentials';
import { TicketlakeApi } from '../../credentials/TicketlakeApi.credentials';
import { transportError } from '../../nodes/shared/network-fault';
import { understand } from '../../vendors/answer';
import { deskpro } from '../../vendors/deskpro/vendor';
import type { VendorName } from '../../vendors/vendor';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { TESTED } from '../services';
import { useSandbox } from '../support/sandbox';
import { posing } from './support/authenticated';
import { httpRequest } from './support/http';
import { registeredOf } from './support/registered';

const sandbox = useSandbox({ tickets: 10, limits: false });

function authenticated(credential: ICredentialType, data: IDataObject, options: IHttpRequestOptions) {
  const { authenticate } = credential;
  if (typeof authenticate !== 'function') throw new Error('no function');
  return authenticate(data as Parameters<typeof authenticate>[0], options);
}

/** What the Test button of a credential's window runs: the function of the node, with the one helper that n8n gives it. */
async function tested(name: VendorName, data: IDataObject): Promise<string> {
  const { node, credential } = registeredOf(name);
  const testedBy = node.description.credentials?.find((each) => each.name === credential.name)?.testedBy;
  const test = node.methods?.credentialTest?.[String(testedBy)];
  if (test === undefined) throw new Error('nothing tests this credential');
  const given = { id: '1', name: 'x', type: credential.name, data } as Parameters<typeof test>[0];
  const { status, message } = await test.call(posing<ThisParameterType<typeof test>>({ helpers: { request } }), given);
  return status === 'OK' ? status : message;
}

/** n8n's older request helper, as far as a test of a credential uses it. */
function request(asked: IHttpRequestOptions & { uri: string }): Promise<unknown> {
  const options = { encoding: 'arraybuffer', returnFullResponse: true, disableFollowRedirect: true } as const;
  return httpRequest({ ...asked, ...options, url: asked.uri, ignoreHttpStatusErrors: true });
}

const servers: Server[] = [];
const sockets: Socket[] = [];

/** @returns the port of a server that does no more than this with each connection */
async function listening(treat: (socket: Socket) => void): Promise<number> {
  const server = createServer((socket) => {
    sockets.push(socket.on('error', () => undefined));
    treat(socket);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function stop(): Promise<void> {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
}
afterEach(stop);

describe.each(VENDOR_NAMES)("the test of %s's credential", (name) => {
  const data = (over: IDataObject = {}): IDataObject => {
    const { url, key } = sandbox().service(name);
    return { ...TESTED[name].credential, baseUrl: url, apiKey: key, ...over };
  };

  it('is passed with a good key', async () => {
    expect(await tested(name, data())).toBe('OK');
  });

  it('says in words what is wrong and what to do', async () => {
    expect(await tested(name, data({ apiKey: 'wrong' }))).toMatch(/(?:key|token).*(?:copy|check)|check the key/i);
    for (const status of [500, 503]) {
      sandbox().faults.add({ service: name, kind: 'server_error', times: 1, options: { status } });
      expect(await tested(name, data())).toMatch(/try again|check/i);
    }
    sandbox().faults.add({ service: name, kind: 'rate_limited', times: 1 });
    expect(await tested(name, data())).toMatch(/too many requests.*wait|check/i);
    sandbox().faults.add({ service: name, kind: 'html', times: 1 });
    expect(await tested(name, data())).toMatch(/check/i);
  });

  it('says in words that no answer came, why, and how to mend it', async () => {
    const key = 'a-key-of-nobody-else';
    const said = async (baseUrl: string) => {
      const words = await tested(name, data({ baseUrl, apiKey: key }));
      expect(words).not.toContain(key);
      return words;
    };
    const closed = await listening((socket) => socket.destroy());
    expect(await said(`http://127.0.0.1:${closed}`)).toMatch(/could not be reached.*Check the base URL/);
    await stop();
    expect(await said(`http://127.0.0.1:${closed}`)).toMatch(/nothing answers at its address.*Check the base URL/);
    const { port } = new URL(sandbox().url);
    expect(await said(`https://127.0.0.1:${port}`)).toMatch(/no HTTPS is spoken.*begin with http:/);
    expect(await said('http://name-of-nobody.invalid')).toMatch(/name of its host is not known.*typing mistake/);
  });

  it('is not passed by another service at the address', async () => {
    const other = sandbox().service(name === 'notific' ? 'deskpro' : 'notific').url;
    expect(await tested(name, data({ baseUrl: other }))).toMatch(/check/i);
  });
});

describe('Ignore SSL Issues', () => {
  const premises = [new DeskproApi(), new NotificApi(), new SynqlyApi(), new TicketlakeApi()];

  it.each(premises.map((credential) => [credential.displayName, credential] as const))(
    '%s: nothing but the switch itself switches it on',
    async (_name, credential) => {
      expect(credential.properties.find(({ name }) => name === 'allowUnauthorizedCerts')).toMatchObject({
        displayName: 'Ignore SSL Issues (Insecure)',
        type: 'boolean',
        default: false,
      });
      const flag = async (value: unknown) => {
        const given = {
          baseUrl: 'https://x.example',
          apiKey: 'k',
          region: 'self-hosted',
          allowUnauthorizedCerts: value,
        };
        return (await authenticated(credential, given as IDataObject, { url: '/' })).skipSslCertificateValidation;
      };
      expect(await flag(true)).toBe(true);
      for (const value of [undefined, false, null, 'true', 1, 'false']) expect(await flag(value)).toBeUndefined();
    },
  );

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'certificate is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'certificate is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'certificate is not trusted', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'certificate is for another host', 'Ignore SSL Issues (Insecure)'],
    ['CERT_HAS_EXPIRED', 'certificate has expired', 'renewed'],
    ['EPROTO', 'no HTTPS is spoken', 'http://'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'no HTTPS is spoken', 'http://'],
    ['ENOTFOUND', 'name of its host', 'DNS'],
    ['EAI_AGAIN', 'name of its host', 'DNS'],
    ['ECONNREFUSED', 'nothing answers', 'localhost is the container'],
    ['ECONNRESET', 'closed before an answer', 'HTTPS'],
    ['EHOSTUNREACH', 'no network leads', 'firewall'],
    ['SOMETHING_NEW', 'could not be reached', 'Check the base URL'],
  ])('%s says what happened and what to do, however deep it lies', (code, told, words) => {
    for (const error of [{ code }, { cause: { code } }, { cause: { cause: { code } } }]) {
      expect(transportError(error, 'Deskpro')).toMatchObject({
        message: expect.stringMatching(new RegExp(`^Deskpro could not be reached.*\\(${code}\\)$`)) as string,
        remedy: expect.stringContaining(words) as string,
      });
      expect(transportError(error, 'Deskpro').message).toContain(told);
    }
  });
});

it('says of a proxy that refuses, that it is the proxy', () => {
  const asked = { endpoint: 'me', method: 'GET', path: '/me' } as const;
  expect(
    understand(asked, { status: 407, headers: {}, body: '<html>login</html>' }, deskpro.errorParser),
  ).toMatchObject({
    message: 'The proxy before Deskpro needs a user name and a password (HTTP 407)',
    remedy: expect.stringContaining('HTTPS_PROXY') as string,
    retryable: false,
  });
});
