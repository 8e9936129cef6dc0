/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Lookup } from '../../../vendors/deskpro/operations';
import { comment, lookup, organization, person, ticket } from '../../../vendors/deskpro/operations';
import type { Call } from '../../../vendors/http';
import type { Json } from '../../../vendors/json';
import type { Paged } from '../../../vendors/paging';
import { fold } from '../../../vendors/text';
import type { Slice } from '../../../vendors/vendor';
import { collect, firstPage, NO_SETTINGS } from '../../shared/list';
import { listed, listedWhole, locatedInEditor } from '../../shared/locator';
import { byName } from '../../shared/operation';
import { ticketChoices } from '../../shared/ticket-choices';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { DESKPRO } from '../service';
import { type ListedChoice, commentChoice, organizationChoice, personChoice } from './choices';

const ROWS_A_PAGE = 50;
const NEWEST = { order_by: 'id', order_dir: 'desc' } as const;
/** A list without a search of its own is looked through, but nobody waits for all of it. */
const MOST_PAGES = 5;
const MOST_COMMENTS = 200;

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter = '',
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, DESKPRO, EDITOR_POLICY);
  const choices = (records: readonly Json[]) => ticketChoices({ access }, records, ticket.many.stream);
  const query = filter.trim();
  if (query === '') {
    const newest = await newestTickets(call, paginationToken);
    return listed(choices(newest.records), newest.next);
  }
  if (/^#?\d+$/.test(query)) {
    const slice = ticket.many.slice({ ids: [query.replace('#', '')] });
    return listed(choices((await firstPage(ticket.many.stream, slice, call)).records));
  }
  const found = await ticket.search(call, query);
  if (found) return listed(choices(found));
  const { records } = await newestTickets(call);
  return listed(choices(records).filter(({ name }) => fold(name).includes(fold(query))));
}

function newestTickets(call: Call, token?: string): Promise<{ records: Json[]; next?: string }> {
  const settings = { ...NO_SETTINGS, pageSize: ROWS_A_PAGE };
  return firstPage(ticket.many.stream, ticket.many.slice({ ...NEWEST }), call, token, settings);
}

export async function searchPeople(
  this: ILoadOptionsFunctions,
  filter = '',
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(this, DESKPRO, EDITOR_POLICY);
  const query = filter.trim();
  if (/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(query)) {
    const found = await person.findByEmail(call, query);
    if (found) return listed(choicesOf([found], personChoice));
  }
  return matching(call, person.many.stream, person.many.slice({}), personChoice, query, paginationToken);
}

export async function searchOrganizations(
  this: ILoadOptionsFunctions,
  filter = '',
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(this, DESKPRO, EDITOR_POLICY);
  const { stream, slice } = organization.many;
  return matching(call, stream, slice({}), organizationChoice, filter.trim(), paginationToken);
}

export async function searchAgents(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return fromLookup(this, 'agents', filter, paginationToken);
}

export async function searchDepartments(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return fromLookup(this, 'departments', filter, paginationToken);
}

/** Comments of the ticket that was picked, newest first. */
export async function searchComments(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
  const picked = locatedInEditor(this, 'ticketId');
  if (picked === '') return { results: [] };
  const { call } = await connect(this, DESKPRO, EDITOR_POLICY);
  const slice = comment.many.slice(await ticket.idFrom(call, picked), { order_dir: 'desc' });
  const paging = { settings: NO_SETTINGS, queueIds: [] };
  const records = await collect(comment.many.stream, [slice], call, paging, MOST_COMMENTS);
  return listed(choicesOf(records, commentChoice).filter(({ name }) => fold(name).includes(fold(filter))));
}

async function fromLookup(
  context: ILoadOptionsFunctions,
  kind: Lookup,
  filter?: string,
  token?: string,
): Promise<INodeListSearchResult> {
  const { call } = await connect(context, DESKPRO, EDITOR_POLICY);
  const choices = (await lookup.choices(call, kind)).map(({ id, name, email }) => ({
    id,
    name: email === null || email === name ? name : `${name} (${email})`,
  }));
  return listedWhole(choices.sort(byName), filter, token);
}

/** Pages until one has something that fits. */
async function matching(
  call: Call,
  stream: Paged,
  slice: Slice,
  choiceOf: (record: Json) => ListedChoice | null,
  query: string,
  from?: string,
): Promise<INodeListSearchResult> {
  let token = from;
  const settings = query === '' ? { ...NO_SETTINGS, pageSize: ROWS_A_PAGE } : NO_SETTINGS;
  for (let pages = 1; ; pages += 1) {
    const page = await firstPage(stream, slice, call, token, settings);
    const fits = choicesOf(page.records, choiceOf).filter(({ name }) => fold(name).includes(fold(query)));
    if (fits.length > 0 || page.next === undefined || pages === MOST_PAGES) return listed(fits, page.next);
    token = page.next;
  }
}

function choicesOf(records: readonly Json[], choiceOf: (record: Json) => ListedChoice | null): ListedChoice[] {
  return records.flatMap((record) => choiceOf(record) ?? []);
}
