import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { inOurWords } from '../shared/errors';
import { triggerOutputProperties } from '../shared/output';
import { teamsWorkApiTest } from './credential-test';
import { receive, requireSecret } from './receiving';

export class TeamsWorkWebhookTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'TeamsWork Webhook Trigger',
    name: 'teamsWorkWebhookTrigger',
    icon: { light: 'file:../../icons/teamswork.svg', dark: 'file:../../icons/teamswork.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: 'ticket event',
    description: 'Starts the workflow when TeamsWork Ticketing reports a ticket by a webhook with a secret',
    defaults: { name: 'TeamsWork Webhook Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'teamsWorkApi', required: true, testedBy: 'teamsWorkApiTest' }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: [
      {
        displayName:
          'TeamsWork has no API to register this URL. In the settings of the Ticketing app, open Webhooks and add one: the Production URL of this node, a secret key of your choice, and the events that should start the workflow. Put the same key into Webhook Secret of the credential.',
        name: 'notice',
        type: 'notice',
        default: '',
      },
      ...triggerOutputProperties(),
    ],
  };

  webhookMethods = {
    default: {
      // It is set up by hand: n8n asks this before it calls create, which looks for the secret.
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return false;
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return inOurWords(this, requireSecret(this));
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return true;
      },
    },
  };

  methods = { credentialTest: { teamsWorkApiTest } };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return inOurWords(this, receive(this));
  }
}
