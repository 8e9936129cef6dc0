/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Call } from '../../../vendors/http';
import type { Json, JsonObject } from '../../../vendors/json';
import { isObject, objectAt, textOf } from '../../../vendors/json';
import { pagesOf } from '../../../vendors/paging';
import { list, ticketSlice } from '../../../vendors/sympoq/operations';
import { tickets } from '../../../vendors/sympoq/streams';
import { firstLine, fold } from '../../../vendors/text';
import type { SourceSettings } from '../../../vendors/vendor';
import { listed, listedWhole } from '../../shared/locator';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { settingsIn, SYMPOQ } from '../service';

const ROWS_A_PAGE = 50;
/** SympoQ cannot search: so many pages are looked through before the list says what it has found. */
const PAGES_AT_ONCE = 10;

interface Choice {
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
  const { found, next } = await lookThrough(call, settings, fold(filter ?? ''), paginationToken);
  return listed(found, next);
}

async function lookThrough(
  call: Call,
  settings: SourceSettings,
  wanted: string,
  from: string | undefined,
): Promise<{ found: Choice[]; next?: string }> {
  const found = new Map<string, Choice>();
  let pages = 0;
  for await (const { records, next } of pagesOf(tickets, ticketSlice(), call, { settings, queueIds: [] }, from)) {
    for (const choice of records.map(ticketChoice))
      if (fold(choice.name).includes(wanted)) found.set(choice.id, choice);
    pages += 1;
    if (next !== null && (found.size >= ROWS_A_PAGE / 2 || pages >= PAGES_AT_ONCE))
      return { found: [...found.values()], next };
  }
  return { found: [...found.values()] };
}

function ticketChoice(record: Json): Choice {
  const ticket = isObject(record) ? record : {};
  const id = textOf(ticket['id']) ?? '';
  const who = textOf(objectAt(ticket, 'customer')['email']);
  const what = firstLine(textOf(ticket['description']), 80) ?? '';
  return { name: `#${id} ${what}${who === null ? '' : ` (${who})`}`, id };
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
function choiceOf(row: JsonObject): Choice[] {
  const [id, name, email] = [textOf(row['id']), textOf(row['name']), textOf(row['email'])];
  if (id === null) return [];
  const shown = name ?? email ?? id;
  return [{ name: name !== null && email !== null ? `${name} (${email})` : shown, id }];
}
