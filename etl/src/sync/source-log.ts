/** What a source reports while it is read: notes without secrets, and how far a stream is. */
import type { Redact } from '../../../vendors/redact';
import type { CountedUnit, Listener, RunEvent } from '../base/events';
import type { CallCounts, StreamMetrics } from './run-rows';

export class SourceLog {
  /**
   * @param redact hides secrets in what a service says
   * @param counts what the source's call has counted so far
   */
  constructor(
    private readonly source: string,
    private readonly listener: Listener,
    private readonly redact: Redact,
    private readonly counts: () => CallCounts,
  ) {}

  emit(event: RunEvent): void {
    this.listener(event);
  }

  note(stream: string | null, level: 'info' | 'warning' | 'error', message: string): void {
    this.listener({ type: 'note', source: this.source, stream, level, message: this.redact(message) });
  }

  /** @param total how many there will be; null: nobody knows */
  progress(stream: string, tally: StreamMetrics, unit: CountedUnit, rows: number, total: number | null): void {
    const { requests, pages } = tally.row(null, this.counts());
    this.listener({ type: 'progress', source: this.source, stream, rows, pages, requests, total, unit });
  }
}
