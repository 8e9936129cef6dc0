/** The Synqly node before the sandbox's Synqly. */
import { SynqlyApi } from '../../../credentials/SynqlyApi.credentials';
import { Synqly } from '../../../nodes/Synqly/Synqly.node';
import type { Sandbox } from '../../../sandbox/server';
import { benchFor } from '../support/bench';

/** @param ending of the token, which selects a provider: `-jira`, `-pagerduty`, `-scroll`; empty: the mock one */
export function benchAt(sandbox: () => Sandbox, ending = '') {
  const data = () => {
    const { url, key } = sandbox().service('synqly');
    return { region: 'self-hosted', baseUrl: url, access: 'integration', apiKey: key + ending };
  };
  return benchFor(new Synqly(), new SynqlyApi(), data);
}

export const byId = (value: string) => ({ __rl: true, mode: 'id', value });
export const fromList = (value: string) => ({ __rl: true, mode: 'list', value });
