/** The TeamsWork node before the sandbox's TeamsWork. */
import { TeamsWorkApi } from '../../../credentials/TeamsWorkApi.credentials';
import { TeamsWork } from '../../../nodes/TeamsWork/TeamsWork.node';
import type { RunningService } from '../../../sandbox/server';
import { benchFor } from '../support/bench';

export const USER = {
  userId: '11111111-1111-4111-8111-111111111111',
  userName: 'Jo Doe',
  userEmail: 'jo@example.org',
};

export function benchAt(service: () => RunningService, over: Record<string, string> = {}) {
  const data = () => ({ region: 'custom', baseUrl: service().url, apiKey: service().key, ...USER, ...over });
  return benchFor(new TeamsWork(), new TeamsWorkApi(), data);
}

/** What a resource locator holds. */
export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
