import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { DESKPRO } from '../nodes/Deskpro/service';
import { authenticationOf, IGNORE_SSL, rulesOf } from '../nodes/shared/authentication';
import { me } from '../vendors/deskpro/requests';

const NOT_HERE = 'No Deskpro API answers at this address: check the base URL';

const REFUSALS: ReadonlyArray<readonly [status: number, message: string]> = [
  [401, 'Deskpro does not accept the key: copy it whole from Admin, Apps, API Keys'],
  [403, 'Deskpro knows the key, but does not let it in: look for an IP list on the key, and at its agent'],
  [404, NOT_HERE],
  [405, NOT_HERE],
  [423, 'Deskpro is closed for maintenance: try again later'],
];

export class DeskproApi implements ICredentialType {
  name = 'deskproApi';

  displayName = 'Deskpro API';

  icon: Icon = { light: 'file:../icons/deskpro.svg', dark: 'file:../icons/deskpro.dark.svg' };

  documentationUrl = 'https://deskpro.gitbook.io/dev-guide/api-basics/request-format';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://acme.deskpro.com',
      description: 'Where the helpdesk is',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'The whole key from Admin, Apps, API Keys: its number, the colon and the text after it. The key of one agent sees what that agent sees; a superuser key sees everything.',
    },
    {
      displayName: 'HTTP Methods',
      name: 'verbs',
      type: 'options',
      options: [
        {
          name: 'Automatic',
          value: 'auto',
          description: 'POST creates and PUT updates; a helpdesk that refuses the method is asked once with the other',
        },
        { name: 'POST Creates, PUT Updates', value: 'post-creates' },
        { name: 'PUT Creates, POST Updates', value: 'put-creates' },
      ],
      default: 'auto',
      description: "How the helpdesk tells creating from updating, about which Deskpro's own pages disagree",
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(DESKPRO);

  test: ICredentialTestRequest = {
    // The address that the nodes use takes its place: see authenticationOf.
    request: { baseURL: '={{$credentials.baseUrl}}', url: me().path },
    rules: rulesOf('Deskpro', REFUSALS, [
      {
        // A login page or another service does not say who the key is: undefined equals undefined, and the test fails.
        type: 'responseSuccessBody',
        properties: {
          key: 'data.person_id',
          value: undefined,
          message: NOT_HERE,
        },
      },
      {
        type: 'responseSuccessBody',
        properties: { key: 'error', value: true, message: 'Deskpro refused: check the key and the base URL' },
      },
    ]),
  };
}
