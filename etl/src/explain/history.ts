/** How a ticket changed from reading to reading, as far as raw/ holds. */
import type { Json } from '../../../vendors/json';
import type { Ticket } from '../../../vendors/model';
import type { PageLocation, TicketVersion } from './ticket-versions';

export interface Difference {
  column: string;
  from: Json;
  to: Json;
}

export interface HistoryStep {
  place: PageLocation;
  /** null for the first reading that raw/ holds. */
  changes: Difference[] | null;
}

/** @param versions oldest first */
export function historyOf(versions: readonly TicketVersion[]): HistoryStep[] {
  return versions.map(({ place, ticket }, at) => {
    const before = versions[at - 1]?.ticket;
    return { place, changes: before === undefined ? null : differences(before, ticket) };
  });
}

function differences(before: Ticket, after: Ticket): Difference[] {
  const [old, now] = [new Map<string, Json>(Object.entries(plain(before))), Object.entries(plain(after))];
  return now.flatMap(([column, to]) => {
    const from = old.get(column) ?? null;
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ column, from, to }];
  });
}

function plain({ custom_fields: values, extra, ...members }: Ticket): Record<string, Json> {
  const fields = values.map(({ field_id, value_text }) => `${field_id}=${value_text ?? ''}`).sort();
  return { ...members, custom_fields: fields, extra: JSON.stringify(extra) };
}
