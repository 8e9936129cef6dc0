import { parse } from 'yaml';
import { useSandbox } from '../support/sandbox';
import { toyService } from '../support/toy-service';
import { readyCredentials, readyYaml } from '../../sandbox/ready-config';

const named = (name: string): typeof toyService => ({ ...toyService, name, prefix: `/${name}` });
const sandbox = useSandbox({ services: [named('teamswork'), named('deskpro')], tickets: 20 });

test('the ticketlake.yaml has a source a service', () => {
  const { url } = sandbox();
  expect(parse(readyYaml(sandbox(), 'C:\\lake: 1'))).toEqual({
    lake: 'C:\\lake: 1',
    timezone: 'UTC',
    sources: {
      teamswork: { vendor: 'teamswork', url: `${url}/teamswork/api`, key: 'sandbox-teamswork-key' },
      deskpro: { vendor: 'deskpro', url: `${url}/deskpro/api`, key: 'sandbox-deskpro-key' },
    },
  });
});

test('the credentials have the types of the node pack; TeamsWork has an acting user', () => {
  const [teamswork, deskpro] = readyCredentials(sandbox());
  expect(deskpro).toEqual({
    id: 'sandbox-deskpro',
    name: 'Sandbox deskpro',
    type: 'deskproApi',
    data: { baseUrl: `${sandbox().url}/deskpro/api`, apiKey: 'sandbox-deskpro-key' },
  });
  expect(teamswork?.type).toBe('teamsWorkApi');
  const agent = sandbox()
    .world('teamswork')
    .people()
    .find(({ uuid }) => uuid === teamswork?.data['userId']);
  expect(agent).toMatchObject({
    isAgent: true,
    isActive: true,
    name: teamswork?.data['userName'],
    email: teamswork?.data['userEmail'],
  });
});
