/** A lake of six tickets whose every figure can be counted by hand. */
import path from 'node:path';
import type { Json } from '../../vendors/json';
import type { Comment } from '../../vendors/model';
import type { Config } from '../../etl/src/config/config';
import type { RunRow } from '../../etl/src/base/run-row';
import { rememberSource } from '../../etl/src/store/sources';
import { saveRunRows } from '../../etl/src/store/runs';
import { runRow } from '../support/run-row';
import type { RawTicket } from '../support/tiny-vendor';
import { comment, page, ticket, ticketPage, tinySource, tinyVendor } from '../support/tiny-vendor';
import { TestLake } from '../support/working-lake';

const at = (text: string): string => `${text.replace(' ', 'T')}:00.000000Z`;

/** The day of the publication: the last day of the backlog. */
const LAST_DAY = '2026-03-01';

/** Weekdays from nine to five. */
const OFFICE = {
  timezone: 'UTC',
  week: [...Array.from({ length: 5 }, () => [{ from: 540, to: 1020 }]), [], []],
  days: {},
};

const TICKETS: readonly RawTicket[] = [
  // Answered after 90 minutes by the only public comment of an agent, solved after 2 days, a day before it was due.
  {
    ticket_id: '1',
    status_group: 'solved',
    created_at: at('2026-01-05 10:00'),
    first_response_at: at('2026-01-05 11:30'),
    resolved_at: at('2026-01-07 10:00'),
    due_at: at('2026-01-08 10:00'),
    assignee_id: 'ann',
    tags: ['printer', 'Urgent'],
    sla_status: 'ok',
    satisfaction: 5,
  },
  // Answered after 10 minutes, solved, reopened, solved again after 21 days: too late.
  {
    ticket_id: '2',
    status_group: 'solved',
    created_at: at('2026-01-20 09:00'),
    first_response_at: at('2026-01-20 09:10'),
    resolved_at: at('2026-02-10 09:00'),
    due_at: at('2026-01-30 09:00'),
    assignee_id: 'ann',
    tags: ['printer'],
    sla_status: 'breached',
    satisfaction: 2,
  },
  // Open without an answer, and overdue.
  { ticket_id: '3', created_at: at('2026-02-15 00:00'), due_at: at('2026-02-20 00:00') },
  // Open, answered after 4 hours, due after the last day.
  {
    ticket_id: '4',
    created_at: at('2026-02-20 08:00'),
    first_response_at: at('2026-02-20 12:00'),
    due_at: at('2026-03-15 08:00'),
    assignee_id: 'bob',
    priority_level: 'high',
    sla_status: 'warning',
  },
  // Deleted in its service: counted nowhere.
  {
    ticket_id: '5',
    status_group: 'deleted',
    is_deleted: true,
    created_at: at('2026-01-31 08:00'),
    first_response_at: at('2026-01-31 08:01'),
  },
  // Open, created at a time that the service does not tell; its comments were not read.
  {
    ticket_id: '6',
    _rejects: [
      { record_id: '6', field: 'created_at', severity: 'field', reason: 'not_a_time', raw: 'soon' },
      { record_id: '6', field: 'due_at', severity: 'note', reason: 'ambiguous_time', raw: '02:30' },
    ],
  },
];

function said(id: string, role: Comment['author_role'], more: Partial<Comment> = {}): Json {
  return comment({ comment_id: id, author_role: role, ...more });
}

const COMMENTS: Readonly<Record<string, Json[]>> = {
  '1': [
    said('a', 'requester'),
    said('b', 'agent', { author_id: 'ann', created_at: at('2026-01-05 11:30') }),
    said('c', 'agent', { kind: 'activity' }),
  ],
  // Written by who is not in charge, the second one in the month after.
  '2': [
    said('a', 'agent', { author_id: 'bob', created_at: at('2026-01-20 09:10') }),
    said('b', 'agent', { author_id: 'ann', visibility: 'internal', created_at: at('2026-01-20 09:05') }),
    said('c', 'agent', { author_id: 'bob', created_at: at('2026-02-05 09:10') }),
  ],
  '3': [],
  '4': [said('a', 'requester')],
};

function changed(id: string, when: string, from: string, to: string): Json {
  return { event_id: id, changed_at: at(when), from_group: from, to_group: to };
}

const HISTORY: Readonly<Record<string, Json[]>> = {
  '1': [changed('1', '2026-01-07 10:00', 'open', 'solved')],
  '2': [
    changed('1', '2026-01-25 09:00', 'open', 'solved'),
    changed('2', '2026-02-01 09:00', 'solved', 'open'),
    changed('3', '2026-02-10 09:00', 'open', 'solved'),
  ],
  '3': [],
  '4': [],
};

function run(runId: string, stream: string, changes: Partial<RunRow> = {}): RunRow {
  return runRow({
    run_id: runId,
    vendor: 'synqly',
    stream,
    started_at: at('2026-03-01 11:00'),
    finished_at: at('2026-03-01 11:30'),
    rows_read: 6,
    rows_new: 6,
    rows_rejected: 1,
    stored_total: 6,
    ...changes,
  });
}

const RUNS: readonly RunRow[] = [
  // An older run that failed and did not add up says nothing about today.
  run('run-0', 'tickets', {
    finished_at: at('2026-02-01 11:30'),
    outcome: 'failed',
    vendor_total: 100,
    stored_total: 1,
  }),
  run('run-1', 'tickets', { vendor_total: 7 }),
  run('run-1', 'comments', { outcome: 'incomplete', finished_at: at('2026-03-01 11:45') }),
  run('run-1', 'attachments', { outcome: 'unsupported', stored_total: null }),
];

/** @returns the folder of the Parquet files, and how to remove it */
export async function smallLake(changes: Partial<Config> = {}): Promise<{ parquet: string; close(): Promise<void> }> {
  const source = tinySource({ vendor: tinyVendor({ keepsHistory: true }), businessHours: OFFICE });
  const lake = await TestLake.open({ sources: [source], ...changes });
  await lake.load([page('tickets', TICKETS.map(ticket))]);
  const children = (stream: string, of: Readonly<Record<string, Json[]>>) =>
    Object.entries(of).map(([id, records]) => ticketPage(stream, id, records));
  await lake.load([...children('comments', COMMENTS), ...children('history', HISTORY)]);
  await saveRunRows(lake.working, RUNS);
  // It left the configuration, and had no ticket.
  await rememberSource(lake.working, { ...source, name: 'former' });
  await lake.publish('run-1', `${LAST_DAY}T12:00:00.000000Z`);
  return { parquet: path.join(lake.folder, 'parquet'), close: () => lake.close() };
}
