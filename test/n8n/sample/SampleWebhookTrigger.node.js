exports.SampleWebhookTrigger = class SampleWebhookTrigger {
  description = {
    displayName: 'Sample Webhook Trigger',
    name: 'sampleWebhookTrigger',
    group: ['trigger'],
    version: 1,
    description: 'Passes on what is posted to it',
    defaults: { name: 'Sample Webhook Trigger' },
    inputs: [],
    outputs: ['main'],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'events' }],
    properties: [],
  };

  async webhook() {
    return { workflowData: [[{ json: this.getBodyData() }]] };
  }
};
