/** Which sources a lake holds, and which of them are the same tickets twice. */
import { numberIn, textIn } from '../store/row';
import type { Session } from '../store/session';

export interface HeldSource {
  source: string;
  vendor: string;
  tickets: number;
  /** Other sources of the service that hold tickets of the same id and creation: figures count those twice. */
  also_in: Array<{ source: string; tickets: number }>;
}

/** @param tickets SQL of the rows of the working database, or of a published one; both have a table `sources` */
export async function heldSources(session: Session, tickets: string): Promise<HeldSource[]> {
  const held = await session.all(
    `SELECT s.source, s.vendor, (SELECT count(*) FROM ${tickets} t WHERE t.source = s.source) AS tickets FROM sources s ORDER BY s.source`,
    undefined,
    (row) => ({ source: textIn(row, 'source'), vendor: textIn(row, 'vendor'), tickets: numberIn(row, 'tickets') }),
  );
  const doubles = hasSameService(held) ? await doubledTickets(session, tickets) : [];
  return held.map((each) => ({
    ...each,
    also_in: doubles.filter(({ of }) => of === each.source).map(({ source, tickets: n }) => ({ source, tickets: n })),
  }));
}

function hasSameService(held: ReadonlyArray<{ vendor: string }>): boolean {
  return new Set(held.map(({ vendor }) => vendor)).size < held.length;
}

function doubledTickets(
  session: Session,
  tickets: string,
): Promise<Array<{ of: string; source: string; tickets: number }>> {
  return session.all(
    `SELECT a.source, b.source AS other, count(*) AS tickets FROM ${tickets} a
     JOIN ${tickets} b ON b.ticket_id = a.ticket_id AND b.created_at = a.created_at AND b.source <> a.source
     JOIN sources s ON s.source = a.source JOIN sources o ON o.source = b.source AND o.vendor = s.vendor
     GROUP BY a.source, b.source ORDER BY tickets DESC, other`,
    undefined,
    (row) => ({ of: textIn(row, 'source'), source: textIn(row, 'other'), tickets: numberIn(row, 'tickets') }),
  );
}

/** Sources whose tickets stay published though the configuration does not name them any more. */
export function notConfigured<T extends Pick<HeldSource, 'source'>>(
  held: readonly T[],
  configured: ReadonlyArray<{ name: string }>,
): T[] {
  return held.filter(({ source }) => !configured.some(({ name }) => name === source));
}
