/** The Output choice: the unified model, the service's own record, or chosen members of the unified one. */
import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { plainText } from '../../markup/plain-text';
import { withoutDeepValues } from '../../vendors/depth';
import type { Json } from '../../vendors/json';
import { asText, isObject } from '../../vendors/json';
import type { Rows, Ticket } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { isReceipt } from '../../vendors/outcome';
import { withoutSecrets } from '../../vendors/redact';
import { UTC_ZONE_RULE, instantOfDate } from '../../vendors/time';
import type { Slice, SourceSettings, Stream, UnifyContext } from '../../vendors/vendor';
import { choice, choices as choicesFrom } from './fields';
import { NO_SETTINGS } from './list';
import type { OperationRun } from './operation';
import type { RowKind } from './shape';
import { ID_OF, ROWS, SIMPLIFIED } from './shape';
import { onlyIn } from './version';

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

const RAW = { name: 'Raw', value: 'raw', description: 'The record as the service sends it' };
const SELECTED = { name: 'Selected Fields', value: 'selected', description: 'Chosen fields of the unified record' };
const UNIFIED = { name: 'Unified', value: 'unified', description: 'The same fields for every service' };

/** What version 1 and triggers can show. */
export const OUTPUTS = [RAW, SELECTED, UNIFIED];

function newestOutputs(kind: RowKind): INodePropertyOptions[] {
  const simplified = `The ${SIMPLIFIED[kind].length} fields that people use most, the same for every service`;
  const unified = `All ${Object.keys(ROWS[kind]).length} fields, the same for every service`;
  return [
    { name: 'Simplified', value: 'simplified', description: simplified },
    { ...UNIFIED, description: unified },
    RAW,
    { ...SELECTED, description: `${SELECTED.description}, and its ID` },
  ];
}

/** The parameters Output and Fields for operations that give rows of this kind. */
export function outputProperties(kind: RowKind): INodeProperties[] {
  return [
    ...onlyIn(1, outputsFrom(kind, 'unified', OUTPUTS)),
    ...onlyIn(2, outputsFrom(kind, 'simplified', newestOutputs(kind))),
  ];
}

/** Those of a trigger, which has one version only. */
export function triggerOutputProperties(): INodeProperties[] {
  return outputsFrom('tickets', 'unified', OUTPUTS);
}

function outputsFrom(kind: RowKind, first: string, outputs: INodePropertyOptions[]): INodeProperties[] {
  const fields = Object.keys(ROWS[kind]).sort();
  const choices = fields.map((field) => ({ name: titleOf(field), value: field }));
  return [
    choice('Output', 'output', first, 'How each result looks', outputs),
    {
      ...choicesFrom('Fields', 'fields', 'Fields of the unified record to return', choices),
      default: [...FIRST_CHOICE[kind]],
      displayOptions: { show: { output: ['selected'] } },
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
  agents?: UnifyContext['agents'];
}

const NO_SLICE: Slice = { key: '', params: {} };

/** What of a run decides how records look. */
export type OutputContext = Pick<OperationRun, 'access' | 'service'>;

/** Records of the service as the user wants to see them. */
export function formatRecords(run: OperationRun, records: readonly Json[], unifier: Unifier): IDataObject[] {
  // A receipt says all that is known, whatever output was chosen.
  if (records.some(isReceipt)) {
    return records.flatMap((record) =>
      isReceipt(record) ? rawItems(run, [record]) : formatRecords(run, [record], unifier),
    );
  }
  const fields = selectedFields(run, unifier.kind);
  return fields === 'raw' ? rawItems(run, records) : unifiedRows(run, records, unifier, fields);
}

/** Members of the unified row that the user will see; undefined for all. */
function selectedFields({ parameters, version }: Pick<OperationRun, 'parameters' | 'version'>, kind: RowKind) {
  switch (parameters.choice('output')) {
    case 'raw':
      return 'raw';
    case 'simplified':
      return SIMPLIFIED[kind];
    case 'selected':
      return version === 1
        ? parameters.choices('fields')
        : [...new Set([ID_OF[kind], ...parameters.choices('fields')])];
    default:
      return undefined;
  }
}

/** Records as rows of the model, whatever output was chosen. @param fields the wanted members; default: all */
export function unifiedRows(
  run: Pick<OutputContext, 'access'>,
  records: readonly Json[],
  unifier: Unifier,
  fields: readonly string[] = Object.keys(ROWS[unifier.kind]),
): IDataObject[] {
  const rows = unified(run, records, unifier)[unifier.kind].map((row): IDataObject => ({ ...row }) as IDataObject);
  return rows.map((row) => Object.fromEntries(fields.filter((name) => name in row).map((name) => [name, row[name]])));
}

/** One record that was read or written. It is never lost: what cannot be unified is shown as it came. */
export function formatRecord(run: OperationRun, record: Json, unifier: Unifier): IDataObject[] {
  const items = formatRecords(run, [record], unifier);
  return items.length > 0 ? items : rawItems(run, [record]);
}

/** Records as the service sent them, without its secrets. */
export function rawItems(run: Pick<OutputContext, 'service'>, records: readonly Json[]): IDataObject[] {
  return records.map((record) => {
    const safe = withoutSecrets(withoutDeepValues(record).record, run.service.vendor.secretMembers);
    return isObject(safe) ? (safe as IDataObject) : { value: asText(safe) };
  });
}

/** What records mean. */
export function unified(run: Pick<OutputContext, 'access'>, records: readonly Json[], unifier: Unifier): Rows {
  const rows = emptyRows();
  const context: UnifyContext = {
    settings: unifier.settings ?? NO_SETTINGS,
    url: run.access.url,
    now: instantOfDate(new Date()),
    zoneRule: UTC_ZONE_RULE,
    plainText,
    nameOf: unifier.nameOf ?? (() => null),
    ...(unifier.agents === undefined ? {} : { agents: unifier.agents }),
  };
  for (const record of records)
    unifier.stream.unify(withoutDeepValues(record).record, unifier.slice ?? NO_SLICE, context, rows);
  return { ...rows, tickets: rows.tickets.map(withoutEarlyResponse) };
}

/** A first response from before the ticket is that of another one, as of a merged or an imported ticket. */
function withoutEarlyResponse(ticket: Ticket): Ticket {
  const { created_at, first_response_at } = ticket;
  const isEarly = created_at !== null && first_response_at !== null && first_response_at < created_at;
  return isEarly ? { ...ticket, first_response_at: null } : ticket;
}
