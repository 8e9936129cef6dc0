import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf } from '../nodes/shared/authentication';
import { pathField, SYMPOQ } from '../nodes/Sympoq/service';
import { DEFAULT_PATHS } from '../vendors/sympoq/paths';

export class SympoqApi implements ICredentialType {
  name = 'sympoqApi';

  displayName = 'SympoQ API';

  icon: Icon = { light: 'file:../icons/sympoq.svg', dark: 'file:../icons/sympoq.dark.svg' };

  documentationUrl = 'https://www.sympoq.com/docs/api/';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://account.sympoq.com',
      description: 'Address of your account',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        "From the bottom of My Profile in SympoQ. The key of an Administrator sees all; that of an Agent sees the tickets assigned to its owner and no settings, which the credential's test asks for.",
    },
    {
      displayName: 'Change Paths',
      name: 'changePaths',
      type: 'boolean',
      default: false,
      description:
        'Whether to set the paths that SympoQ announces without naming them, where the assumed ones are not yours',
    },
    ...Object.entries(DEFAULT_PATHS).map(([name, path]): INodeProperties => ({
      displayName: `Paths: ${name}`,
      name: pathField(name),
      type: 'string',
      default: '',
      placeholder: `e.g. ${path}`,
      displayOptions: { show: { changePaths: [true] } },
      description: `Below the API's address; ${path} where empty`,
    })),
  ];

  authenticate = authenticationOf(SYMPOQ);
}
