/**
 * The readings of tickets within one batch, where they differ in status: what was observed must not depend on how
 * pages are cut into batches. A ticket that was read once is told of by its row.
 */
import { STORED_TICKETS } from '../store/staging-tables';
import type { Content } from './content';
import { placeOf } from './content';
import type { StageColumns } from '../store/staging';
import { StageFile } from '../store/staging';

interface TicketStep {
  ticket_id: string;
  step: number;
  status: string | null;
  status_group: string;
  status_at: string | null;
  updated_at: string | null;
  rank: string;
  stream: string;
}

const COLUMNS: StageColumns = [
  ['ticket_id', 'VARCHAR'],
  ['step', 'INTEGER'],
  ['status', 'VARCHAR'],
  ['status_group', 'VARCHAR'],
  ['status_at', 'TIMESTAMPTZ'],
  ['updated_at', 'TIMESTAMPTZ'],
  ['rank', 'VARCHAR'],
  ['stream', 'VARCHAR'],
];

const TICKET_ID = placeOf(STORED_TICKETS, 'ticket_id');
const STATUS = placeOf(STORED_TICKETS, 'status');
const STATUS_GROUP = placeOf(STORED_TICKETS, 'status_group');
const STATUS_AT = placeOf(STORED_TICKETS, 'status_at');
const UPDATED_AT = placeOf(STORED_TICKETS, 'updated_at');

export class TicketSteps {
  private readonly steps = new Map<string, TicketStep[]>();
  private readonly readAgain = new Set<string>();

  /** @param content a reading that counts, in the order in which they were received */
  add(content: Content, precedence: string, stream: string): void {
    const ticketId = String(content[TICKET_ID]);
    const known = this.steps.get(ticketId);
    if (known) this.readAgain.add(ticketId);
    const steps = known ?? [];
    if (!known) this.steps.set(ticketId, steps);
    const last = steps.at(-1);
    const step: TicketStep = {
      ticket_id: ticketId,
      step: steps.length,
      status: textOrNull(content[STATUS]),
      status_group: String(content[STATUS_GROUP]),
      status_at: textOrNull(content[STATUS_AT]),
      updated_at: textOrNull(content[UPDATED_AT]),
      rank: precedence,
      stream,
    };
    // Two readings of one page are one moment: the later of them is what it said.
    if (last?.rank === precedence) steps[steps.length - 1] = { ...step, step: last.step };
    else if (last?.status !== step.status || last.status_group !== step.status_group) steps.push(step);
  }

  /** @returns null when no ticket was read more than once */
  stage(folder: string): StageFile | null {
    if (this.readAgain.size === 0) return null;
    const steps = [...this.readAgain].flatMap((ticketId) => this.steps.get(ticketId) ?? []);
    return StageFile.write(folder, 'ticket_steps', COLUMNS, steps);
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
