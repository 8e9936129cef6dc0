/** One column of the rows that are being gathered: a chunk of it for each row group. */
import { Levels } from './levels';
import { PlainBytes } from './plain-bytes';
import type { ThriftWriter } from './thrift';
import { ThriftWriter as Thrift } from './thrift';
import type { ScalarName, ScalarType } from './values';
import { SCALAR_TYPES } from './values';

export type ColumnType = ScalarName | 'VARCHAR[]';

/** A chunk: what the file's end says of it, and its bytes, which stay until the column is cleared. */
export interface Chunk {
  values: number;
  bytes: Buffer[];
  size: number;
}

export interface ParquetColumn {
  readonly size: number;
  readonly type: ScalarType;
  /** The names that lead to its values. */
  readonly path: readonly string[];
  /** Elements of the schema that describe it. */
  readonly schema: ReadonlyArray<(thrift: ThriftWriter) => void>;
  /**
   * @param value null and undefined are NULL
   * @throws Error when the column cannot hold it: nothing is added then
   */
  add(value: unknown): void;
  /** The rows since it was cleared. */
  chunk(): Chunk;
  clear(): void;
}

export function columnOf(name: string, type: ColumnType): ParquetColumn {
  return type === 'VARCHAR[]' ? new ListColumn(name) : new ScalarColumn(name, SCALAR_TYPES[type]);
}

const [OPTIONAL, REPEATED] = [1, 2];
const LIST = 3;
const [PLAIN, RLE] = [0, 3];
export const ENCODINGS: readonly number[] = [PLAIN, RLE];

const [LOGICAL_TIMESTAMP, MICROS] = [8, 2];

function element(name: string, repetition: number, { physical, converted, isInstant }: ScalarType) {
  return (thrift: ThriftWriter): void => {
    thrift.i32(1, physical);
    thrift.i32(3, repetition);
    thrift.text(4, name);
    if (converted !== null) thrift.i32(6, converted);
    if (isInstant) thrift.struct(10, () => thrift.struct(LOGICAL_TIMESTAMP, () => describeInstant(thrift)));
  };
}

function describeInstant(thrift: ThriftWriter): void {
  thrift.yes(1);
  thrift.struct(2, () => thrift.struct(MICROS, () => undefined));
}

function group(name: string, repetition: number, converted: number | null) {
  return (thrift: ThriftWriter): void => {
    thrift.i32(3, repetition);
    thrift.text(4, name);
    thrift.i32(5, 1);
    if (converted !== null) thrift.i32(6, converted);
  };
}

/** So small that Node cuts it from a larger piece of memory. */
const HEADER_BYTES = 64;

/** A page: its header, levels, values. */
function chunkOf(values: number, levels: readonly Buffer[], data: Buffer): Chunk {
  const size = levels.reduce((sum, { length }) => sum + length, data.length);
  const header = new Thrift(HEADER_BYTES);
  header.structItem(() => {
    header.i32(1, 0);
    header.i32(2, size);
    header.i32(3, size);
    header.struct(5, () => {
      header.i32(1, values);
      for (const [member, encoding] of [PLAIN, RLE, RLE].entries()) header.i32(member + 2, encoding);
    });
  });
  const bytes = [header.toBuffer(), ...levels, data];
  return { values, bytes, size: header.toBuffer().length + size };
}

class ScalarColumn implements ParquetColumn {
  private readonly there = new Levels(1);
  private readonly data = new PlainBytes();
  readonly path: readonly string[];
  readonly schema: ParquetColumn['schema'];

  constructor(
    name: string,
    readonly type: ScalarType,
  ) {
    this.path = [name];
    this.schema = [element(name, OPTIONAL, type)];
  }

  get size(): number {
    return this.data.size + this.there.count;
  }

  add(value: unknown): void {
    const isThere = value !== null && value !== undefined;
    if (isThere) this.type.write(this.data, value);
    this.there.add(isThere ? 1 : 0);
  }

  chunk(): Chunk {
    return chunkOf(this.there.count, [this.there.encoded()], this.data.toBuffer());
  }

  clear(): void {
    this.there.clear();
    this.data.clear();
  }
}

/** What a value of a list says of it: the list is NULL, it is empty, it holds this text. An item is never NULL. */
const [NO_LIST, NO_ITEM, ITEM] = [0, 1, 3];

class ListColumn implements ParquetColumn {
  readonly type = SCALAR_TYPES.VARCHAR;
  private readonly there = new Levels(2);
  /** 0 where a row begins. */
  private readonly repeated = new Levels(1);
  private readonly data = new PlainBytes();
  readonly path: readonly string[];
  readonly schema: ParquetColumn['schema'];

  constructor(name: string) {
    this.path = [name, 'list', 'element'];
    this.schema = [
      group(name, OPTIONAL, LIST),
      group('list', REPEATED, null),
      element('element', OPTIONAL, SCALAR_TYPES.VARCHAR),
    ];
  }

  get size(): number {
    return this.data.size + this.there.count * 2;
  }

  add(value: unknown): void {
    if (value === null || value === undefined) {
      this.level(NO_LIST, 0);
      return;
    }
    if (!isTexts(value)) throw new Error('a value is no list of texts');
    if (value.length === 0) this.level(NO_ITEM, 0);
    for (const [at, text] of value.entries()) {
      this.data.text(text);
      this.level(ITEM, at === 0 ? 0 : 1);
    }
  }

  chunk(): Chunk {
    return chunkOf(this.there.count, [this.repeated.encoded(), this.there.encoded()], this.data.toBuffer());
  }

  clear(): void {
    for (const part of [this.there, this.repeated, this.data]) part.clear();
  }

  private level(there: number, repeated: number): void {
    this.there.add(there);
    this.repeated.add(repeated);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
