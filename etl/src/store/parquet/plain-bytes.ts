/** Values one after the other, as Parquet's encoding PLAIN has them. The buffer grows and is used again. */
const TWO_32 = 4_294_967_296;
/** A UTF-16 unit takes at most three bytes. */
const BYTES_A_UNIT = 3;
/** Up to here, signs one by one take less time than a call of Node's own writing (measured). */
const SHORT_TEXT = 48;
const LAST_ASCII = 127;

export class PlainBytes {
  private bytes = Buffer.allocUnsafe(1024);
  private view = viewOf(this.bytes);
  size = 0;
  private bits = 0;

  /** A lone surrogate becomes U+FFFD. */
  text(value: string): void {
    this.room(4 + value.length * BYTES_A_UNIT);
    const start = this.size + 4;
    const length = this.isAsciiWritten(value, start) ? value.length : this.bytes.write(value, start, 'utf8');
    this.view.setUint32(this.size, length, true);
    this.size = start + length;
  }

  int32(value: number): void {
    this.room(4);
    this.view.setInt32(this.size, value, true);
    this.size += 4;
  }

  /** @param value a safe integer */
  int64(value: number): void {
    this.room(8);
    const high = Math.floor(value / TWO_32);
    this.view.setUint32(this.size, value - high * TWO_32, true);
    this.view.setInt32(this.size + 4, high, true);
    this.size += 8;
  }

  bigInt64(value: bigint): void {
    this.room(8);
    this.view.setBigInt64(this.size, value, true);
    this.size += 8;
  }

  double(value: number): void {
    this.room(8);
    this.view.setFloat64(this.size, value, true);
    this.size += 8;
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

  /** @returns false: the text is long, or not of ASCII alone, and not written whole */
  private isAsciiWritten(text: string, start: number): boolean {
    if (text.length > SHORT_TEXT) return false;
    for (let at = 0; at < text.length; at += 1) {
      const unit = text.charCodeAt(at);
      if (unit > LAST_ASCII) return false;
      this.bytes[start + at] = unit;
    }
    return true;
  }

  private room(more: number): void {
    if (this.size + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.size + more));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
    this.view = viewOf(larger);
  }
}

function viewOf(bytes: Buffer): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
