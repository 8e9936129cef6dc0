/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Json } from '../../../vendors/json';
import { isObject, textOf } from '../../../vendors/json';
import { ticket } from '../../../vendors/teamswork/operations';
import { tickets } from '../../../vendors/teamswork/streams/tickets';
import { firstPage } from '../../shared/list';
import { listed } from '../../shared/locator';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { TEAMSWORK } from '../service';

const ROWS_A_PAGE = 50;

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  const search = filter?.trim() ?? '';
  const slice = ticket.ticketSlice({
    ...(search === '' ? {} : { search }),
    orderBy: 'createdDateTime',
    order: 'DESC',
    pageSize: ROWS_A_PAGE,
  });
  const page = await firstPage(tickets, slice, call, paginationToken);
  return listed(page.records.map(choice), page.next);
}

function choice(record: Json): { name: string; id: string } {
  const ticketRecord = isObject(record) ? record : {};
  const number = textOf(ticketRecord['ticketNo'] ?? ticketRecord['ticketId']);
  const title = textOf(ticketRecord['title']) ?? 'Untitled';
  return { name: number === null ? title : `#${number} ${title}`, id: textOf(ticketRecord['id']) ?? '' };
}
