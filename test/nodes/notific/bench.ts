/** The Notific node before the sandbox's Notific. */
import { NotificApi } from '../../../credentials/NotificApi.credentials';
import { Notific } from '../../../nodes/Notific/Notific.node';
import type { RunningService } from '../../../sandbox/server';
import { benchFor } from '../support/bench';

export function benchAt(service: () => RunningService) {
  return benchFor(new Notific(), new NotificApi(), () => ({ baseUrl: service().url, apiKey: service().key }));
}

/** What a resource locator holds. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });
