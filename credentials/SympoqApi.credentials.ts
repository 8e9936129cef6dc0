import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, rulesOf } from '../nodes/shared/authentication';
import { pathField, SYMPOQ } from '../nodes/Sympoq/service';
import { DEFAULT_PATHS } from '../vendors/sympoq/paths';
import { listTopics } from '../vendors/sympoq/requests';

const probe = listTopics({});
const NOT_HERE = 'No SympoQ answers at this address: check the base URL, https://ACCOUNT.sympoq.com';

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

  test: ICredentialTestRequest = {
    request: {
      // The address that the nodes use takes its place: see authenticationOf.
      baseURL: '={{$credentials.baseUrl}}',
      url: `={{ $credentials.changePaths && $credentials.pathTopics ? "/" + $credentials.pathTopics.replace(/^\\/+/, "") : "${probe.path}" }}`,
      disableFollowRedirect: true,
      // As text: an empty list is a good answer, and n8n cannot look into one. Rules see its characters by their place.
      encoding: 'text',
    },
    rules: rulesOf(
      'SympoQ',
      [
        [401, 'SympoQ does not accept the key: copy it from the bottom of My Profile'],
        [403, "SympoQ accepts the key, but it is not an Administrator's: it sees the tickets of its owner only"],
        [404, "There are no topics at this address, or the key is not an Administrator's: check both"],
        [302, NOT_HERE],
      ],
      ['<', '\r', '\n', ' ', '"', undefined].map((value) => ({
        type: 'responseSuccessBody',
        properties: { key: '0', value, message: NOT_HERE },
      })),
    ),
  };
}
