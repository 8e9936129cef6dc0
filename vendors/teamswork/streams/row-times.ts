/** The stamps of a raw ticket, as far as paging and filters need them. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { readTime } from '../../time';
import type { DateBounds } from './ticket-list-query';

export function createdOf(record: Json): string | null {
  return instantAt(record, 'createdOn', 'createdDateTime');
}

export function updatedOf(record: Json): string | null {
  return instantAt(record, 'lastUpdatedOn', 'lastInteraction');
}

function instantAt(record: Json, member: string, other: string): string | null {
  if (!isObject(record)) return null;
  const reading = readTime(setAt(record, member) ?? setAt(record, other));
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  return reading.kind === 'instant' ? reading.instant : null;
}

function setAt(record: JsonObject, member: string): Json | undefined {
  const value = record[member];
  return asText(value) === null ? undefined : value;
}

export function isWithin(record: Json, keep: DateBounds): boolean {
  const { createdFrom, createdTo, updatedFrom, updatedTo } = keep;
  // Of nearly all readings there is no bound, and a page has a thousand rows.
  if ((createdFrom ?? createdTo ?? updatedFrom ?? updatedTo) === undefined) return true;
  const created = createdOf(record);
  const updated = updatedOf(record);
  return (
    !isBefore(created, createdFrom) &&
    !isBefore(updated, updatedFrom) &&
    !isAfter(created, createdTo) &&
    !isAfter(updated, updatedTo)
  );
}

export function isBefore(instant: string | null, bound: string | undefined): boolean {
  return instant !== null && bound !== undefined && instant < bound;
}

function isAfter(instant: string | null, bound: string | undefined): boolean {
  return instant !== null && bound !== undefined && instant > bound;
}
