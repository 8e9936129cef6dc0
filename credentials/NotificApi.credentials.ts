import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';
import { authenticationOf, IGNORE_SSL } from '../nodes/shared/authentication';
import { NOTIFIC } from '../nodes/Notific/service';

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
      description: 'Address of your Notific, which is the part before /api',
    },
    {
      displayName: 'API Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description: 'From the Settings page of Notific. Anyone who has it can do everything.',
    },
    IGNORE_SSL,
  ];

  authenticate = authenticationOf(NOTIFIC);
}
