/** The two kinds of token that the credential of Synqly takes. */
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { Synqly } from '../../../nodes/Synqly/Synqly.node';
import { useSandbox } from '../../support/sandbox';
import { benchFor } from '../support/bench';
import { byId } from './bench';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: () => Promise.resolve(),
}));

const sandbox = useSandbox({ services: ['synqly'], tickets: 60, limits: false });
const changes: Record<string, string> = {};
const bench = benchFor(new Synqly(), new SynqlyApi(), () => ({
  region: 'self-hosted',
  baseUrl: sandbox().service('synqly').url,
  access: 'organization',
  apiKey: '',
  organizationToken: `${sandbox().service('synqly').key}-organization`,
  accountId: 'acme',
  integrationId: 'mock',
  ...changes,
}));
const get = { resource: 'ticket', operation: 'get', ticketId: byId('TKT/1') };
const create = { resource: 'ticket', operation: 'create', name: 'Printer' };
const sent = () =>
  bench.sent.map(({ method, path, headers }) => [
    `${method} ${path.replace('/synqly/v1', '')}`,
    String(headers['authorization']).replace(/minted-.*/, 'minted'),
  ]);

beforeEach(() => {
  bench.forgetToken();
  for (const name of Object.keys(changes)) Reflect.deleteProperty(changes, name);
});

const MINT = ['POST /tokens/acme/mock', 'Bearer sandbox-synqly-key-organization'];
const READ = ['GET /ticketing/tickets/TKT%2F1', 'Bearer sandbox-minted'];

describe('an organization token', () => {
  it('makes an integration token once, which is used from then on', async () => {
    expect(await bench.json(get)).toMatchObject([{ ticket_id: 'TKT/1' }]);
    expect(sent()).toEqual([MINT, READ]);
    await bench.json(get);
    expect(sent()).toEqual([READ]);
  });

  it('makes a new one when the old one has expired, also before a write', async () => {
    await bench.json(get);
    sandbox().clock.set({ now: sandbox().clock.now() + 700_000 });
    const before = sandbox().world('synqly').size;
    expect(await bench.json(create)).toHaveLength(1);
    expect(sent()).toEqual([
      ['POST /ticketing/tickets', 'Bearer sandbox-minted'],
      ['POST /ticketing/tickets', 'Bearer sandbox-minted'],
      MINT,
      ['POST /ticketing/tickets', 'Bearer sandbox-minted'],
    ]);
    expect(sandbox().world('synqly').size).toBe(before + 1);
  });

  it('never uses a token that was made for another integration', async () => {
    await bench.json(get);
    changes['integrationId'] = 'pagerduty';
    await bench.json(get);
    expect(sent()).toEqual([
      ['GET /ticketing/tickets/TKT%2F1', 'Bearer '],
      ['GET /ticketing/tickets/TKT%2F1', 'Bearer '],
      ['POST /tokens/acme/pagerduty', 'Bearer sandbox-synqly-key-organization'],
      READ,
    ]);
  });

  it.each([
    [{ organizationToken: 'wr0ng-organization-token' }, 'HTTP 401', 'access token is not valid'],
    [{ accountId: 'nobody' }, 'HTTP 404', 'account not found'],
    [{ integrationId: 'nothing' }, 'HTTP 404', 'integration not found'],
  ])('that does not fit (%j) is named, and shown nowhere', async (over, status, words) => {
    Object.assign(changes, over);
    const error = await bench.failure(create);
    expect(error.message).toContain('No token could be made: Synqly');
    expect(error.message).toContain(status);
    expect(error.message).toContain(words);
    expect(error.description).toContain('Check Organization Token, Account ID and Integration ID');
    expect(bench.sent).toHaveLength(1);
    expect(JSON.stringify([error.message, error.description, error.context])).not.toMatch(/organization-token|-key/);
  });

  it.each([
    ['organizationToken', 'Organization Token'],
    ['accountId', 'Account ID'],
    ['integrationId', 'Integration ID'],
  ])('needs %s', async (member, name) => {
    changes[member] = ' ';
    expect((await bench.failure(get)).message).toContain(`"${name}" of the credential is empty`);
    expect(bench.sent).toEqual([]);
  });

  it('does not leave a write in doubt when the token could not be made', async () => {
    sandbox().faults.add({ service: 'synqly', endpoint: 'create_integration_token', kind: 'server_error', times: 1 });
    const before = sandbox().world('synqly').size;
    expect(await bench.json(create)).toHaveLength(1);
    expect(sandbox().world('synqly').size).toBe(before + 1);
    bench.forgetToken();
    sandbox().faults.add({ service: 'synqly', endpoint: 'create_integration_token', kind: 'server_error', times: 4 });
    const error = await bench.failure(create);
    expect(error.message).toMatch(/^No token could be made for now: Synqly could not answer \(HTTP 5\d\d\)/);
  });

  it('is not shown by an answer that repeats the token that was made', async () => {
    await bench.json(get);
    const minted = String(bench.sent.at(-1)?.headers['authorization']).replace('Bearer ', '');
    const error = await bench.failure({ ...get, ticketId: byId(minted) });
    expect(error.message).toContain('HTTP 404');
    expect(JSON.stringify([error.message, error.description])).not.toContain(minted);
  });
});

describe('an integration token', () => {
  it('is used as it is', async () => {
    Object.assign(changes, { access: 'integration', apiKey: ' sandbox-synqly-key ' });
    await bench.json(get);
    expect(sent()).toEqual([['GET /ticketing/tickets/TKT%2F1', 'Bearer sandbox-synqly-key']]);
  });

  it('that is wrong is named with what may be wrong about it', async () => {
    Object.assign(changes, { access: 'integration', apiKey: 'wr0ng-key' });
    const error = await bench.failure(get);
    expect(error.message).toBe('Synqly does not accept the key (HTTP 401): access token is not valid');
    expect(error.description).toContain('Check the integration access token. It may have expired');
    expect(bench.sent.every(({ path }) => path.includes('/ticketing/'))).toBe(true);
  });

  it('that only reads cannot write', async () => {
    Object.assign(changes, { access: 'integration', apiKey: sandbox().service('synqly').lesserKey });
    expect(await bench.json(get)).toHaveLength(1);
    const error = await bench.failure(create);
    expect(error.message).toBe(
      'Synqly does not allow this with the given key (HTTP 403): the provider does not allow this; insufficient permission; You may only read.',
    );
  });
});
