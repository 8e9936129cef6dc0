/** What a started sandbox is used with: a ticketlake.yaml and n8n credentials. Its keys are no secrets. */
import type { Sandbox } from './server';
import { SERVICES } from './services';

/** The text of a ticketlake.yaml: one source a service, named after it. `lake` is relative to that file. */
export function readyYaml({ services }: Pick<Sandbox, 'services'>, lake = './lake'): string {
  const sources = services.map(
    ({ name, url, key }) => `  ${name}:\n    vendor: ${name}\n    url: ${url}\n    key: ${key}\n`,
  );
  return `# The sandbox's services; its keys open nothing else.\nlake: ${JSON.stringify(lake)}\ntimezone: UTC\nsources:\n${sources.join('')}`;
}

export interface ReadyCredential {
  id: string;
  name: string;
  /** The credential's type in n8n. */
  type: string;
  data: Record<string, string>;
}

/** As `n8n import:credentials` takes them. A simulator of a service without a node is left out. */
export function readyCredentials({ services, world }: Pick<Sandbox, 'services' | 'world'>): ReadyCredential[] {
  return services.flatMap(({ name, url, key }) => {
    const type = SERVICES.find((service) => service.name === name)?.credentialType;
    if (type === undefined) return [];
    const agent = world(name)
      .people()
      .find(({ isAgent, isActive }) => isAgent && isActive);
    const data: Record<string, string> = { baseUrl: url, apiKey: key };
    // TeamsWork writes in somebody's name.
    if (name === 'teamswork' && agent)
      Object.assign(data, { userId: agent.uuid, userName: agent.name, userEmail: agent.email });
    return [{ id: `sandbox-${name}`, name: `Sandbox ${name}`, type, data }];
  });
}
