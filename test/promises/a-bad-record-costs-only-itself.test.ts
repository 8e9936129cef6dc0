/** Promise 6: a bad record goes to `rejects` with its text and the reason; the run says so and succeeds. More: slow.test. */
import { runReplay } from '../../etl/src/replay/replay';
import type { Json } from '../../vendors/json';
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { usePaper } from '../support/paper';
import { comment, ticket } from '../support/tiny-vendor';
import { namelessForbidDeletions, prototypeWords } from './a-bad-record-costs-only-itself.cases';

const paper = usePaper();

function config(lake: string) {
  return configOf(lake, [paper().source()]);
}

const good = [ticket({ ticket_id: '1' }), ticket({ ticket_id: '2' })];

it('the others are exported, the run succeeds with a warning', async () => {
  const lake = newLake();
  paper().serve([...good, { subject: 'no id' }, ticket({ ticket_id: '3', _throws: true }), 'not even a record', null], {
    1: [comment({ comment_id: 'a', body: 'x' }), 17],
  });
  const result = await exportOnce(config(lake));
  expect(result.exit_code).toBe(0);
  expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets ORDER BY 1')).toEqual([
    { ticket_id: '1' },
    { ticket_id: '2' },
  ]);
  expect(await rowsOf(lake, 'SELECT comment_id FROM comments')).toEqual([{ comment_id: 'a' }]);
  expect(await rowsOf(lake, 'SELECT record_id, severity, reason, raw FROM rejects ORDER BY reason')).toEqual([
    { record_id: null, severity: 'record', reason: 'no_id', raw: '{"subject":"no id"}' },
    { record_id: '3', severity: 'record', reason: 'not_understood', raw: '{"ticket_id":"3","_throws":true}' },
  ]);
  expect(result.sources[0]?.streams[0]).toMatchObject({ stream: 'tickets', outcome: 'complete', rows_rejected: 2 });
  expect(result.events).toContainEqual({
    type: 'note',
    source: 'acme',
    stream: 'tickets',
    level: 'warning',
    message: '2 rejects: see the table rejects',
  });
});

it('a bad field becomes empty and is noted, the record stays', async () => {
  const lake = newLake();
  const reject = {
    record_id: '1',
    field: 'due_at',
    severity: 'field' as const,
    reason: 'impossible_date',
    raw: '2026-02-30',
  };
  paper().serve([ticket({ ticket_id: '1', due_at: null, _rejects: [reject] }), ticket({ ticket_id: '2' })]);
  expect((await exportOnce(config(lake))).exit_code).toBe(0);
  expect(await rowsOf(lake, 'SELECT ticket_id, due_at FROM tickets ORDER BY 1')).toEqual([
    { ticket_id: '1', due_at: null },
    { ticket_id: '2', due_at: null },
  ]);
  expect(await rowsOf(lake, 'SELECT record_id, field, severity, reason, raw FROM rejects')).toEqual([reject]);
});

it('the reject goes when its cause goes', async () => {
  const lake = newLake();
  paper().serve([...good, ticket({ ticket_id: '3', _throws: true })]);
  await exportOnce(config(lake));
  paper().serve([...good, ticket({ ticket_id: '3' })]);
  await exportOnce(config(lake));
  expect(await rowsOf(lake, 'SELECT * FROM rejects')).toEqual([]);
  expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets ORDER BY 1')).toHaveLength(3);
});

it('a status that nobody mapped hides no ticket: it counts as open, and the run names the word', async () => {
  const lake = newLake();
  const note = { record_id: '1', field: 'status', severity: 'note' as const, reason: 'unmapped_status', raw: 'Parked' };
  paper().serve([ticket({ ticket_id: '1', status: 'Parked', status_group: 'unknown', _rejects: [note] })]);
  const warned = await exportOnce(config(lake));
  expect(await rowsOf(lake, 'SELECT status_group, is_open FROM tickets')).toEqual([
    { status_group: 'unknown', is_open: 'true' },
  ]);
  expect(warned.sources[0]?.streams[0]?.rows_rejected).toBe(0);
  const warnings = (events: typeof warned.events) =>
    events.flatMap((event) => (event.type === 'note' ? [event.message] : []));
  expect(warnings(warned.events)).toEqual([expect.stringContaining('"Parked"')]);
  const mapped = await exportOnce(configOf(lake, [paper().source({ statuses: { parked: 'on_hold' } })]));
  expect(warnings(mapped.events)).toEqual([]);
  expect(await rowsOf(lake, 'SELECT status_group, is_open FROM tickets')).toEqual([
    { status_group: 'on_hold', is_open: 'true' },
  ]);
});

namelessForbidDeletions([null]);
prototypeWords(['__proto__']);

const poison = ticket({ ticket_id: '3', created_at: '+010000-01-01T04:59:59.000000Z' });

it('counts as seen: a stored ticket that cannot be read any more is not taken for deleted', async () => {
  const lake = newLake();
  const rows = Array.from({ length: 20 }, (_, at) => ticket({ ticket_id: `${at}` }));
  paper().serve(rows);
  await exportOnce(config(lake));
  paper().serve([...rows.slice(0, 3), poison, ticket({ ticket_id: '4', _throws: true }), ...rows.slice(6)]);
  const done = await exportOnce(config(lake), { full: true });
  expect(done.sources[0]?.streams[0]).toMatchObject({ outcome: 'complete', rows_deleted: 1 });
  // Only 5 is not there any more.
  expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted')).toEqual([{ ticket_id: '5' }]);
});

it('a value that nests deeper than 500 is left out alone', async () => {
  const lake = newLake();
  const nested = (depth: number): Json => Array.from({ length: depth }).reduce<Json>((inner) => [inner], 1);
  const deep = (depth: number) => ({ ticket_id: `${depth}`, subject: 's', extra: { kept: 1, deep: nested(depth) } });
  // As text: JSON.stringify itself ends at some thousand levels.
  paper().raw = ({ stream }) =>
    stream === 'tickets'
      ? `{"records":[{"ticket_id":"1"},${JSON.stringify(deep(500))},${JSON.stringify(deep(501))},{"ticket_id":"9","subject":"s","deeper":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}}]}`
      : undefined;
  const done = await exportOnce(config(lake));
  expect(done.exit_code).toBe(0);
  expect(await rowsOf(lake, 'SELECT ticket_id, subject FROM tickets ORDER BY 1')).toEqual([
    { ticket_id: '1', subject: null },
    { ticket_id: '500', subject: 's' },
    { ticket_id: '501', subject: 's' },
    { ticket_id: '9', subject: 's' },
  ]);
  expect(await rowsOf(lake, 'SELECT record_id, field, severity, reason FROM rejects ORDER BY 1')).toEqual([
    { record_id: '501', field: 'extra.deep', severity: 'field', reason: 'nested_too_deep' },
    { record_id: '9', field: 'deeper', severity: 'field', reason: 'nested_too_deep' },
  ]);
  const { signal } = new AbortController();
  expect((await runReplay(config(lake), { signal, listener: () => undefined })).exit_code).toBe(0);
  expect((await exportOnce(config(lake), { full: true })).exit_code).toBe(0);
});
