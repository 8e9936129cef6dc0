/** Levels of Parquet: small numbers that say of each value whether it is there, and whether it begins a row. */
const LENGTH_BYTES = 4;
/** Of a count that fits a batch. */
const VARINT_BYTES = 5;

export class Levels {
  private bytes = new Uint8Array(1024);
  private packed = Buffer.allocUnsafe(256);
  count = 0;

  /** @param width bits that the largest level takes */
  constructor(private readonly width: number) {}

  add(level: number): void {
    if (this.count === this.bytes.length) {
      const larger = new Uint8Array(this.bytes.length * 2);
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[this.count] = level;
    this.count += 1;
  }

  clear(): void {
    this.count = 0;
  }

  /**
   * One run where all levels are the same, else packed bit by bit; the length in bytes comes first. Valid until it is asked
   * for again: the bytes are used again, as what is thrown away a thousand times a batch took 50 MB (measured).
   */
  encoded(): Buffer {
    const groups = Math.ceil(this.count / 8);
    const most = LENGTH_BYTES + VARINT_BYTES + Math.max(1, groups * this.width);
    if (this.packed.length < most) this.packed = Buffer.allocUnsafe(most * 2);
    const [first = 0] = this.bytes;
    let end: number;
    if (this.areAll(first)) {
      end = this.varint(this.count * 2);
      end = this.packed.writeUInt8(first, end);
    } else {
      end = this.varint(groups * 2 + 1);
      for (let group = 0; group < groups; group += 1) end = this.pack(group * 8, end);
    }
    this.packed.writeUInt32LE(end - LENGTH_BYTES);
    return this.packed.subarray(0, end);
  }

  private areAll(level: number): boolean {
    for (let at = 1; at < this.count; at += 1) if (this.bytes[at] !== level) return false;
    return true;
  }

  /** Behind the length. @returns where it ends */
  private varint(value: number): number {
    let end = LENGTH_BYTES;
    let left = value;
    for (; left >= 128; left = Math.floor(left / 128)) end = this.packed.writeUInt8((left % 128) + 128, end);
    return this.packed.writeUInt8(left, end);
  }

  /** Eight levels, the first in the lowest bits. @returns where they end */
  private pack(from: number, at: number): number {
    let bits = 0;
    for (let nth = 0; nth < 8; nth += 1) {
      const level = from + nth < this.count ? (this.bytes[from + nth] ?? 0) : 0;
      bits |= level << (nth * this.width);
    }
    for (let byte = 0; byte < this.width; byte += 1) this.packed[at + byte] = (bits >> (byte * 8)) & 255;
    return at + this.width;
  }
}
