/** Decides when to publish: soon after a stream ends, every few minutes while long ones grow, and at the end. */

/** Streams that end close together share one publication. */
const REST_MS = 20_000;

export class Publisher {
  private notBefore: number;
  private queue: Promise<void> = Promise.resolve();

  /**
   * @param publishOnce makes one publication; two never overlap
   * @param now epoch ms
   */
  constructor(
    private readonly publishOnce: () => Promise<void>,
    private readonly now: () => number,
  ) {
    this.notBefore = now() + REST_MS;
  }

  /** Publishes when the last publication is old enough: publishing may take no more than a tenth of the time. */
  async soon(): Promise<void> {
    if (this.now() < this.notBefore) return;
    await this.always();
  }

  always(): Promise<void> {
    this.queue = this.queue.then(async () => {
      const begun = this.now();
      await this.publishOnce();
      const took = this.now() - begun;
      this.notBefore = this.now() + Math.max(REST_MS, took * 9);
    });
    return this.queue;
  }
}
