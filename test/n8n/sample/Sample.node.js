exports.Sample = class Sample {
  description = {
    displayName: 'Sample',
    name: 'sample',
    group: ['transform'],
    version: 1,
    description: 'Asks a service for one path per item',
    defaults: { name: 'Sample' },
    inputs: ['main'],
    outputs: ['main'],
    usableAsTool: true,
    credentials: [{ name: 'sampleApi', required: true }],
    properties: [{ displayName: 'Path', name: 'path', type: 'string', default: '/tickets' }],
  };

  methods = {
    loadOptions: {
      async statuses() {
        return await ask(this, '/statuses');
      },
    },
    listSearch: {
      async tickets(filter) {
        return { results: await ask(this, `/tickets/search?text=${filter}`) };
      },
    },
  };

  async execute() {
    const items = [];
    for (const [item] of this.getInputData().entries()) {
      const json = await ask(this, this.getNodeParameter('path', item));
      const file = await this.helpers.prepareBinaryData(Buffer.from(JSON.stringify(json)), 'answer.json');
      items.push({ json, binary: { file }, pairedItem: { item } });
    }
    return [items];
  }
};

async function ask(context, path) {
  const { baseUrl } = await context.getCredentials('sampleApi');
  return await context.helpers.httpRequestWithAuthentication.call(context, 'sampleApi', {
    url: baseUrl + path,
    json: true,
  });
}
