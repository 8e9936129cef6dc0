/** Decides when to publish: soon after a stream ends, every few minutes while long ones grow, and at the end. */

/** Streams that end close together share one publication. */
const REST_MS = 20_000;
/** The larger the lake the dearer a publication, as files are written whole: on the way it may cost a twentieth of the time. */
const REST_FOR_WORK = 19;

export class Publisher {
  private notBefore: number;
  private underWay = 0;
  private last: Promise<void> = Promise.resolve();

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

  /** Whether the last publication is old enough. */
  isDue(): boolean {
    return this.underWay === 0 && this.now() >= this.notBefore;
  }

  /** Of several who found it due, and had something to write before, the first one publishes. @throws as publish does */
  async publishIfDue(): Promise<void> {
    if (this.isDue()) await this.publish();
  }

  /** @throws what publishOnce throws; the next publication is tried all the same */
  publish(): Promise<void> {
    this.underWay += 1;
    const mine = this.last.then(() => this.timed());
    this.last = mine.catch(() => undefined);
    return mine;
  }

  private async timed(): Promise<void> {
    const begun = this.now();
    try {
      await this.publishOnce();
    } finally {
      this.underWay -= 1;
      this.notBefore = this.now() + Math.max(REST_MS, (this.now() - begun) * REST_FOR_WORK);
    }
  }
}
