/** Lists to pick from. Pages of tickets are looked through here: search in the service where it can. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import { tickets, ticketSlice } from '../../../vendors/__name__/streams';
import { fold } from '../../../vendors/text';
import { firstPage, NO_SETTINGS } from '../../shared/list';
import { listed } from '../../shared/locator';
import { unifiedRows } from '../../shared/output';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { __NAME__ } from '../service';

const SETTINGS = { ...NO_SETTINGS, pageSize: 50 };
/** So many pages are looked through before the list says what it has found. */
const PAGES_AT_ONCE = 10;

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, __NAME__, EDITOR_POLICY);
  const query = fold(filter ?? '');
  let token = paginationToken;
  for (let pages = 1; ; pages += 1) {
    const { records, next } = await firstPage(tickets, ticketSlice(null), call, token, SETTINGS);
    const rows = unifiedRows({ access }, records, { stream: tickets, kind: 'tickets' });
    const choices = rows.map(({ ticket_id: id, ticket_number: number, subject }) => ({
      id: String(id),
      name: [number, subject].filter((word) => typeof word === 'string').join(' '),
    }));
    const found = choices.filter(({ name }) => fold(name).includes(query));
    if (found.length > 0 || next === undefined || pages === PAGES_AT_ONCE) return listed(found, next);
    token = next;
  }
}
