/** Values one after the other, as Parquet's encoding PLAIN has them. The buffer grows and is used again. */
const TWO_32 = 4_294_967_296;
/** A UTF-16 unit takes at most three bytes. */
const BYTES_A_UNIT = 3;

export class PlainBytes {
  private bytes = Buffer.allocUnsafe(1024);
  size = 0;
  private bits = 0;

  /** A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    this.room(4 + value.length * BYTES_A_UNIT);
    const length = this.bytes.write(value, this.size + 4, 'utf8');
    this.bytes.writeUInt32LE(length, this.size);
    this.size += 4 + length;
  }

  int32(value: number): void {
    this.room(4);
    this.size = this.bytes.writeInt32LE(value, this.size);
  }

  /** @param value a safe integer */
  int64(value: number): void {
    this.room(8);
    const high = Math.floor(value / TWO_32);
    this.bytes.writeUInt32LE(value - high * TWO_32, this.size);
    this.size = this.bytes.writeInt32LE(high, this.size + 4);
  }

  bigInt64(value: bigint): void {
    this.room(8);
    this.size = this.bytes.writeBigInt64LE(value, this.size);
  }

  double(value: number): void {
    this.room(8);
    this.size = this.bytes.writeDoubleLE(value, this.size);
  }

  /** Eight to a byte, the first in the lowest bit. */
  bit(value: boolean): void {
    const place = this.bits % 8;
    if (place === 0) {
      this.room(1);
      this.bytes[this.size] = 0;
      this.size += 1;
    }
    if (value) this.bytes[this.size - 1] = (this.bytes[this.size - 1] ?? 0) | (1 << place);
    this.bits += 1;
  }

  /** Valid until the next value comes. */
  toBuffer(): Buffer {
    return this.bytes.subarray(0, this.size);
  }

  clear(): void {
    this.size = 0;
    this.bits = 0;
  }

  private room(more: number): void {
    if (this.size + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.size + more));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }
}
