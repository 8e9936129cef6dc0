import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { DESKPRO } from '../nodes/Deskpro/service';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';

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
        'The whole key from Admin, Apps, API Keys, with its number, the colon and the text after it. The key of one agent sees what that agent sees. A superuser key sees everything.',
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
      description: "Which HTTP methods create and update, about which Deskpro's own pages disagree",
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(DESKPRO);
}
