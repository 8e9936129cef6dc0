// The credential of every service for its simulator, as its user would fill it in.

/** By the service's folder: the credential's type, and its data for the simulator's address and key. */
const CREDENTIALS = {
  deskpro: { type: 'deskproApi', data: ({ url, key }) => ({ baseUrl: url, apiKey: key, verbs: 'auto' }) },
  notific: { type: 'notificApi', data: ({ url, key }) => ({ baseUrl: url, apiKey: key }) },
  sympoq: { type: 'sympoqApi', data: ({ url, key }) => ({ baseUrl: url, apiKey: key, changePaths: false }) },
  synqly: { type: 'synqlyApi', data: ({ url, key }) => ({ region: 'self-hosted', baseUrl: url, apiKey: key }) },
  teamswork: {
    type: 'teamsWorkApi',
    data: ({ url, key }) => ({
      ...{ region: 'custom', baseUrl: url, apiKey: key },
      ...{ userId: '2f9b6c1e-7d43-4b8a-9a51-c0e8d4f7a362', userName: 'Workflow', userEmail: 'workflow@example.org' },
    }),
  },
};

/** @returns {Array<{id: string, name: string, type: string, data: object}>} one a service of the sandbox, as n8n's command line imports them */
export function credentialsOf(sandbox) {
  return sandbox.services.map((service) => {
    const { type, data } = CREDENTIALS[service.name];
    return { id: type, name: type, type, data: data(service) };
  });
}

/**
 * Stores a credential for every service of the sandbox.
 * @returns {Promise<Record<string, {id: string, name: string}>>} by credential type, as a node's `credentials` hold them
 */
export async function storeCredentials(server, sandbox) {
  const stored = {};
  for (const { type, data } of credentialsOf(sandbox)) stored[type] = await server.credential(type, data);
  return stored;
}
