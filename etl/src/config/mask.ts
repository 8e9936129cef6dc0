/** What stands in the place of personal data: `mask:`, read with every mistake in it. */
import { z } from 'zod';
import { dictionary } from '../../../vendors/dictionary';
import { fold } from '../../../vendors/text';
import { namesPerson, unmaskable } from '../schema/maskable';
import type { Column, Table } from '../schema/column';
import { FIXED_COLUMNS, isFieldTable } from '../schema/field-tables';
import { TABLES } from '../schema/tables';
import { ticketCustomFieldOptions, ticketCustomFields } from '../schema/ticket-tables';
import { Text } from './document';
import type { Tree, TreeMap } from './document';
import { about, leaf } from './leaf';
import { suggest } from './did-you-mean';
import type { ValueReader } from './readers';
import { oneOf, read } from './readers';

export const MASK_MODES = ['hash', 'redact', 'drop'] as const;
export type MaskMode = (typeof MASK_MODES)[number];

export interface MaskConfig {
  /** null: none is given. */
  salt: string | null;
  /** A salt is given by a variable that is not set, and the command needs no secrets: it must not publish. */
  isSaltUnset: boolean;
  people: MaskMode | null;
  /** Single columns, by `table.column`. */
  columns: Readonly<Record<string, MaskMode>>;
  /** Custom fields, by their `column_name`. */
  fields: Readonly<Record<string, MaskMode>>;
}

/** Every character counts, blanks too. */
const exactText: ValueReader<string> = (text) => read(text);

const mode = leaf(oneOf(MASK_MODES, 'a way to mask'));
const MODES = MASK_MODES.join(' | ');

/** The last two are forms of names, and not names: `settledMask` reads what has a full stop in it. */
export const maskSchema = z.strictObject({
  salt: leaf(exactText)
    .optional()
    .meta(
      about({
        form: 'text, mostly ${NAME}',
        description:
          'A secret that goes into every hash. You need it with `hash`. Lakes with the same salt have the same hashes.',
      }),
    ),
  people: mode.optional().meta(
    about({
      form: MODES,
      description:
        'Names and e-mail addresses: every column `name`, `email`, `*_name` and `*_email` of people, tickets, comments and status_changes, and people in custom fields.',
    }),
  ),
  '<table>.<column>': mode
    .optional()
    .meta(about({ form: MODES, description: 'One text column that may be empty, for example `tickets.subject`.' })),
  'fields.<column_name>': mode.optional().meta(
    about({
      form: MODES,
      description: 'One custom field, by `custom_fields.column_name`, wherever its values stand.',
    }),
  ),
});

export interface MaskProblem {
  /** Below `mask:`. */
  path: readonly string[];
  message: string;
  remedy: string;
  stands: 'key' | 'value';
}

const FIELDS = 'fields';
/** As names of columns are made of names of fields. */
const COLUMN_NAME = /^[\p{L}\p{M}\p{N}_]{1,100}$/u;
const WHICH = 'Only text columns that may be empty can be masked: see docs/reference/tables.md.';

/** The keys with fixed names, for the schema; a salt whose variable is not set is left out, because a message names it already. */
export function ownKeysOf(tree: TreeMap): TreeMap {
  return Object.fromEntries(
    Object.entries(tree).filter(([name, value]) => !name.includes('.') && !(name === 'salt' && isBroken(value))),
  );
}

/**
 * @param tree what stands below `mask:`
 * @param own its keys with fixed names, as the schema read them; undefined where it refused one
 */
export function settledMask(
  tree: TreeMap,
  own: z.infer<typeof maskSchema> | undefined,
): { mask: MaskConfig; problems: MaskProblem[] } {
  const problems: MaskProblem[] = [];
  const columns = new Map<string, MaskMode>();
  const fields = new Map<string, MaskMode>();
  for (const [name, value] of Object.entries(tree).filter(([key]) => key.includes('.'))) {
    const refusal = refusalOf(name);
    if (refusal !== null) problems.push({ path: [name], ...refusal, stands: 'key' });
    const parsed = mode.safeParse(value);
    for (const issue of parsed.error?.issues ?? []) for (const each of problemOf(name, issue)) problems.push(each);
    if (refusal !== null || !parsed.success) continue;
    if (name.startsWith(`${FIELDS}.`)) fields.set(fold(name.slice(FIELDS.length + 1)), parsed.data);
    else columns.set(name, parsed.data);
  }
  const mask: MaskConfig = {
    salt: own?.salt ?? null,
    isSaltUnset: isBroken(tree['salt']),
    people: own?.people ?? null,
    columns: dictionary(Object.fromEntries(columns)),
    fields: dictionary(Object.fromEntries(fields)),
  };
  if (tree['salt'] === undefined) for (const each of hashesWithoutSalt(mask)) problems.push(each);
  if (own !== undefined && own.people === undefined && columns.size + fields.size === 0 && problems.length === 0)
    problems.push({
      path: [],
      message: 'names nothing to mask',
      remedy: 'Write people: redact below it, or remove it.',
      stands: 'key',
    });
  return { mask, problems };
}

