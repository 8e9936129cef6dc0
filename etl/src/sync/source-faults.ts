/** What went wrong with a source as a whole, and what an error means for the stream that met it. */
import type { VendorError } from '../../../vendors/errors';
import { isVendorError } from '../../../vendors/errors';
import type { Stream } from '../../../vendors/vendor';
import { firstLineOf } from '../base/system-error';
import { SchemaContractViolation } from './contract';
import type { StreamMetrics } from './run-rows';
import type { SourceLog } from './source-log';

const NOT_OFFERED: readonly string[] = ['forbidden', 'not_found', 'unsupported', 'method_not_allowed'];

/** Errors that end the whole source, not only a stream. */
export function endsSource(error: VendorError): boolean {
  return error.code === 'unauthorized' || error.code === 'redirect';
}

export class SourceFaults {
  private reason: string | undefined;
  private part: string | undefined;

  constructor(
    private readonly log: SourceLog,
    private readonly signal: AbortSignal,
  ) {}

  /** Why the source cannot go on. */
  get failure(): string | undefined {
    return this.reason;
  }

  /** Why the key shows only a part of the tickets: what it does not show is not deleted. */
  get partialView(): string | undefined {
    return this.part;
  }

  /** The first reason stays. */
  fail(reason: string): void {
    this.reason ??= reason;
  }

  seesOnlyAPart(why: string): void {
    this.part = why;
  }

  stopped(tally: StreamMetrics): boolean {
    return this.signal.aborted || this.reason !== undefined || tally.outcome === 'failed';
  }

  /** Sorts an error of a stream: the run's end, the source's, the stream's; anything else is a defect and is thrown on. */
  streamFailed(stream: Stream, tally: StreamMetrics, error: unknown): void {
    if (error instanceof SchemaContractViolation) {
      tally.problem('failed', error.message);
      this.log.note(stream.name, 'error', error.message);
      return;
    }
    if (!isVendorError(error)) throw this.defect(error);
    if (error.code === 'aborted') {
      tally.problem('interrupted', null);
      return;
    }
    const message = error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`;
    if (endsSource(error)) this.reason = message;
    const outcome = outcomeOf(stream, error);
    tally.problem(outcome, message);
    this.log.note(stream.name, outcome === 'unsupported' ? 'info' : 'error', message);
  }

  /** Ends all work of the source for something that is not the service's fault. @returns the error, to be thrown on */
  defect(error: unknown): unknown {
    this.fail(firstLineOf(error));
    return error;
  }
}

function outcomeOf(stream: Stream, error: VendorError): 'unsupported' | 'incomplete' | 'failed' {
  if (stream.optional && NOT_OFFERED.includes(error.code)) return 'unsupported';
  return error.code === 'incomplete' ? 'incomplete' : 'failed';
}
