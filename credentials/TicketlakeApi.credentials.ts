import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
import { about } from '../nodes/Ticketlake/api/requests';
import { TICKETLAKE } from '../nodes/Ticketlake/service';

export class TicketlakeApi implements ICredentialType {
  name = 'ticketlakeApi';

  displayName = 'Ticketlake API';

  icon: Icon = { light: 'file:../icons/ticketlake.svg', dark: 'file:../icons/ticketlake.dark.svg' };

  documentationUrl = 'https://github.com/ticketlake/ticketlake#readme';

  properties: INodeProperties[] = [
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'e.g. https://lake.example.com:8321',
      description: 'Where the service of Ticketlake listens, as "ticketlake serve" says when it begins',
    },
    {
      displayName: 'Token',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'What serve.token of its configuration holds. Without one the service answers on its own machine only; then leave it empty.',
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(TICKETLAKE);

  test: ICredentialTestRequest = {
    request: {
      // The address that the nodes use takes its place: see authenticationOf.
      baseURL: '={{$credentials.baseUrl}}',
      url: about().path,
      disableFollowRedirect: true,
      // Refusals are answers that the rules read.
      ignoreHttpStatusErrors: true,
    },
    rules: [
      {
        type: 'responseSuccessBody',
        properties: {
          key: 'error.code',
          value: 'unauthorized',
          message:
            'Ticketlake answers here, but the token is not the right one: it is serve.token of its configuration',
        },
      },
      {
        type: 'responseSuccessBody',
        properties: {
          key: 'error.code',
          value: 'foreign_host',
          message: 'This Ticketlake has no token, so it answers to 127.0.0.1 and localhost only: set serve.token',
        },
      },
      {
        // A login page or another service has no sources: undefined equals undefined, and the test fails.
        type: 'responseSuccessBody',
        properties: {
          key: 'sources',
          value: undefined,
          message: 'No Ticketlake answers at this address: check the base URL',
        },
      },
    ],
  };
}
