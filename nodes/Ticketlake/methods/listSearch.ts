/** Runs to pick from. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { listedWhole } from '../../shared/locator';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import type { Run } from '../api/answers';
import { runsIn } from '../api/answers';
import { listRuns } from '../api/requests';
import { TICKETLAKE } from '../service';

export async function searchRuns(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(this, TICKETLAKE, EDITOR_POLICY);
  return listedWhole(runsIn(await call(listRuns())).map(choice), filter, paginationToken);
}

function choice({ id, started_at: startedAt, outcome, trigger }: Run): { name: string; id: string } {
  const at = startedAt === null ? id : `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
  return { name: `${at}, ${outcome ?? 'under way'}${trigger === null ? '' : ` (${trigger})`}`, id };
}
