/** Promise 6: a bad record goes to `rejects` with its text and the reason; the run says so and succeeds. */
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { usePaper } from '../support/paper';
import { comment, ticket } from '../support/tiny-vendor';

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
