/** One incident of the log, line by line, and the ticket that it becomes. The mapping is written in incident-log.ts. */
import {
  COUNTERS,
  readCount,
  readInstant,
  readPriority,
  readStatus,
  readToggle,
  type LogRow,
  type Read,
} from './incident-columns';
import type { LogDirectory } from './incident-directory';
import { customText } from '../../sandbox/world/ticket-change';
import type {
  WorldChange,
  WorldField,
  WorldPriority,
  WorldStatus,
  WorldTicket,
  WorldValue,
} from '../../sandbox/world/world';

/** What one line says, as a ticket says it. */
interface State {
  status: WorldStatus;
  priority: WorldPriority;
  queue: number;
  assignee: number | null;
  requester: number;
  type: number | null;
  channel: string;
  subject: string;
  description: string;
  tags: string[];
  resolvedAt: number | null;
  closedAt: number | null;
  isSlaBreached: boolean;
  custom: Record<number, WorldValue>;
}

export interface Incident {
  number: string;
  createdAt: number;
  updatedAt: number;
  state: State;
  changes: Array<Omit<WorldChange, 'id'>>;
}

/** Adds the line to its incident; what is wrong with it as text, else undefined. */
export function addLine(incidents: Map<string, Incident>, row: LogRow, directory: LogDirectory): string | undefined {
  const problems: string[] = [];
  const read = <T>(column: string, reader: (text: string | null) => Read<T>, otherwise: T): T => {
    const text = row.get(column) ?? null;
    const result = reader(text);
    if (result.ok) return result.value;
    problems.push(`${column} is "${text?.slice(0, 60)}", not ${result.expected}`);
    return otherwise;
  };
  const number = row.get('number') ?? null;
  const openedAt = read('opened_at', readInstant, null);
  const updatedAt = read('sys_updated_at', readInstant, null);
  if (number === null) problems.push('number is unknown');
  if (row.get('opened_at') === null) problems.push('opened_at is unknown');
  if (row.get('sys_updated_at') === null) problems.push('sys_updated_at is unknown');
  const known = incidents.get(number ?? '');
  const state = stateOf(row, read, directory, known?.state.status ?? 'new');
  if (problems.length > 0 || number === null || openedAt === null || updatedAt === null)
    return [...new Set(problems)].join('; ');

  if (!known) {
    incidents.set(number, { number, createdAt: openedAt, updatedAt, state, changes: [] });
    return undefined;
  }
  const by = row.get('sys_updated_by') ?? null;
  const author = by === null ? null : directory.person(by, true);
  for (const change of differences(known.state, state, directory.fields))
    known.changes.push({ ...change, at: updatedAt, by: author });
  known.createdAt = openedAt;
  known.updatedAt = Math.max(known.updatedAt, updatedAt);
  known.state = state;
  return undefined;
}

type Reader = <T>(column: string, reader: (text: string | null) => Read<T>, otherwise: T) => T;

function stateOf(row: LogRow, read: Reader, directory: LogDirectory, before: WorldStatus): State {
  const text = (column: string): string | null => row.get(column) ?? null;
  const person = (column: string, isAgent: boolean): number | null => {
    const name = text(column);
    return name === null ? null : directory.person(name, isAgent);
  };
  const status = read('incident_state', readStatus, null) ?? before;
  const category = text('category');
  const path = [category, text('subcategory')].filter((word) => word !== null);
  const topic = path.join(' / ');
  const symptom = text('u_symptom');
  const resolvedAt = read('resolved_at', readInstant, null);
  const closedAt = read('closed_at', readInstant, null);
  const custom: Record<number, WorldValue> = {};
  for (const field of directory.fields) custom[field.id] = valueOf(field, text(field.name), read, directory);
  return {
    status,
    priority: read('priority', readPriority, 'normal'),
    queue: directory.queue(text('assignment_group') ?? 'Unassigned'),
    assignee: person('assigned_to', true),
    requester: person('caller_id', false) ?? directory.person('Unknown caller', false),
    type: category === null ? null : directory.type(category),
    channel: text('contact_type') ?? 'unknown',
    subject:
      [symptom, topic].filter((part) => part !== null && part !== '').join(': ') || `Incident ${text('number') ?? ''}`,
    description: descriptionOf(text),
    tags: path,
    resolvedAt: status === 'solved' || status === 'closed' ? resolvedAt : null,
    closedAt: status === 'closed' ? closedAt : null,
    isSlaBreached: read('made_sla', readToggle, null) === false,
    custom,
  };
}

function valueOf(field: WorldField, text: string | null, read: Reader, directory: LogDirectory): WorldValue {
  if (field.type === 'toggle') return read(field.name, readToggle, null);
  if (field.type === 'number') return read(field.name, readCount, null);
  if (text === null) return null;
  if (field.type === 'person') return directory.person(text, true);
  return field.type === 'list' ? directory.option(field, text) : text;
}

const DESCRIBED: Readonly<Record<string, string>> = {
  u_symptom: 'Symptom',
  category: 'Category',
  subcategory: 'Subcategory',
  location: 'Location',
  cmdb_ci: 'Configuration item',
};

function descriptionOf(text: (column: string) => string | null): string {
  return Object.entries(DESCRIBED)
    .flatMap(([column, word]) => (text(column) === null ? [] : [`${word}: ${text(column)}`]))
    .join('\n');
}

const idText = (id: number | null): string | null => (id === null ? null : String(id));

function differences(
  from: State,
  to: State,
  fields: readonly WorldField[],
): Array<Pick<WorldChange, 'field' | 'from' | 'to'>> {
  const custom = fields
    .filter(({ name }) => !COUNTERS.includes(name))
    .map((field) => ({
      field: 'custom' as const,
      from: customText(field, from.custom[field.id] ?? null),
      to: customText(field, to.custom[field.id] ?? null),
    }));
  const placed: Array<Pick<WorldChange, 'field' | 'from' | 'to'>> = [
    { field: 'status', from: from.status, to: to.status },
    { field: 'priority', from: from.priority, to: to.priority },
    { field: 'queue', from: idText(from.queue), to: idText(to.queue) },
    { field: 'assignee', from: idText(from.assignee), to: idText(to.assignee) },
    { field: 'subject', from: from.subject, to: to.subject },
    { field: 'tags', from: from.tags.join(', '), to: to.tags.join(', ') },
  ];
  return [...placed, ...custom].filter((change) => change.from !== change.to);
}

/** A fresh ticket every time. */
export function ticketOf(
  incident: Incident,
  place: { index: number; uuid: string; firstChangeId: number },
): WorldTicket {
  const { state } = incident;
  return {
    ...state,
    index: place.index,
    id: place.index + 1,
    uuid: place.uuid,
    number: incident.number,
    descriptionFormat: 'text',
    tags: [...state.tags],
    custom: { ...state.custom },
    createdAt: incident.createdAt,
    updatedAt: incident.updatedAt,
    firstResponseAt: null,
    dueAt: null,
    satisfaction: null,
    mergedInto: null,
    comments: [],
    changes: incident.changes.map((change, at) => ({ ...change, id: place.firstChangeId + at })),
    attachments: [],
  };
}
