import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { inOurWords } from '../shared/errors';
import { synqlyApiTest } from './credential-test';
import { receive } from './receiving';
import { isRegistered, register, unregister } from './registration';
import { WEBHOOK_PROPERTIES } from './webhook-properties';

export class SynqlyWebhookTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Synqly Webhook Trigger',
    name: 'synqlyWebhookTrigger',
    icon: { light: 'file:../../icons/synqly.svg', dark: 'file:../../icons/synqly.dark.svg' },
    group: ['trigger'],
    version: [1],
    subtitle: '={{$parameter["events"].join(", ")}}',
    description: 'Starts the workflow when Synqly reports a ticket by a signed webhook',
    defaults: { name: 'Synqly Webhook Trigger' },
    inputs: [],
    outputs: [NodeConnectionTypes.Main],
    credentials: [{ name: 'synqlyApi', required: true, testedBy: 'synqlyApiTest' }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: WEBHOOK_PROPERTIES,
  };

  methods = { credentialTest: { synqlyApiTest } };

  webhookMethods = {
    default: {
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return inOurWords(this, isRegistered(this));
      },
      async create(this: IHookFunctions): Promise<boolean> {
        return inOurWords(this, register(this));
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return inOurWords(this, unregister(this));
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return inOurWords(this, receive(this));
  }
}
