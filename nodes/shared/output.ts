/** The Output choice: the unified model, the service's own record, or chosen members of the unified one. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { withoutDeepValues } from '../../vendors/depth';
import type { Json } from '../../vendors/json';
import { isObject, textOf } from '../../vendors/json';
import type { Rows } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { withoutSecrets } from '../../vendors/redact';
import { UTC_ZONE_RULE, instantOfDate } from '../../vendors/time';
import type { Slice, SourceSettings, Stream, UnifyContext } from '../../vendors/vendor';
import { NO_SETTINGS } from './list';
import type { OperationRun } from './operation';
import { htmlToText, markdownToText } from './plain-text';
import type { RowKind } from './shape';
import { ROWS } from './shape';

/** What is chosen when Selected Fields is: enough to go on with, for each kind of row. */
const FIRST_CHOICE: Readonly<Record<RowKind, string[]>> = {
  tickets: ['ticket_id', 'subject', 'status'],
  comments: ['comment_id', 'author_name', 'body'],
  status_changes: ['from_status', 'to_status', 'changed_at'],
  people: ['person_id', 'name', 'email'],
  queues: ['queue_id', 'name'],
  custom_fields: ['field_id', 'name'],
  attachments: ['attachment_id', 'file_name'],
  names: ['id', 'name'],
};

/** The parameters Output and Fields for operations that give rows of this kind. */
export function outputProperties(kind: RowKind): INodeProperties[] {
  const fields = Object.keys(ROWS[kind]).sort();
  return [
    {
      displayName: 'Output',
      name: 'output',
      type: 'options',
      default: 'unified',
      description: 'How each result looks',
      options: [
        { name: 'Raw', value: 'raw', description: 'The record as the service sends it' },
        { name: 'Selected Fields', value: 'selected', description: 'Chosen fields of the unified record' },
        { name: 'Unified', value: 'unified', description: 'The same fields for every service' },
      ],
    },
    {
      displayName: 'Fields',
      name: 'fields',
      type: 'multiOptions',
      default: [...FIRST_CHOICE[kind]],
      displayOptions: { show: { output: ['selected'] } },
      description: 'Fields of the unified record to return',
      options: fields.map((field) => ({ name: titleOf(field), value: field })),
    },
  ];
}

/** `ticket_id` → `Ticket ID` */
function titleOf(field: string): string {
  const words = field.split('_').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  return words.map((word) => (['Id', 'Ids', 'Url', 'Sla'].includes(word) ? upper(word) : word)).join(' ');
}

function upper(word: string): string {
  return word === 'Ids' ? 'IDs' : word.toUpperCase();
}

/** How raw records become rows. */
export interface Unifier {
  stream: Pick<Stream, 'unify'>;
  /** Which rows of the unified result become items. */
  kind: RowKind;
  /** What the records belong to, where unify asks for it. */
  slice?: Slice;
  settings?: SourceSettings;
  nameOf?: UnifyContext['nameOf'];
}

const NO_SLICE: Slice = { key: '', params: {} };

/** What of a run decides how records look. */
export type Look = Pick<OperationRun, 'access' | 'service'>;

/** Records of the service as the user wants to see them. */
export function shown(run: OperationRun, records: readonly Json[], unifier: Unifier): IDataObject[] {
  const output = run.node.getNodeParameter('output', run.item, 'unified');
  if (output === 'raw') return rawItems(run, records);
  return unifiedRows(run, records, unifier, output === 'selected' ? chosenFields(run) : undefined);
}

/** Records as rows of the model, whatever output was chosen. @param fields the wanted members; default: all */
export function unifiedRows(
  run: Pick<Look, 'access'>,
  records: readonly Json[],
  unifier: Unifier,
  fields: readonly string[] = Object.keys(ROWS[unifier.kind]),
): IDataObject[] {
  const rows = unified(run, records, unifier)[unifier.kind].map((row): IDataObject => ({ ...row }) as IDataObject);
  return rows.map((row) => Object.fromEntries(fields.filter((name) => name in row).map((name) => [name, row[name]])));
}

/** One record that was read or written. It is never lost: what cannot be unified is shown as it came. */
export function shownOne(run: OperationRun, record: Json, unifier: Unifier): IDataObject[] {
  const items = shown(run, [record], unifier);
  return items.length > 0 ? items : rawItems(run, [record]);
}

/** A list, or, as an AI agent would give it, text with commas. */
function chosenFields({ node, item }: OperationRun): string[] {
  const fields: unknown = node.getNodeParameter('fields', item, []);
  const names: unknown[] = Array.isArray(fields) ? fields : String(fields).split(',');
  return names.map((name) => String(name).trim());
}

/** Records as the service sent them, without its secrets. */
export function rawItems(run: Pick<Look, 'service'>, records: readonly Json[]): IDataObject[] {
  return records.map((record) => {
    const safe = withoutSecrets(withoutDeepValues(record).record, run.service.vendor.secretMembers);
    return isObject(safe) ? (safe as IDataObject) : { value: textOf(safe) };
  });
}

/** What records mean. */
export function unified(run: Pick<Look, 'access'>, records: readonly Json[], unifier: Unifier): Rows {
  const rows = emptyRows();
  const context: UnifyContext = {
    settings: unifier.settings ?? NO_SETTINGS,
    url: run.access.url,
    now: instantOfDate(new Date()),
    zoneRule: UTC_ZONE_RULE,
    plainText: { html: htmlToText, markdown: markdownToText },
    nameOf: unifier.nameOf ?? (() => null),
  };
  for (const record of records)
    unifier.stream.unify(withoutDeepValues(record).record, unifier.slice ?? NO_SLICE, context, rows);
  return rows;
}
