/** Statuses: set along the workflow, list what there is, read the history. */
import { VendorError, isVendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, booleanOf, isObject } from '../../json';
import { answerOrError, valueOrError, write } from '../../outcome';
import { fold } from '../../text';
import type { PagingContext } from '../../vendor';
import { itemOf } from '../envelope';
import { workflowStates } from '../instance';
import type { ActingUser, StatusBody } from '../requests';
import * as requests from '../requests';
import { changesStatus } from '../unify/activity';
import { resolvedLabels } from '../unify/status';
import * as activity from './activity';
import { get } from './ticket';

export interface StatusChoice {
  id: string;
  label: string;
  /** Whether the ticket stands in it; null without a ticket. */
  is_current: boolean | null;
  /** Whether the ticket may go there next; null without a ticket. */
  is_next: boolean | null;
}

const DEFAULT_STATES = ['Open', 'In Progress', 'Reopened', 'Resolved', 'Closed'];

/**
 * Moves a ticket to a status. The target is named by id or label, and must be one of the next steps of the
 * ticket's workflow: what may be next is said when it is not.
 */
export async function set(call: Call, idOrNumber: string, input: StatusBody, user: ActingUser): Promise<JsonObject> {
  const ticket = await get(call, idOrNumber);
  const step = stepTo(ticket, input.status);
  if (step?.needsComment === true && !input.comment?.trim()) {
    throw new VendorError({
      code: 'bad_input',
      message: `The step to "${input.status}" needs a comment`,
      remedy: 'Give a comment with the status.',
    });
  }
  const id = asText(ticket['id']) ?? idOrNumber;
  const body: StatusBody = { ...input, status: step?.targetId ?? input.status.trim() };
  const answer = await valueOrError(write(call, requests.setStatus(id, body, user)));
  if (!isVendorError(answer)) return itemOf(answer) ?? get(call, id);
  // 405 proves that nothing was done; the example on the vendor's page has POST.
  if (answer.code !== 'method_not_allowed') throw answer;
  return itemOf(await write(call, requests.setStatus(id, body, user, 'POST'))) ?? get(call, id);
}

interface StatusStep {
  targetId: string;
  needsComment: boolean;
}

/** undefined where the ticket shows no workflow: then the service decides. */
function stepTo(ticket: JsonObject, requested: string): StatusStep | undefined {
  const states = arrayAt(ticket, 'workflow').filter(isObject);
  const current = states.find((state) => isNamed(state, asText(ticket['status']) ?? ''));
  if (current === undefined) return undefined;
  const target = states.find((state) => isNamed(state, requested));
  const steps = arrayAt(current, 'nextSteps').filter(isObject);
  const targetId = asText(target?.['id']);
  const step = steps.find((candidate) => asText(candidate['targetId']) === targetId);
  if (targetId === null || step === undefined) throw notNext(states, current, steps, requested);
  return { targetId, needsComment: booleanOf(step['recordComment']) ?? false };
}

function notNext(
  states: readonly JsonObject[],
  current: JsonObject,
  steps: readonly JsonObject[],
  requested: string,
): VendorError {
  const labels = steps.map((step) =>
    labelOf(states.find((state) => state['id'] === step['targetId']) ?? { id: step['targetId'] }),
  );
  return new VendorError({
    code: 'bad_input',
    message: `The ticket cannot go from "${labelOf(current)}" to "${requested}"`,
    remedy: labels.length === 0 ? 'The workflow has no next step from here.' : `Next may be: ${labels.join(', ')}.`,
  });
}

function isNamed(state: JsonObject, name: string): boolean {
  return [state['id'], state['label']].some((value) => fold(asText(value) ?? '') === fold(name));
}

function labelOf(state: JsonObject): string {
  return asText(state['label']) ?? asText(state['id']) ?? '';
}

/** The states of a ticket's workflow; without a ticket those of the instance, or the five default ones. */
export async function list(call: Call, idOrNumber?: string): Promise<StatusChoice[]> {
  if (idOrNumber === undefined) return statesOfInstance(call);
  const ticket = await get(call, idOrNumber);
  const states = arrayAt(ticket, 'workflow').filter(isObject);
  const current = states.find((state) => isNamed(state, asText(ticket['status']) ?? ''));
  const next = new Set(
    arrayAt(current, 'nextSteps')
      .filter(isObject)
      .map((step) => asText(step['targetId'])),
  );
  return states.map((state) => ({
    id: asText(state['id']) ?? '',
    label: labelOf(state),
    is_current: state === current,
    is_next: next.has(asText(state['id'])),
  }));
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The id of a status that is named by id or label. What looks like an id of the service stays as given, since a ticket
 * may stand in a state that its workflow has no more; so does everything where the instance does not tell its states.
 * @throws VendorError bad_input for another word
 */
export async function idNamed(call: Call, name: string): Promise<string> {
  const known = await fetchStates(call);
  const states = known.length > 0 ? known : DEFAULT_STATES.map((label) => ({ id: label, label }));
  const found = states.find(({ id, label }) => [id, label].some((text) => fold(text) === fold(name)));
  if (found !== undefined) return found.id;
  if (known.length === 0 || UUID.test(name.trim())) return name.trim();
  throw new VendorError({
    code: 'bad_input',
    message: `TeamsWork has no status "${name}"`,
    remedy: `Give one of: ${[...new Set(known.map(({ label }) => label))].join(', ')}.`,
  });
}

async function statesOfInstance(call: Call): Promise<StatusChoice[]> {
  const known = await fetchStates(call);
  const states = known.length > 0 ? known : DEFAULT_STATES.map((label) => ({ id: label, label }));
  return states.map((state) => ({ ...state, is_current: null, is_next: null }));
}

/** States of the instance's workflows; none where it does not tell them. */
async function fetchStates(call: Call): Promise<Array<{ id: string; label: string }>> {
  const answer = await answerOrError(call, requests.getInstance());
  const instance = isVendorError(answer) ? null : itemOf(answer);
  return instance === null ? [] : workflowStates(instance);
}

/** Raw activities that changed the status, newest first. */
export async function history(call: Call, idOrNumber: string, context: PagingContext): Promise<Json[]> {
  const activities = await activity.list(call, idOrNumber, null, context);
  return activities.filter(changesStatus);
}

/** Folded labels that the ticket's own workflow counts as resolved; empty where it does not say. */
export async function ends(call: Call, idOrNumber: string): Promise<string[]> {
  return [...resolvedLabels(await get(call, idOrNumber))];
}
