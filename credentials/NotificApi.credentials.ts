import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
import { NOTIFIC } from '../nodes/Notific/service';
import { list } from '../vendors/notific/requests';

const probe = list('service');

export class NotificApi implements ICredentialType {
  name = 'notificApi';

  displayName = 'Notific API';

  icon: Icon = { light: 'file:../icons/notific.svg', dark: 'file:../icons/notific.dark.svg' };

  documentationUrl = 'https://pswnotific2.azurewebsites.net/api';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://notific.example.com',
      description: 'Where your Notific stands: the part of the address before /api',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'From the Settings page of Notific. Whoever has it may do everything.',
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(NOTIFIC);

  test: ICredentialTestRequest = {
    request: {
      // The address that the nodes use takes its place: see authenticationOf.
      baseURL: '={{$credentials.baseUrl}}',
      url: probe.path,
      headers: { ...probe.headers },
      disableFollowRedirect: true,
      // As text: an empty list is a good answer, and n8n cannot look into one. Rules see its characters by their place.
      encoding: 'text',
      ignoreHttpStatusErrors: true,
    },
    rules: [
      ...['<', '\r', '\n', ' ', '\uFEFF'].map((value) => ({
        type: 'responseSuccessBody' as const,
        properties: {
          key: '0',
          value,
          message:
            'A web page answers at this address, as Notific does for a wrong key: check the key and the base URL',
        },
      })),
      ...['{', '"', undefined].map((value) => ({
        type: 'responseSuccessBody' as const,
        properties: {
          key: '0',
          value,
          message: 'Notific did not answer with its services: check the key and the base URL, the part before /api',
        },
      })),
    ],
  };
}
