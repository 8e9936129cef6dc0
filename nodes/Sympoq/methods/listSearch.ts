/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { JsonObject } from '../../../vendors/json';
import { asText } from '../../../vendors/json';
import { pagesOf } from '../../../vendors/paging';
import { list, ticketSlice } from '../../../vendors/sympoq/operations';
import { tickets } from '../../../vendors/sympoq/streams';
import { fold } from '../../../vendors/text';
import type { SourceSettings } from '../../../vendors/vendor';
import { listed, listedWhole } from '../../shared/locator';
import { ticketChoices } from '../../shared/ticket-choices';
import type { ServiceConnection } from '../../shared/transport';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { settingsIn, SYMPOQ } from '../service';

const ROWS_A_PAGE = 50;
/** SympoQ cannot search: so many pages are looked through before the list says what it has found. */
const PAGES_AT_ONCE = 10;

interface SearchChoice {
  name: string;
  id: string;
}

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, SYMPOQ, EDITOR_POLICY);
  const settings = { ...settingsIn(access.credentials), pageSize: ROWS_A_PAGE };
  const { found, next } = await lookThrough({ call, access }, settings, fold(filter ?? ''), paginationToken);
  return listed(found, next);
}

async function lookThrough(
  { call, access }: Pick<ServiceConnection, 'call' | 'access'>,
  settings: SourceSettings,
  query: string,
  from: string | undefined,
): Promise<{ found: SearchChoice[]; next?: string }> {
  const found = new Map<string, SearchChoice>();
  let pages = 0;
  for await (const { records, next } of pagesOf(tickets, ticketSlice(), call, { settings, queueIds: [] }, from)) {
    for (const choice of ticketChoices({ access }, records, tickets))
      if (fold(choice.name).includes(query)) found.set(choice.id, choice);
    pages += 1;
    if (next !== null && (found.size >= ROWS_A_PAGE / 2 || pages >= PAGES_AT_ONCE))
      return { found: [...found.values()], next };
  }
  return { found: [...found.values()] };
}

export async function searchQueues(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return whole(this, 'queue', filter, paginationToken);
}

export async function searchTopics(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return whole(this, 'topic', filter, paginationToken);
}

export async function searchUsers(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return whole(this, 'user', filter, paginationToken);
}

async function whole(
  context: ILoadOptionsFunctions,
  kind: list.ListKind,
  filter: string | undefined,
  token: string | undefined,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(context, SYMPOQ, EDITOR_POLICY);
  const rows = await list.listOf(call, kind, settingsIn(access.credentials).paths);
  return listedWhole(rows.flatMap(choiceOf), filter, token);
}

/** Customers may have no ID in the list of users: they cannot be picked. */
function choiceOf(row: JsonObject): SearchChoice[] {
  const [id, name, email] = [asText(row['id']), asText(row['name']), asText(row['email'])];
  if (id === null) return [];
  const label = name ?? email ?? id;
  return [{ name: name !== null && email !== null ? `${name} (${email})` : label, id }];
}
