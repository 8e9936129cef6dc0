import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
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
}
