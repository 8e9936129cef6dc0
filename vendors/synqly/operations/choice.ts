/** Words that a provider allows for a member of a ticket: Synqly has no lists of statuses or issue types. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { arrayAt, asText, isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { fold } from '../../text';
import { optionsOf } from '../unify/lookup';
import { listRemoteFields } from '../requests';
import type { Sample } from './sample';
import { sampleTickets } from './sample';

export interface FieldValueChoice {
  name: string;
  /** null where only the name was seen. */
  id: string | null;
  project: string | null;
  /** remote_fields: all that the provider has; tickets: those that some tickets have. */
  seen_in: 'remote_fields' | 'tickets';
}

export interface ChoiceMember {
  /** Of a ticket. */
  member: string;
  /** How the provider's remote field may be called, folded. */
  fields: readonly string[];
}

/**
 * From the provider's remote fields; where they name none, from tickets.
 * @throws VendorError of the call
 */
export async function choicesOf(
  call: Call,
  { member, fields: names }: ChoiceMember,
  sample: Sample,
): Promise<FieldValueChoice[]> {
  const answer = await answerOrError(call, listRemoteFields());
  if (answer instanceof VendorError && answer.code !== 'unsupported') throw answer;
  const fields = answer instanceof VendorError ? [] : arrayAt(answer.json, 'result').filter(isObject);
  const named = distinct(fields.filter((field) => isCalled(field, names)).flatMap(namesIn));
  const requested =
    sample.project === undefined ? named : named.filter(({ project }) => [null, sample.project].includes(project));
  return requested.length > 0 ? requested : fromTickets(await sampleTickets(call, sample), member);
}

function isCalled(field: JsonObject, names: readonly string[]): boolean {
  return [field['field_id'], field['provider_field_name']].some((name) => names.includes(fold(asText(name) ?? '')));
}

function namesIn(field: JsonObject): FieldValueChoice[] {
  const project = asText(field['project_id']);
  return optionsOf(field).map(({ id, name }) => ({ name, id, project, seen_in: 'remote_fields' }));
}

function fromTickets(tickets: readonly JsonObject[], member: string): FieldValueChoice[] {
  const names = tickets.flatMap((ticket) => asText(ticket[member]) ?? []);
  return distinct(names.map((name) => ({ name, id: null, project: null, seen_in: 'tickets' })));
}

function distinct(choices: readonly FieldValueChoice[]): FieldValueChoice[] {
  const byName = new Map<string, FieldValueChoice>();
  for (const choice of choices) {
    const key = `${choice.project ?? ''}\n${fold(choice.name)}`;
    if (!byName.has(key)) byName.set(key, choice);
  }
  return [...byName.values()];
}
