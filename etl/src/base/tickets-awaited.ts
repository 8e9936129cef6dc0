/** What is said of a lake that has no tickets yet. Pure: the status page is built with it, too. */
import { LakeError } from './errors';

/** The message also stands behind a colon. */
export const TICKETS_AWAITED = {
  message: 'no tickets were read yet, so only the tables sources, runs, rejects and schema_changes are published',
  remedy: 'Run `ticketlake export`. If it reads no tickets again, `ticketlake status` says why.',
} as const;

export function ticketsAwaited(): LakeError {
  return new LakeError('no_tickets', TICKETS_AWAITED.message, TICKETS_AWAITED.remedy);
}
