import type {
  ICredentialDataDecryptedObject,
  ICredentialType,
  Icon,
  IDataObject,
  IHttpRequestHelper,
  INodeProperties,
} from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
import { SYNQLY } from '../nodes/Synqly/service';
import { mint } from '../nodes/Synqly/token';
import { REGIONS } from '../vendors/synqly/vendor';

export class SynqlyApi implements ICredentialType {
  name = 'synqlyApi';

  displayName = 'Synqly Ticketing API';

  icon: Icon = { light: 'file:../icons/synqly.svg', dark: 'file:../icons/synqly.dark.svg' };

  documentationUrl = 'https://docs.synqly.com/api-reference/overview';

  properties: INodeProperties[] = [
    {
      displayName: 'Region',
      name: 'region',
      type: 'options',
      options: [...REGIONS.map(({ name, value }) => ({ name, value })), { name: 'Self-Hosted', value: 'self-hosted' }],
      default: 'na',
      description: 'Where your organization lives; a token works in one region only',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. http://localhost:9000',
      displayOptions: { show: { region: ['self-hosted'] } },
      description: 'Address of an embedded, self-hosted Synqly',
    },
    {
      displayName: 'Token',
      name: 'access',
      type: 'options',
      options: [
        {
          name: 'Integration Token',
          value: 'integration',
          description: 'Opens one integration; Synqly shows it once, when the integration is created',
        },
        {
          name: 'Organization Token',
          value: 'organization',
          description: 'Makes a token of ten minutes for one integration whenever it is needed',
        },
      ],
      default: 'integration',
      description: 'Which kind of token you have',
    },
    {
      displayName: 'Integration Token',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      displayOptions: { show: { access: ['integration'] } },
      description: 'Access token of the integration whose tickets are worked with',
    },
    {
      displayName: 'Organization Token',
      name: 'organizationToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      displayOptions: { show: { access: ['organization'] } },
      description: 'Access token of the organization, from the settings of Synqly, Secrets',
    },
    {
      displayName: 'Account ID',
      name: 'accountId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. acme',
      displayOptions: { show: { access: ['organization'] } },
      description: 'ID of the account that the integration belongs to',
    },
    {
      displayName: 'Integration ID',
      name: 'integrationId',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. acme-jira',
      displayOptions: { show: { access: ['organization'] } },
      description: 'ID of the integration whose tickets are worked with',
    },
    {
      displayName: 'Webhook Secret',
      name: 'webhookSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Key that signs what Synqly sends to a Synqly Webhook Trigger, as its integrator key; needed only where the webhook was registered by hand',
    },
    IGNORE_SSL,
    {
      displayName: 'Minted Token',
      name: 'integrationToken',
      type: 'hidden',
      typeOptions: { expirable: true, password: true },
      default: '',
    },
    {
      displayName: 'Minted For',
      name: 'mintedFor',
      type: 'hidden',
      default: '',
    },
  ];

  authenticate = authenticationOf(SYNQLY);

  async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
    return mint(SYNQLY, this, credentials);
  }
}
