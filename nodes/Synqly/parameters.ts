/** Parameters that several operations share. */
import type { INodeProperties } from 'n8n-workflow';
import { noteIdFrom } from '../../vendors/synqly/unify/comment';
import { PRIORITY_WORDS } from '../../vendors/synqly/unify/meaning';
import { policyNamed, projectNamed } from '../../vendors/synqly/operations';
import { additionalFields, EMAIL, number, options, text } from '../shared/fields';
import { locator } from '../shared/locator';
import type { OperationRun } from '../shared/operation';

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on',
  search: 'searchTickets',
  idPlaceholder: 'e.g. SUP-1042',
});

export const PROJECT = locator({
  displayName: 'Project',
  name: 'projectId',
  description: 'The project, by its ID or name. Some providers, for example Jira, need one.',
  search: 'searchProjects',
  idPlaceholder: 'e.g. SUP',
  required: false,
});

export const COMMENT = locator({
  displayName: 'Comment',
  name: 'commentId',
  description: 'The comment of the ticket to work on',
  search: 'searchComments',
  idPlaceholder: 'e.g. 10042',
});

export const NOTE = locator({
  displayName: 'Note',
  name: 'noteId',
  description: 'The note of the ticket to work on',
  search: 'searchNotes',
  idPlaceholder: 'e.g. 10042',
});

export const ATTACHMENT = locator({
  displayName: 'Attachment',
  name: 'attachmentId',
  description: 'The file of the ticket to work on',
  search: 'searchAttachments',
  idPlaceholder: 'e.g. 10042',
});

export const ESCALATION_POLICY = locator({
  displayName: 'Escalation Policy',
  name: 'escalationPolicyId',
  description: 'The escalation policy, by its ID or name',
  search: 'searchEscalationPolicies',
  idPlaceholder: 'e.g. PANZZEQ',
});

export const ticketIdOf = (run: OperationRun): string => run.parameters.requiredId('ticketId');

export const noteIdOf = (run: OperationRun): string => noteIdFrom(run.parameters.requiredId('noteId'));

/** The project that was picked or named, if any. What was picked from the list is an ID already. */
export async function projectIdOf(run: OperationRun): Promise<string | undefined> {
  const input = run.parameters.id('projectId');
  if (input === '') return undefined;
  return isPicked(run, 'projectId') ? input : projectNamed(run.call, input);
}

/** The escalation policy that was picked or named. */
export async function policyIdOf(run: OperationRun): Promise<string> {
  const input = run.parameters.requiredId('escalationPolicyId');
  return isPicked(run, 'escalationPolicyId') ? input : policyNamed(run.call, input);
}

function isPicked({ node, item }: OperationRun, name: string): boolean {
  const value: unknown = node.getNodeParameter(name, item, '');
  return typeof value === 'object' && value !== null && 'mode' in value && value.mode === 'list';
}

const CREATOR: INodeProperties = text(
  'Creator',
  'creator',
  'Email address of the person in whose name this is done. PagerDuty demands it, Jira refuses it.',
  EMAIL,
);

/** Who does it, for the providers that want to know. */
export const WRITER_FIELDS: INodeProperties = additionalFields([CREATOR]);

export const writerOf = (run: OperationRun): string | undefined =>
  run.parameters.collection('additionalFields').text('creator');

const SAMPLE = 500;

/** How many tickets are looked at for words that only tickets tell. */
export const SAMPLE_OPTIONS: INodeProperties = options([
  number(
    'Tickets to Look At',
    'sample',
    SAMPLE,
    'How many tickets are looked at, where only tickets show which there are',
    { typeOptions: { minValue: 1, numberPrecision: 0 } },
  ),
]);

export async function sampleOf(run: OperationRun): Promise<{ project?: string; limit?: number }> {
  const limit = run.parameters.collection('options').number('sample') ?? SAMPLE;
  return {
    project: await projectIdOf(run),
    limit,
  };
}

/** `URGENT` → `Urgent`, the most urgent last in the alphabet or not: n8n wants names in order. */
export const PRIORITY_OPTIONS = PRIORITY_WORDS.map((word) => ({
  name: word.charAt(0) + word.slice(1).toLowerCase(),
  value: word,
})).sort((a, b) => a.name.localeCompare(b.name, 'en'));
