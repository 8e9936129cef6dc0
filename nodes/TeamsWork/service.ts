/** TeamsWork as its nodes and its credential see it. */
import type { IDataObject } from 'n8n-workflow';
import { REGIONS, teamswork } from '../../vendors/teamswork/vendor';
import type { Service } from '../shared/service';

export const TEAMSWORK: Service = { vendor: teamswork, credential: 'teamsWorkApi', addressIn };

/** A typed address wins; else the region's. */
function addressIn({ baseUrl, region }: IDataObject): string {
  const known = REGIONS.find(({ value }) => value === region);
  // What was typed for another region before does not count.
  return known?.url ?? (typeof baseUrl === 'string' ? baseUrl.trim() : '');
}
