/** Lists to pick from, searched and paged. */
import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';
import type { Json } from '../../../vendors/json';
import { asText, isObject } from '../../../vendors/json';
import type { Paged } from '../../../vendors/paging';
import { escalationPolicySlice, findTickets, projectSlice } from '../../../vendors/synqly/operations';
import { attachments, comments, escalationPolicies, issues, projects } from '../../../vendors/synqly/streams';
import { tickets } from '../../../vendors/synqly/streams/ticket-pages';
import { fold, firstLine } from '../../../vendors/text';
import type { Slice, Stream } from '../../../vendors/vendor';
import { firstPage } from '../../shared/list';
import { listed, locatedInEditor } from '../../shared/locator';
import { ticketChoices } from '../../shared/ticket-choices';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { SYNQLY } from '../service';
import { sliceOf } from '../threads';

export async function searchTickets(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  const { call, access } = await connect(this, SYNQLY, EDITOR_POLICY);
  const { records, next } = await findTickets(call, filter ?? '', paginationToken);
  return listed(ticketChoices({ access }, records, tickets), next);
}

export function searchProjects(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return search(this, projects, projectSlice, filter, paginationToken);
}

export function searchEscalationPolicies(
  this: ILoadOptionsFunctions,
  filter?: string,
  paginationToken?: string,
): Promise<INodeListSearchResult> {
  return search(this, escalationPolicies, escalationPolicySlice(), filter, paginationToken);
}

export function searchComments(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return searchThread(this, comments, 'content', filter);
}

export function searchNotes(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return searchThread(this, issues, 'title', filter);
}

export function searchAttachments(this: ILoadOptionsFunctions, filter?: string): Promise<INodeListSearchResult> {
  return searchThread(this, attachments, 'file_name', filter);
}

/** Of the ticket that was picked. */
async function searchThread(
  context: ILoadOptionsFunctions,
  stream: Stream,
  member: string,
  filter = '',
): Promise<INodeListSearchResult> {
  const ticketId = locatedInEditor(context, 'ticketId');
  if (ticketId === '') return { results: [] };
  return search(context, stream, sliceOf(stream, ticketId), filter, undefined, member);
}

/** Synqly searches none of these lists: a page is read and looked through. */
async function search(
  context: ILoadOptionsFunctions,
  stream: Paged,
  slice: Slice,
  filter = '',
  token?: string,
  member = 'name',
): Promise<INodeListSearchResult> {
  const { call } = await connect(context, SYNQLY, EDITOR_POLICY);
  const query = fold(filter);
  for (let from = token; ;) {
    const { records, next } = await firstPage(stream, slice, call, from);
    const found = records
      .map((record) => choice(record, member))
      .filter(({ name, id }) => fold(name).includes(query) || fold(id).includes(query));
    if (found.length > 0 || next === undefined) return listed(found, next);
    from = next;
  }
}

const LONGEST = 80;

function choice(record: Json, member: string): { name: string; id: string } {
  const row = isObject(record) ? record : {};
  const id = asText(row['id']) ?? '';
  const name = firstLine(asText(row[member]), LONGEST);
  return { name: name === null ? id : `${name} (${id})`, id };
}
