/** Synqly as its nodes and its credential see it. */
import type { IDataObject } from 'n8n-workflow';
import type { Secrets } from '../../vendors/http';
import { takesOrganizationToken } from '../../vendors/synqly/management';
import { REGIONS, synqly } from '../../vendors/synqly/vendor';
import type { Service } from '../shared/service';
import { mintedFor } from './token';

export const SYNQLY: Service = { vendor: synqly, credential: 'synqlyApi', renewsToken, addressIn, secretsIn };

function renewsToken({ access }: IDataObject): boolean {
  return access === 'organization';
}

/** The integration that a credential names; an integration token does not say which one it opens. */
export function integrationIn(credentials: IDataObject): string | null {
  if (!renewsToken(credentials)) return null;
  return JSON.stringify([credentials['accountId'], credentials['integrationId']].map((id) => String(id ?? '').trim()));
}

/** A typed address wins; else the region's. */
function addressIn({ baseUrl, region }: IDataObject): string {
  const known = REGIONS.find(({ value }) => value === region);
  // What was typed for another region before does not count.
  return known?.url ?? (typeof baseUrl === 'string' ? baseUrl.trim() : '');
}

/** A token that was minted for another integration must not be used: without one, n8n asks for a new one. */
function secretsIn(credentials: IDataObject, url: string): Secrets {
  const { apiKey, integrationToken, organizationToken } = credentials;
  if (!renewsToken(credentials)) return synqly.secrets({ key: String(apiKey ?? '') });
  if (takesOrganizationToken(url)) return synqly.secrets({ key: String(organizationToken ?? '') });
  const isOurs = credentials['mintedFor'] === mintedFor(credentials);
  return synqly.secrets({ key: isOurs ? String(integrationToken ?? '') : '' });
}
