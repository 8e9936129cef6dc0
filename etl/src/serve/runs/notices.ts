/** Tells of the runs of this service, one after the other, in the order in which they ended. */
import type { Redact } from '../../../../vendors/redact';
import type { Config } from '../../config/config';
import { notifyOfRun } from '../../notify/send-notices';
import type { RunAnswer } from '../answers';
import type { ServiceLog } from '../http/log';

/** Notices that are on their way when the service is ended have this long; the next run sends what is left. */
const LAST_NOTICES_MS = 5000;

export class RunNotices {
  private readonly ending = new AbortController();
  private last: Promise<void> = Promise.resolve();

  constructor(private readonly options: { config: Config; redact: Redact; log: ServiceLog }) {}

  notify(run: RunAnswer): void {
    const { config, redact, log } = this.options;
    const warn = (message: string): void => {
      log.error({ event: 'notice', run: run.id }, message);
    };
    const { signal } = this.ending;
    this.last = this.last.then(() => notifyOfRun(run, { config, redact, warn, signal }));
  }

  async close(): Promise<void> {
    const force = setTimeout(() => {
      this.ending.abort();
    }, LAST_NOTICES_MS);
    await this.last;
    clearTimeout(force);
  }
}
