import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, rulesOf } from '../nodes/shared/authentication';
import { TEAMSWORK } from '../nodes/TeamsWork/service';
import { listTickets } from '../vendors/teamswork/requests';
import { REGIONS } from '../vendors/teamswork/vendor';

const probe = listTickets({ limit: 1 });

const NOT_HERE = 'No Ticketing API answers at this address: check the region and the base URL';

const REFUSALS: ReadonlyArray<readonly [status: number, message: string]> = [
  [401, 'TeamsWork does not accept the key: check it, and that the region is its own'],
  [403, 'TeamsWork does not allow this key to read tickets: generate new keys in the settings of the Ticketing app'],
  [404, NOT_HERE],
];

export class TeamsWorkApi implements ICredentialType {
  name = 'teamsWorkApi';

  displayName = 'TeamsWork Ticketing API';

  icon: Icon = { light: 'file:../icons/teamswork.svg', dark: 'file:../icons/teamswork.dark.svg' };

  documentationUrl = 'https://www.teamswork.app/ticketingapi';

  properties: INodeProperties[] = [
    {
      displayName: 'Region',
      name: 'region',
      type: 'options',
      options: [...REGIONS.map(({ name, value }) => ({ name, value })), { name: 'Custom', value: 'custom' }],
      default: 'us',
      description: 'Where your organization lives; a key works in one region only',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://ticketing-apim-eu.azure-api.net/ticketing/v1',
      displayOptions: { show: { region: ['custom'] } },
      description: 'Address of your own Ticketing API',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'From the settings of the Ticketing app. The primary key reads and writes, the secondary key only reads. A key opens one ticketing instance.',
    },
    {
      displayName: 'User Email',
      name: 'userEmail',
      type: 'string',
      default: '',
      placeholder: 'name@email.com',
      description: 'In whose name tickets and comments are written. Each node can name somebody else.',
    },
    {
      displayName: 'User Name',
      name: 'userName',
      type: 'string',
      default: '',
      placeholder: 'e.g. Nathan Smith',
      description: 'Name of that person; the email address where empty',
    },
    {
      displayName: 'User ID',
      name: 'userId',
      type: 'string',
      default: '',
      placeholder: 'e.g. 2f9b6c1e-7d43-4b8a-9a51-c0e8d4f7a362',
      description: 'Object ID of that person in Microsoft Entra; the email address where empty',
    },
    {
      displayName: 'Webhook Secret',
      name: 'webhookSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Secret key of the webhook that was set up for a TeamsWork Webhook Trigger; needed for that trigger only',
    },
  ];

  authenticate = authenticationOf(TEAMSWORK);

  test: ICredentialTestRequest = {
    request: {
      // The address that the nodes use takes its place: see authenticationOf.
      baseURL: '={{$credentials.baseUrl || $credentials.region}}',
      url: probe.path,
      qs: Object.fromEntries(probe.query ?? []),
    },
    rules: rulesOf('TeamsWork', REFUSALS, [
      {
        type: 'responseSuccessBody',
        properties: { key: 'error', value: true, message: 'TeamsWork refused: check the key and the region' },
      },
      {
        // A login page or another service has no list of tickets: undefined equals undefined, and the test fails.
        type: 'responseSuccessBody',
        properties: {
          key: 'items',
          value: undefined,
          message: NOT_HERE,
        },
      },
    ]),
  };
}
