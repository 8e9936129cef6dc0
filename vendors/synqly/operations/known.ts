/** Whether a word that a filter found nothing by is one that there is: Synqly takes any word and answers an empty list. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import { readSlices } from '../../paging';
import { fold } from '../../text';
import { filterOf } from '../filters';
import { tickets } from '../streams/ticket-pages';
import { ticketSlice } from '../streams/ticket-slice';
import type { FieldValueChoice } from './choice';
import { issueType } from './issue-type';
import { listedProjects } from './named';
import { status } from './status';

/**
 * Members of a ticket whose words a provider may list, with what one is called. Tags and people are not listed anywhere:
 * one that is on no ticket yet is no mistake.
 */
const WORDS = { status: 'status', issue_type: 'issue type' } as const;
export type WordField = keyof typeof WORDS;

export const isWordField = (field: string): field is WordField => Object.hasOwn(WORDS, field);

/** An error names no more than a person reads. */
const MOST_NAMED = 20;
const LOOKED_AT = 200;

/**
 * Asked when a list came back empty. Where the provider lists no such words, nobody knows which there are.
 * @throws VendorError bad_input when the provider lists its words, and this is none of them
 */
export async function refuseUnknown(call: Call, field: WordField, word: string, project?: string): Promise<void> {
  const known = await choices(call, field, project);
  const match = known.find(({ id, name }) => [id, name].some((text) => fold(text ?? '') === fold(word)));
  if (match !== undefined && [match.id, match.name].includes(word)) return;
  if (!known.some(({ seen_in }) => seen_in === 'remote_fields')) return;
  if (match === undefined) throw unknown(field, word, known);
  if (await isOnTickets(call, field, word, project)) return;
  // Written in another case than the provider's, which may matter to it.
  if (!(await isOnTickets(call, field, match.name, project))) return;
  throw unknown(field, word, known);
}

/** @throws VendorError bad_input when the provider lists its projects, and this is none of them */
export async function refuseUnknownProject(call: Call, project: string): Promise<void> {
  const projects = await listedProjects(call);
  if (projects.length === 0 || projects.some(({ id }) => id === project)) return;
  throw refusal('project', project, [...new Set(projects.map(({ id, name }) => name ?? id))]);
}

function choices(call: Call, field: WordField, project: string | undefined): Promise<FieldValueChoice[]> {
  const sample = { project, limit: LOOKED_AT };
  return field === 'status' ? status.getAll(call, sample) : issueType.getAll(call, sample);
}

async function isOnTickets(call: Call, field: WordField, word: string, project: string | undefined): Promise<boolean> {
  const slice = ticketSlice({ project, filters: [filterOf(field, 'eq', [word])] });
  const context = { settings: { timezone: null, pageSize: 1, projects: [], paths: {} }, queueIds: [] };
  for await (const { fresh } of readSlices(tickets, [slice], call, context)) if (fresh.length > 0) return true;
  return false;
}

function unknown(field: WordField, word: string, known: readonly FieldValueChoice[]): VendorError {
  return refusal(WORDS[field], word, [...new Set(known.map(({ name }) => name))]);
}

function refusal(what: string, word: string, names: readonly string[]): VendorError {
  return new VendorError({
    code: 'bad_input',
    message: `The provider behind Synqly has no ${what} "${word}"`,
    remedy: names.length === 0 ? `No ${what} was found.` : `Give one of: ${names.slice(0, MOST_NAMED).join(', ')}.`,
  });
}
