/**
 * Time as a lake knows it: never behind anything that is written in it. Readings of a row are told apart by when they
 * were received, so a machine's clock that is set back must not make the new ones look like the old.
 */
import { instantOf, microsOf } from '../../../vendors/time';

export class LakeClock {
  /** Microseconds since 1970. */
  private last = 0n;

  /** @param machine epoch ms */
  constructor(private readonly machine: () => number) {}

  /** From now on every instant is later than this one. */
  advancePast(instant: string | null): void {
    if (instant === null) return;
    const micros = microsOf(instant);
    if (micros > this.last) this.last = micros;
  }

  /** A canonical instant, later than every one before. */
  nextTimestamp(): string {
    const now = BigInt(Math.floor(this.machine())) * 1000n;
    this.last = now > this.last ? now : this.last + 1n;
    return instantOf(this.last) ?? '9999-12-31T23:59:59.999999Z';
  }

  /** Epoch ms, not before the last instant. */
  now(): number {
    return Math.max(Math.floor(this.machine()), Number(this.last / 1000n) + 1);
  }
}
