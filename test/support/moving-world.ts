/** A list whose rows come, go, change and move between any two requests, and who lived from beginning to end. */

export interface MovingRow {
  id: string;
  /** Epoch milliseconds. */
  created: number;
  updated: number;
}

/** What may happen between two requests. */
export interface Weather {
  arrives: boolean;
  changes: boolean;
  vanishes: boolean;
}

/** xorshift32: no code shared with the product. */
export function dice(seed: number): (below: number) => number {
  let state = (seed ^ 0x9e3779b9) >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % below;
  };
}

const START = Date.UTC(2026, 0, 5);

export class MovingWorld {
  rows: MovingRow[] = [];
  private now = START;
  private serial = 0;
  private readonly first: ReadonlySet<string>;
  private asked = 0;
  vanished = 0;

  /** @param gaps milliseconds between two creations, one of them for each */
  constructor(
    private readonly roll: (below: number) => number,
    count: number,
    private readonly gaps: readonly number[],
    private readonly weather: Weather,
  ) {
    for (let n = 0; n < count; n += 1) this.arrive();
    this.first = new Set(this.rows.map(({ id }) => id));
  }

  private arrive(): void {
    // What arrives while the list is read comes after all that is there.
    const gap = this.gaps[this.roll(this.gaps.length)] ?? 1000;
    this.now += this.asked > 0 ? Math.max(1, gap) : gap;
    this.serial += 1;
    // No order of ids is that of creation.
    const id = `t${((this.serial * 7919) % 100_003).toString().padStart(6, '0')}`;
    this.rows.push({ id, created: this.now, updated: this.now });
  }

  /** To be called before each answer. */
  turn(): void {
    this.asked += 1;
    if (this.asked > 3000) throw new Error('asked for ever');
    if (this.asked === 1) return;
    const { arrives, changes, vanishes } = this.weather;
    if (arrives && this.roll(3) === 0) for (let n = this.roll(4); n >= 0; n -= 1) this.arrive();
    if (changes && this.roll(2) === 0) for (let n = this.roll(3); n >= 0; n -= 1) this.change();
    if (vanishes && this.roll(4) === 0) for (let n = this.roll(4); n >= 0; n -= 1) this.vanish();
  }

  private change(): void {
    const row = this.rows[this.roll(Math.max(1, this.rows.length))];
    if (row) row.updated = this.now += 1000;
  }

  private vanish(): void {
    if (this.rows.length < 2) return;
    this.rows.splice(this.roll(this.rows.length), 1);
    this.vanished += 1;
  }

  /** The service's clock. */
  get clock(): string {
    return new Date(this.now).toUTCString();
  }

  /** Ids that were there before the first answer and are there still. */
  survivors(): string[] {
    return this.rows.map(({ id }) => id).filter((id) => this.first.has(id));
  }
}
