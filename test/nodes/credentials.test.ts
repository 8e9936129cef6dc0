/** What n8n says when a credential is tested, and what a credential does to a request. */
import type { ICredentialType, IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { DeskproApi } from '../../credentials/DeskproApi.credentials';
import { NotificApi } from '../../credentials/NotificApi.credentials';
import { SynqlyApi } from '../../credentials/SynqlyApi.credentials';
import { TicketlakeApi } from '../../credentials/TicketlakeApi.credentials';
import { carryFault } from '../../nodes/shared/n8n-response';
import { VENDOR_NAMES } from '../../vendors/vendor';
import { TESTED } from '../services';
import { useSandbox } from '../support/sandbox';
import { httpRequest } from './support/http';
import { registeredOf } from './support/registered';

const sandbox = useSandbox({ tickets: 10, limits: false });

function authenticated(credential: ICredentialType, data: IDataObject, options: IHttpRequestOptions) {
  const { authenticate } = credential;
  if (typeof authenticate !== 'function') throw new Error('no function');
  return authenticate(data as Parameters<typeof authenticate>[0], options);
}

/** n8n's credentials-tester: rules on the status where the request fails, rules on the body where it does not. */
async function tested(credential: ICredentialType, data: IDataObject): Promise<string> {
  const { request, rules = [] } = credential.test ?? { request: {} };
  const asked = {
    ...request,
    url: String(request.url).startsWith('=') ? '/topics' : request.url,
  } as IHttpRequestOptions;
  const options = await authenticated(credential, data, asked);
  const outcome = await httpRequest(options).then(
    (body) => ({ body }),
    (error: Error & { response?: { status: number; statusText: string } }) => ({ error }),
  );
  if ('error' in outcome) {
    const { response, message } = outcome.error;
    const rule = rules.find(({ type, properties }) => type === 'responseCode' && properties.value === response?.status);
    return rule?.properties.message ?? `unworded: ${response?.statusText ?? message}`;
  }
  const text =
    request.encoding === 'text' && typeof outcome.body !== 'string' ? JSON.stringify(outcome.body) : outcome.body;
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, name) => (value as Record<string, unknown> | undefined)?.[name], text);
  const broken = rules.find(
    ({ type, properties }) =>
      type === 'responseSuccessBody' && 'key' in properties && at(properties.key) === properties.value,
  );
  return broken?.properties.message ?? 'OK';
}

describe.each(VENDOR_NAMES)("the test of %s's credential", (name) => {
  const { credential } = registeredOf(name);
  const data = (over: IDataObject = {}): IDataObject => {
    const { url, key } = sandbox().service(name);
    return { ...TESTED[name].credential, baseUrl: url, apiKey: key, ...over };
  };

  it('is passed with a good key', async () => {
    expect(await tested(credential, data())).toBe('OK');
  });

  it('says in words what is wrong and what to do', async () => {
    expect(await tested(credential, data({ apiKey: 'wrong' }))).toMatch(/(?:key|token).*(?:copy|check)|check the key/i);
    for (const status of [500, 503]) {
      sandbox().faults.add({ service: name, kind: 'server_error', times: 1, options: { status } });
      expect(await tested(credential, data())).toMatch(/try again|check/i);
    }
    sandbox().faults.add({ service: name, kind: 'rate_limited', times: 1 });
    expect(await tested(credential, data())).toMatch(/try again|check/i);
    sandbox().faults.add({ service: name, kind: 'html', times: 1 });
    expect(await tested(credential, data())).toMatch(/check/i);
  });

  it('is not passed by another service at the address', async () => {
    const other = sandbox().service(name === 'notific' ? 'deskpro' : 'notific').url;
    expect(await tested(credential, data({ baseUrl: other }))).toMatch(/check/i);
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
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'Ignore SSL Issues (Insecure)'],
    ['EPROTO', 'no HTTPS is spoken'],
    ['ENOTFOUND', 'name of its host'],
    ['ECONNREFUSED', 'nothing answers there'],
  ])('%s says what to do', (code, words) => {
    expect(carryFault({ cause: { code } }, 'Deskpro')).toMatchObject({
      message: `Deskpro could not be reached (${code})`,
      remedy: expect.stringContaining(words) as string,
    });
  });
});
