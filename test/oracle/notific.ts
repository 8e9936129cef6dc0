/** Notific: records that the vendor's page describes, its four lists, and what the records say. */
import type { Expected } from './expected';
import { localDay, localTime } from './expected';
import type { Dice } from './random';

interface Ticket {
  Id: number;
  Description: string;
  ServiceId: number;
  StartTime: string;
  ClosedTime: string | null;
  ReopenedTime: string | null;
}

export type Records = readonly Ticket[];

const WORDS = ['mail', 'café', 'a < b', '日本', 'VPN', '😀', 'R&D', '**down**'] as const;
const FIRST_DAY = Date.parse('2026-02-20T00:00:00.000Z');

/** Everything is UTC, without a zone in the text. */
function timeText(at: number): string {
  return new Date(at).toISOString().replace(/\.000Z$/, '');
}

export function generate(dice: Dice, count: number): Records {
  const line = (): string => Array.from({ length: 1 + dice.below(4) }, () => dice.pick(WORDS)).join(' ');
  return Array.from({ length: count }, (_, index) => {
    const start = FIRST_DAY + dice.below(60 * 86_400) * 1000;
    const closed = start + (60 + dice.below(5 * 86_400)) * 1000;
    const reopened = closed + (60 + dice.below(5 * 86_400)) * 1000;
    const steps = dice.below(3);
    return {
      Id: index + 1,
      Description: `${line()}\n${line()}`,
      ServiceId: 1,
      StartTime: timeText(start),
      ClosedTime: steps > 0 ? timeText(closed) : null,
      ReopenedTime: steps > 1 ? timeText(reopened) : null,
    };
  });
}

export function asOf(records: Records, instant: string): Records {
  const known = (time: string | null): string | null => (time !== null && time <= instant ? time : null);
  return records
    .filter(({ StartTime }) => StartTime <= instant)
    .map((ticket) => ({
      ...ticket,
      ClosedTime: known(ticket.ClosedTime),
      ReopenedTime: known(ticket.ReopenedTime),
    }));
}

export function answerTo(url: URL, records: Records): object | null {
  const [, list, id] = /\/(Tickets|Services|Customers|Operators)(?:\/(\d+))?$/i.exec(url.pathname) ?? [];
  if (list === undefined) return null;
  const name = list.toLowerCase();
  const rows = name === 'tickets' ? records : name === 'services' ? [{ Id: 1, Name: 'Network' }] : [];
  return id === undefined ? rows : (rows.find(({ Id }) => Id === Number(id)) ?? null);
}

export function expectedOf(records: Records, source: string, zone: string): Expected {
  const tables: Expected = { tickets: [], status_changes: [] };
  for (const { Id, Description, StartTime, ClosedTime, ReopenedTime } of records) {
    const ticket_key = `${source}:${String(Id)}`;
    const isOpen = ClosedTime === null || ReopenedTime !== null;
    const closed = isOpen ? null : `${ClosedTime}Z`;
    tables['tickets']?.push({
      ticket_key,
      ticket_id: String(Id),
      subject: Description.split('\n')[0] ?? '',
      description: Description,
      status: isOpen ? 'Open' : 'Closed',
      status_group: isOpen ? 'open' : 'closed',
      is_open: String(isOpen),
      priority: null,
      created_local: localTime(`${StartTime}Z`, zone),
      created_date: localDay(`${StartTime}Z`, zone),
      updated_local: localTime(`${ReopenedTime ?? ClosedTime ?? StartTime}Z`, zone),
      closed_local: localTime(closed, zone),
      closed_date: localDay(closed, zone),
      reopen_count: ReopenedTime === null ? '0' : '1',
    });
    const steps = [
      { at: ClosedTime, from_status: 'Open', to_status: 'Closed', to_group: 'closed' },
      { at: ReopenedTime, from_status: 'Closed', to_status: 'Open', to_group: 'open' },
    ];
    steps.forEach(({ at, ...step }, index) => {
      if (at === null) return;
      const changed_local = localTime(`${at}Z`, zone);
      tables['status_changes']?.push({ ticket_key, sequence: String(index + 1), ...step, changed_local });
    });
  }
  return tables;
}
