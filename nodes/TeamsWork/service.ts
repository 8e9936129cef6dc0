/** TeamsWork as its nodes and its credential see it. */
import type { IDataObject } from 'n8n-workflow';
import { REGIONS, teamswork } from '../../vendors/teamswork/vendor';
import type { Service } from '../shared/service';

export const TEAMSWORK: Service = { vendor: teamswork, credential: 'teamsWorkApi', addressIn };

/** A typed address wins; else the region's. */
function addressIn({ baseUrl, region }: IDataObject): string {
  const typed = typeof baseUrl === 'string' ? baseUrl.trim() : '';
  return typed === '' ? (REGIONS.find(({ value }) => value === region)?.url ?? '') : typed;
}
