/** Columns of the lake as columns of Delta Lake, and how a table's schema may grow. Pure. */
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';
import { dictionary } from '../../../../vendors/dictionary';
import type { LocalTimes } from '../../config/target-place';
import { TABLES, literal, quoted } from '../../schema/tables';
import type { LakeColumn } from '../published-lake';
import { TargetError } from '../store/store';

export interface DeltaField {
  name: string;
  type: string;
  /** SQL of the value, from a row of the lake's table. */
  value: string;
}

/** As it stands in a log: `type` is a text or, of nested columns, an object. */
const FIELD = z.looseObject({
  name: z.string(),
  type: z.unknown(),
  nullable: z.boolean(),
  metadata: z.record(z.string(), z.unknown()),
});
const SCHEMA = z.looseObject({ fields: z.array(FIELD) });
export type StandingField = z.infer<typeof FIELD>;

const TYPES: Readonly<Partial<Record<string, string>>> = dictionary({
  VARCHAR: 'string',
  BOOLEAN: 'boolean',
  INTEGER: 'integer',
  BIGINT: 'long',
  DOUBLE: 'double',
  DATE: 'date',
  'TIMESTAMP WITH TIME ZONE': 'timestamp',
});

/** @throws TargetError for a type that Delta Lake has no word for */
export function fieldsOf(table: string, columns: readonly LakeColumn[], localTimes: LocalTimes): DeltaField[] {
  return columns.flatMap(({ name, type }): DeltaField[] => {
    const value = quoted(name);
    if (type === 'TIMESTAMP') return localField(name, localTimes);
    const known = TYPES[type] ?? (/^DECIMAL\(\d+,\d+\)$/.test(type) ? type.toLowerCase() : undefined);
    if (known !== undefined) return [{ name, type: known, value }];
    throw new TargetError(
      `${table}.${name} is of a type that Delta Lake tables of Ticketlake do not have (${type})`,
      'Report it with the output of `ticketlake --version`.',
    );
  });
}

/** Wall-clock time. Labelled as UTC, every reader takes it; Fabric refuses a table with timestampNtz. */
function localField(name: string, localTimes: LocalTimes): DeltaField[] {
  if (localTimes === 'none') return [];
  if (localTimes === 'ntz') return [{ name, type: 'timestamp_ntz', value: quoted(name) }];
  return [{ name, type: 'timestamp', value: `${quoted(name)} AT TIME ZONE 'UTC'` }];
}

/** @throws TargetError when it is no schema */
export function standingFields(table: string, schemaString: string): StandingField[] {
  const parsed = SCHEMA.safeParse(jsonOf(schemaString));
  if (parsed.success) return parsed.data.fields;
  throw new TargetError(`the schema of ${table} in its log cannot be read`, 'Publish into an empty folder.');
}

/**
 * The columns that stand there, in their order, then those that are new.
 * @param isReplaced every file of the table is written anew where a type is another one
 * @throws TargetError when a type is another one, and files would stay
 */
export function grownFields(
  table: string,
  standing: readonly StandingField[],
  fields: readonly DeltaField[],
  isReplaced = false,
): StandingField[] {
  for (const { name, type, metadata } of standing) {
    const ours = fields.find((field) => field.name === name);
    if (ours !== undefined && ours.type !== type && !isReplaced)
      throw new TargetError(
        `${table}.${name} is ${typeText(type)} there and would become ${ours.type}: readers of the table would break`,
        'Publish into an empty folder, or remove the table there and run `ticketlake publish`.',
      );
    if (Object.hasOwn(metadata, 'delta.invariants') || Object.hasOwn(metadata, 'delta.generationExpression'))
      throw new TargetError(
        `${table}.${name} has a rule there that Ticketlake cannot keep`,
        'Remove the rule, or publish into an empty folder.',
      );
  }
  const folded = new Set(standing.map(({ name }) => name.toLowerCase()));
  const added = fields.filter(({ name }) => !standing.some((field) => field.name === name));
  for (const { name } of added)
    if (folded.has(name.toLowerCase()))
      throw new TargetError(
        `${table} has a column there whose name differs from ${name} by case alone`,
        'Publish into an empty folder.',
      );
  const input = standing.map((field) => {
    const ours = fields.find(({ name }) => name === field.name);
    return ours === undefined ? field : { ...field, type: ours.type };
  });
  return [...input, ...added.map((field) => newField(table, field))];
}

function newField(table: string, { name, type }: DeltaField): StandingField {
  const known = TABLES.find((candidate) => candidate.name === table)?.columns.find((column) => column.name === name);
  return { name, type, nullable: true, metadata: known === undefined ? {} : { comment: known.description } };
}

export function schemaText(fields: readonly StandingField[]): string {
  return JSON.stringify({ type: 'struct', fields });
}

/** Names and types: a comment in other words is no reason for a commit. */
export function shapeOf(fields: readonly StandingField[]): string {
  return JSON.stringify(fields.map(({ name, type }) => [name, type]));
}

/** SQL of a text that follows from all values of a row; a column without a value adds nothing to it. */
export function rowText(fields: readonly DeltaField[]): string {
  const values = [...fields]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, value }) => `${literal(`${name}=`)} || (${value})::VARCHAR`);
  return `concat_ws(chr(31), ${values.join(', ')})`;
}

function typeText(type: unknown): string {
  return typeof type === 'string' ? type : 'a nested column';
}
