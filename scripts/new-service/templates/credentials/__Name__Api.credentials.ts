import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
import { __NAME__ } from '../nodes/__Name__/service';

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
}
