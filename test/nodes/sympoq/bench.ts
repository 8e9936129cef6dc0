/** The SympoQ node before the sandbox's SympoQ. */
import type { IDataObject } from 'n8n-workflow';
import { SympoqApi } from '../../../credentials/SympoqApi.credentials';
import { Sympoq } from '../../../nodes/Sympoq/Sympoq.node';
import type { RunningService } from '../../../sandbox/server';
import { benchFor } from '../support/bench';

export function benchAt(service: () => RunningService, over: () => IDataObject = () => ({})) {
  const data = () => ({ baseUrl: service().url, apiKey: service().key, changePaths: false, ...over() });
  return benchFor(new Sympoq(), new SympoqApi(), data);
}

/** What a resource locator holds. */
export const byId = (value: string | number) => ({ __rl: true, mode: 'id', value: String(value) });
