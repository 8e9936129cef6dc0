/** Who asks: an integration token selects a provider, an organization token opens the Management API. */
import { randomBytes } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import type { InstanceContext } from '../service';
import { ProblemError } from './answers';
import type { Provider } from './provider';
import { PROVIDERS } from './provider';

export interface AccessCheck {
  /** @throws Refused 401, or 403 for a write with a token that only reads */
  integration(request: FastifyRequest): { provider: Provider };
  /** @throws Refused 401 */
  organization(request: FastifyRequest): void;
  /** A short-lived integration token. */
  mint(provider: Provider, lifeMs: number): { secret: string; expires: number };
}

/**
 * Tokens: the full key is the mock's; `<full key>-jira`, `-pagerduty` and `-scroll` are the others'; `<full
 * key>-organization` is the organization's; the lesser key is the mock's, reading only.
 */
export function createAccess({ keys, world }: InstanceContext): AccessCheck {
  const minted = new Map<string, { provider: Provider; expires: number }>();
  const organizationToken = `${keys.full}-organization`;

  const bearer = (request: FastifyRequest): string =>
    /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';

  const providerOf = (token: string): Provider | undefined => {
    const known = PROVIDERS.find(({ id }) => token === (id === 'mock' ? keys.full : `${keys.full}-${id}`));
    if (known) return known;
    if (token === keys.lesser) return PROVIDERS[0];
    const made = minted.get(token);
    return made !== undefined && made.expires > world.now() ? made.provider : undefined;
  };

  return {
    integration: (request) => {
      const token = bearer(request);
      const provider = providerOf(token);
      if (provider === undefined) {
        const detail = token === organizationToken ? 'this API takes an integration access token' : undefined;
        throw new ProblemError({ status: 401, message: 'access token is not valid', detail });
      }
      if (token === keys.lesser && request.method !== 'GET') {
        throw new ProblemError({
          status: 403,
          message: 'the provider does not allow this',
          cause: [{ message: 'insufficient permission', rawError: '{"message":"You may only read."}' }],
        });
      }
      return { provider };
    },
    organization: (request) => {
      if (bearer(request) !== organizationToken)
        throw new ProblemError({ status: 401, message: 'access token is not valid' });
    },
    mint: (provider, lifeMs) => {
      const secret = `sandbox-minted-${randomBytes(12).toString('hex')}`;
      const expires = world.now() + lifeMs;
      minted.set(secret, { provider, expires });
      return { secret, expires };
    },
  };
}
