/**
 * Tickets whose per-ticket call answers "not found". Were they deleted between the list and the call, or does the
 * service have nothing of the kind at all? Only a ticket that it does answer for tells.
 */
import type { VendorError } from '../../../vendors/errors';
import { isVendorError } from '../../../vendors/errors';
import { answerOrError } from '../../../vendors/outcome';
import type { Stream } from '../../../vendors/vendor';
import type { SourceContext } from './source-context';
import { pagingContextOf } from './source-context';

/** So many at once are worth a question. */
const MANY = 5;
const KNOWN_GOOD = 3;

export class NotFoundTracker {
  private tickets: string[] = [];
  private reason = '';
  /** Tickets that were answered for lately, newest first. */
  private answered: string[] = [];

  constructor(
    private readonly run: SourceContext,
    private readonly stream: Stream,
  ) {}

  /** A ticket was answered for: the service has the stream, so those that were not found are gone. */
  async confirm(ticketId: string): Promise<void> {
    this.answered = [ticketId, ...this.answered].slice(0, KNOWN_GOOD);
    await this.drop();
  }

  /** @returns what is wrong with the service, when it is not the tickets */
  async add(ticketId: string, error: VendorError): Promise<string | null> {
    this.tickets.push(ticketId);
    this.reason = error.message;
    return this.tickets.length < MANY ? null : this.resolve();
  }

  /** @returns what is wrong with the service, when it is not the tickets: they wait for the next run then */
  async resolve(): Promise<string | null> {
    const count = this.tickets.length;
    if (count === 0) return null;
    if (!(await this.stillAnswers())) return `none of ${count} tickets was found: ${this.reason}`;
    await this.drop();
    return null;
  }

  /** Whether the service ever gave what this stream asks for. */
  async isSupported(): Promise<boolean> {
    return (await this.knownGoodTickets()).length > 0;
  }

  /** Tickets that were read before are asked for once more. */
  private async stillAnswers(): Promise<boolean> {
    const { run, stream } = this;
    const context = await pagingContextOf(run);
    for (const ticketId of await this.knownGoodTickets()) {
      const slice = stream.childSlice?.(ticketId);
      if (!slice) return false;
      const answer = await answerOrError(run.call, stream.request(slice, null, context));
      if (!isVendorError(answer)) return true;
    }
    return false;
  }

  private async knownGoodTickets(): Promise<string[]> {
    return this.answered.length > 0 ? this.answered : this.run.queue.lastRead(this.stream.name, KNOWN_GOOD);
  }

  private async drop(): Promise<void> {
    const gone = this.tickets;
    this.tickets = [];
    for (const ticketId of gone) await this.run.queue.drop(this.stream.name, ticketId);
  }
}
