/** The stamps of a raw ticket, as far as paging and filters need them. */
import type { Json } from '../../json';
import { asText, isObject } from '../../json';
import { readTime } from '../../time';
import type { DateBounds } from './ticket-list-query';

export function createdOf(record: Json): string | null {
  return instantAt(record, ['createdOn', 'createdDateTime']);
}

export function updatedOf(record: Json): string | null {
  return instantAt(record, ['lastUpdatedOn', 'lastInteraction']);
}

function instantAt(record: Json, members: readonly string[]): string | null {
  if (!isObject(record)) return null;
  const found = members.map((member) => record[member]).find((value) => asText(value) !== null);
  const reading = readTime(found);
  if (reading.kind === 'wall') return `${reading.wall}Z`;
  return reading.kind === 'instant' ? reading.instant : null;
}

export function isWithin(record: Json, keep: DateBounds): boolean {
  const created = createdOf(record);
  const updated = updatedOf(record);
  return (
    !isBefore(created, keep.createdFrom) &&
    !isBefore(updated, keep.updatedFrom) &&
    !isAfter(created, keep.createdTo) &&
    !isAfter(updated, keep.updatedTo)
  );
}

export function isBefore(instant: string | null, bound: string | undefined): boolean {
  return instant !== null && bound !== undefined && instant < bound;
}

function isAfter(instant: string | null, bound: string | undefined): boolean {
  return instant !== null && bound !== undefined && instant > bound;
}