function isBroken(tree: Tree | undefined): boolean {
  return tree instanceof Text && tree.isBroken;
}

function refusalOf(name: string): Pick<MaskProblem, 'message' | 'remedy'> | null {
  const [tableName = '', ...rest] = name.split('.');
  const columnName = rest.join('.');
  if (tableName === FIELDS) {
    if (COLUMN_NAME.test(columnName)) return null;
    return {
      message: 'is not the name of a column of custom fields',
      remedy: 'Take it from the column column_name of custom_fields.',
    };
  }
  const table = TABLES.find(({ name: known }) => known === tableName);
  const column = table?.columns.find(({ name: known }) => known === columnName);
  if (table === undefined || column === undefined)
    return { message: 'is not a column', remedy: suggested(name, table === undefined ? TABLES : [table]) };
  const reason = unmaskable(table, column);
  return reason === null ? null : { message: `cannot be masked: it ${reason}`, remedy: WHICH };
}

function suggested(name: string, tables: readonly Table[]): string {
  const names = tables.flatMap((table) =>
    table.columns
      .filter((column) => unmaskable(table, column) === null)
      .map((column) => `${table.name}.${column.name}`),
  );
  return suggest(name, names, tables.length > 1 ? `Write it as tickets.subject. ${WHICH}` : undefined);
}

function problemOf(name: string, issue: z.core.$ZodIssue): MaskProblem[] {
  const params: Readonly<Record<string, unknown>> = ('params' in issue ? issue.params : undefined) ?? {};
  if (params['silent'] === true) return [];
  const remedy = typeof params['remedy'] === 'string' ? params['remedy'] : WHICH;
  return [{ path: [name], message: issue.message, remedy, stands: 'value' }];
}

function hashesWithoutSalt({ people, columns, fields }: MaskConfig): MaskProblem[] {
  const ofFields = Object.entries(fields).map(([name, how]): [string, MaskMode] => [`${FIELDS}.${name}`, how]);
  const all: Array<[string, MaskMode | null]> = [['people', people], ...Object.entries(columns), ...ofFields];
  return all.flatMap(([name, how]) =>
    how === 'hash'
      ? [
          {
            path: [name],
            message: 'hash needs a salt: without one, whoever guesses a value can confirm it',
            remedy:
              'Write salt: ${TICKETLAKE_SALT} below mask:, and set TICKETLAKE_SALT in the environment or in .env.',
            stands: 'value' as const,
          },
        ]
      : [],
  );
}

/** How a column is masked; undefined: it is not. */
export function maskOf(mask: MaskConfig | undefined, table: Table, column: Column): MaskMode | undefined {
  if (mask === undefined) return undefined;
  const { people, columns } = mask;
  const name = `${table.name}.${column.name}`;
  if (Object.hasOwn(columns, name)) return columns[name];
  // What one table hides of a custom field, no other one shows.
  if (isFieldTable(table) && unmaskable(table, column) === null) return columns['ticket_custom_fields.value_text'];
  return people !== null && namesPerson(table, column) ? people : undefined;
}

/** Which key of the configuration masks some values of a column that is not masked as a whole. */
export function partlyMasked(
  mask: MaskConfig | undefined,
  table: Pick<Table, 'name'>,
  { name, type }: Pick<Column, 'name' | 'type'>,
): 'people' | 'fields' | null {
  const isOfFields =
    (table.name === ticketCustomFields.name && name === 'value_text') ||
    (table.name === ticketCustomFieldOptions.name && (name === 'option' || name === 'option_id'));
  const isOfPeople = isOfFields || (isFieldTable(table) && type === 'text' && !FIXED_COLUMNS.includes(name));
  if (isOfPeople && (mask?.people ?? null) !== null) return 'people';
  return isOfFields && Object.keys(mask?.fields ?? {}).length > 0 ? 'fields' : null;
}

/** Whether anything that names a person is masked: what is made of it must not lead back to it. */
export function masksPeople(mask: MaskConfig | undefined): mask is MaskConfig {
  return TABLES.some((table) =>
    table.columns.some((column) => namesPerson(table, column) && maskOf(mask, table, column) !== undefined),
  );
}
