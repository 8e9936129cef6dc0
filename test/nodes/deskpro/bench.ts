/** The Deskpro node before the sandbox's Deskpro. */
import { DeskproApi } from '../../../credentials/DeskproApi.credentials';
import { Deskpro } from '../../../nodes/Deskpro/Deskpro.node';
import type { RunningService } from '../../../sandbox/server';
import { benchFor } from '../support/bench';

export function benchAt(service: () => RunningService, over: Record<string, string> = {}) {
  const data = () => ({ baseUrl: service().url, apiKey: service().key, verbs: 'auto', ...over });
  return benchFor(new Deskpro(), new DeskproApi(), data);
}

export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });
export const byEmail = (value: string) => ({ __rl: true, mode: 'email', value });
export const byUrl = (value: string) => ({ __rl: true, mode: 'url', value });

/** An operation of a resource as a workflow stores it. */
export const on =
  (resource: string) =>
  (operation: string, parameters: object = {}) => ({ resource, operation, ...parameters });
