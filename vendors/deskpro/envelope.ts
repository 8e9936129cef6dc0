/**
 * Deskpro's envelope: `data`, `meta`, `linked`. Live answers carry `meta.pagination`; the vendor's page shows a
 * flat `meta` and `links`, which no live answer has: read as a fallback, `links` never.
 */
import type { Json, JsonObject } from '../json';
import { asText, isObject, numberOf, objectAt } from '../json';

export interface Listing {
  records: Json[];
  /** Rows in all, as the service counts them. */
  total: number | null;
  /** Rows that the service says stand on this page. */
  count: number | null;
  perPage: number | null;
  pages: number | null;
  /** How the service understood the filters. null: it does not say. */
  fql: string | null;
  /** Side-loaded records: by type, then by id. */
  linked: JsonObject;
}

/** @returns null when the answer has no list or record as `data`, and so is not an answer of Deskpro's */
export function listingOf(json: Json): Listing | null {
  if (!isObject(json) || typeof json.data !== 'object' || json.data === null) return null;
  const meta = objectAt(json, 'meta');
  const pagination = isObject(meta.pagination) ? meta.pagination : meta;
  return {
    records: recordsOf(json.data),
    total: wholeAt(pagination, 'total'),
    count: wholeAt(pagination, 'count'),
    perPage: wholeAt(pagination, 'per_page'),
    pages: wholeAt(pagination, 'total_pages'),
    fql: asText(meta.fql),
    linked: objectAt(json, 'linked'),
  };
}

/** Whether `data` is a list: an array, or records by their keys. An empty list has no keys to be written as an object. */
export function hasList(json: Json): boolean {
  const data = isObject(json) ? json.data : undefined;
  return Array.isArray(data) || (isObject(data) && Object.values(data).some(isObject));
}

/** A single record's `data`; null when there is none. */
export function recordOf(json: Json): JsonObject | null {
  const data = isObject(json) ? json.data : undefined;
  return isObject(data) ? data : null;
}

/** Lists keyed by id (older builds; statuses keyed by code) are lists all the same. */
function recordsOf(data: Json): Json[] {
  if (Array.isArray(data)) return data;
  return isObject(data) ? Object.values(data).flatMap((value) => (value === undefined ? [] : [value])) : [];
}

function wholeAt(object: JsonObject, member: string): number | null {
  const number = numberOf(object[member]);
  return number !== null && Number.isInteger(number) && number >= 0 ? number : null;
}

/** The id of a record, or of a reference that may be side-loaded in place (`inline_sideloads`). */
export function idIn(value: Json | undefined): string | null {
  return asText(isObject(value) ? value.id : value);
}
