/** Levels of Parquet: small numbers that say of each value whether it is there, and whether it begins a row. */
import { ThriftWriter } from './thrift';

export class Levels {
  private bytes = new Uint8Array(1024);
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

  /** One run where all levels are the same, else packed bit by bit; the length in bytes comes first. */
  encoded(): Buffer {
    const body = new ThriftWriter();
    const [first = 0] = this.bytes;
    if (this.areAll(first)) {
      body.varint(this.count * 2);
      body.byte(first);
    } else {
      const groups = Math.ceil(this.count / 8);
      body.varint(groups * 2 + 1);
      for (let group = 0; group < groups; group += 1) this.pack(body, group * 8);
    }
    const length = Buffer.allocUnsafe(4);
    length.writeUInt32LE(body.written().length);
    return Buffer.concat([length, body.written()]);
  }

  private areAll(level: number): boolean {
    for (let at = 1; at < this.count; at += 1) if (this.bytes[at] !== level) return false;
    return true;
  }

  /** Eight levels, the first in the lowest bits. */
  private pack(body: ThriftWriter, from: number): void {
    let bits = 0;
    for (let at = 0; at < 8; at += 1) {
      const level = from + at < this.count ? (this.bytes[from + at] ?? 0) : 0;
      bits |= level << (at * this.width);
    }
    for (let byte = 0; byte < this.width; byte += 1) body.byte((bits >> (byte * 8)) & 255);
  }
}
