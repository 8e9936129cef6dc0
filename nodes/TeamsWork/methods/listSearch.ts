/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { ticket } from '../../../vendors/teamswork/operations';
import { tickets } from '../../../vendors/teamswork/streams/tickets';
import { firstPage } from '../../shared/list';
import { listed } from '../../shared/locator';
import { ticketChoices } from '../../shared/ticket-choices';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { TEAMSWORK } from '../service';

const ROWS_A_PAGE = 50;

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const search = filter?.trim() ?? '';
  const slice = ticket.ticketSlice({
    ...(search === '' ? {} : { search }),
    orderBy: 'createdDateTime',
    order: 'DESC',
    pageSize: ROWS_A_PAGE,
  });
  const page = await firstPage(tickets, slice, call, paginationToken);
  return listed(ticketChoices({ access }, page.records, tickets), page.next);
}
