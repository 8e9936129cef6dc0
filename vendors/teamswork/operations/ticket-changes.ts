/** A ticket's members in the form that the service takes. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import { itemOf } from '../envelope';
import { writtenDay } from '../calendar';
import { definitionOf, definitionsOf } from '../instance';
import type { ActingUser } from '../requests';
import { getInstance } from '../requests';

/** Members of a ticket that may be written. Tags replace the whole list, none empty it; null clears a custom field. */
export interface TicketChanges {
  title?: string;
  requestor?: ActingUser;
  /** null: nobody. */
  assignee?: ActingUser | null;
  /** Plain text; API 1.1 escapes markup in it. Blank empties it. */
  description?: string;
  description_HTML?: string;
  priority?: string;
  /** A day; a time of day is cut off. null empties it. */
  expectedDate?: string | null;
  tags?: ReadonlyArray<{ tagCategoryId?: string; text: string }>;
  /** By field id: text, a day, true or false, option keys, or persons. */
  customFields?: JsonObject;
}

const DATE_TIME = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

/**
 * Dates are cut to their day: with a time of day the service answers success and loses the ticket. Which texts
 * are dates only the definitions know; they are asked for when a text looks like one.
 * @throws VendorError bad_input for a blank title or a date that is none
 */
export async function readyToWrite(call: Call, input: TicketChanges): Promise<JsonObject> {
  if (input.title?.trim() === '') {
    throw new VendorError({ code: 'bad_input', message: 'The title is empty', remedy: 'Give the ticket a title.' });
  }
  const { customFields, expectedDate, tags, ...plain } = input;
  const ready: JsonObject = Object.fromEntries(Object.entries(plain).filter(([, value]) => value !== undefined));
  if (expectedDate !== undefined)
    ready['expectedDate'] = expectedDate === null ? null : writtenDay(expectedDate, 'Expected Date');
  if (tags !== undefined) ready['tags'] = tags.map((tag): Json => ({ ...tag }));
  if (customFields !== undefined) ready['customFields'] = await withDays(call, customFields);
  return ready;
}

async function withDays(call: Call, fields: JsonObject): Promise<JsonObject> {
  if (!Object.values(fields).some(looksLikeTime)) return fields;
  const dates = await dateFields(call);
  const entries = Object.entries(fields).map(([id, value]): [string, Json | undefined] => [
    id,
    looksLikeTime(value) && dates.has(id.toLowerCase()) ? writtenDay(String(value), `Custom field ${id}`) : value,
  ]);
  return Object.fromEntries(entries);
}

async function dateFields(call: Call): Promise<Set<string>> {
  const instance = itemOf(await call(getInstance()));
  const definitions = instance === null ? [] : definitionsOf(instance);
  const dates = definitions
    .map((field) => (isObject(field) ? definitionOf(field) : null))
    .filter((field) => field?.type === 'date');
  return new Set(dates.map((field) => field?.id.toLowerCase() ?? ''));
}

function looksLikeTime(value: Json | undefined): boolean {
  return typeof value === 'string' && DATE_TIME.test(value.trim());
}
