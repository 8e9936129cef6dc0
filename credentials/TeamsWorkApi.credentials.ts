import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf } from '../nodes/shared/authentication';
import { TEAMSWORK } from '../nodes/TeamsWork/service';
import { REGIONS } from '../vendors/teamswork/vendor';

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
}
