/** One line of `ticketlake check`. */
export type FindingLevel = 'ok' | 'warning' | 'error';

export interface CheckFinding {
  /** config, mask, lake, time zones, or a source's name. */
  subject: string;
  level: FindingLevel;
  message: string;
  remedy?: string;
}
