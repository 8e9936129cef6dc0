import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL, rulesOf } from '../nodes/shared/authentication';
import { __NAME__ } from '../nodes/__Name__/service';
import { ENDPOINTS } from '../vendors/__name__/endpoints';

const NOT_HERE = 'No __title__ answers at this address: check the base URL';

export class __Name__Api implements ICredentialType {
  name = '__camel__Api';

  displayName = '__title__ API';

  icon: Icon = { light: 'file:../icons/__name__.svg', dark: 'file:../icons/__name__.dark.svg' };

  documentationUrl = '__page__';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://acme.__name__.example',
      description: 'Address of your account',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'A key that may read and write tickets',
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(__NAME__);

  test: ICredentialTestRequest = {
    request: {
      // The address that the nodes use takes its place: see authenticationOf.
      baseURL: '={{$credentials.baseUrl}}',
      url: ENDPOINTS.list_tickets.path,
      disableFollowRedirect: true,
      // As text: an empty list is a good answer, and n8n cannot look into one. Rules see its characters by their place.
      encoding: 'text',
    },
    rules: rulesOf(
      '__title__',
      [
        [401, '__title__ does not accept the key: check the key'],
        [403, '__title__ does not let this key read tickets: check its rights'],
        [404, NOT_HERE],
      ],
      ['<', '\r', '\n', ' ', '"', undefined].map((value) => ({
        type: 'responseSuccessBody',
        properties: { key: '0', value, message: NOT_HERE },
      })),
    ),
  };
}
