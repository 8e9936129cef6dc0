/** What a Parquet file says of itself, in Thrift's compact protocol: structs of numbered members. Numbers are not negative. */
const TYPES = { i32: 5, i64: 6, text: 8, list: 9, struct: 12 } as const;

export type ThriftType = keyof typeof TYPES;

const TRUE = 1;
/** Lists of fewer members say their length in the byte of their type. */
const LONG_LIST = 15;

export class ThriftWriter {
  private bytes: Buffer;
  private size = 0;
  /** Of the structs that are open, the last member written. */
  private readonly outer: number[] = [];
  private last = 0;

  /** @param bytes that it is thought to take; it grows */
  constructor(bytes = 4096) {
    this.bytes = Buffer.allocUnsafe(bytes);
  }

  i32(member: number, value: number): void {
    this.begin(member, TYPES.i32);
    this.number(value);
  }

  i64(member: number, value: number): void {
    this.begin(member, TYPES.i64);
    this.number(value);
  }

  yes(member: number): void {
    this.begin(member, TRUE);
  }

  text(member: number, value: string): void {
    this.begin(member, TYPES.text);
    this.textItem(value);
  }

  struct(member: number, write: () => void): void {
    this.begin(member, TYPES.struct);
    this.structItem(write);
  }

  /** @param write of each item what `…Item` writes */
  list<T>(member: number, type: ThriftType, items: readonly T[], write: (item: T, at: number) => void): void {
    this.begin(member, TYPES.list);
    const { length } = items;
    this.byte((Math.min(length, LONG_LIST) << 4) | TYPES[type]);
    if (length >= LONG_LIST) this.varint(length);
    items.forEach(write);
  }

  structItem(write: () => void): void {
    this.outer.push(this.last);
    this.last = 0;
    write();
    this.byte(0);
    this.last = this.outer.pop() ?? 0;
  }

  textItem(value: string): void {
    const length = Buffer.byteLength(value);
    this.varint(length);
    this.room(length);
    this.size += this.bytes.write(value, this.size, 'utf8');
  }

  /** Of a signed type: zigzag puts the sign into the last bit. */
  number(value: number): void {
    this.varint(value * 2);
  }

  /** In groups of seven bits, the lowest first. */
  varint(value: number): void {
    let rest = value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128);
    this.byte(rest);
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.size] = value;
    this.size += 1;
  }

  toBuffer(): Buffer {
    return this.bytes.subarray(0, this.size);
  }

  private begin(member: number, type: number): void {
    this.byte(((member - this.last) << 4) | type);
    this.last = member;
  }

  private room(more: number): void {
    if (this.size + more <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.size + more));
    this.bytes.copy(larger, 0, 0, this.size);
    this.bytes = larger;
  }
}
