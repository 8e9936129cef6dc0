/** Promise 6: a bad record goes to `rejects` with its text and the reason; the run says so and succeeds. More: slow.test. */
import { configOf, exportOnce, newLake, rowsOf } from '../support/lake';
import { useScriptedService } from '../support/scripted-service';
import { comment, ticket } from '../support/tiny-vendor';
import { namelessForbidDeletions, prototypeWords } from './a-bad-record-costs-only-itself.cases';

const scripted = useScriptedService();

function config(lake: string) {
  return configOf(lake, [scripted().source()]);
}

const good = [ticket({ ticket_id: '1' }), ticket({ ticket_id: '2' })];

it('the others are exported, the run succeeds with a warning', async () => {
  const lake = newLake();
  scripted().serve(
    [...good, { subject: 'no id' }, ticket({ ticket_id: '3', _throws: true }), 'not even a record', null],
    {
      1: [comment({ comment_id: 'a', body: 'x' }), 17],
    },
  );
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
  scripted().serve([ticket({ ticket_id: '1', due_at: null, _rejects: [reject] }), ticket({ ticket_id: '2' })]);
  expect((await exportOnce(config(lake))).exit_code).toBe(0);
  expect(await rowsOf(lake, 'SELECT ticket_id, due_at FROM tickets ORDER BY 1')).toEqual([
    { ticket_id: '1', due_at: null },
    { ticket_id: '2', due_at: null },
  ]);
  expect(await rowsOf(lake, 'SELECT record_id, field, severity, reason, raw FROM rejects')).toEqual([reject]);
});

namelessForbidDeletions([null]);
prototypeWords(['__proto__']);

const poison = ticket({ ticket_id: '3', created_at: '+010000-01-01T04:59:59.000000Z' });

it('counts as seen: a stored ticket that cannot be read any more is not taken for deleted', async () => {
  const lake = newLake();
  const rows = Array.from({ length: 20 }, (_, at) => ticket({ ticket_id: `${at}` }));
  scripted().serve(rows);
  await exportOnce(config(lake));
  scripted().serve([...rows.slice(0, 3), poison, ticket({ ticket_id: '4', _throws: true }), ...rows.slice(6)]);
  const done = await exportOnce(config(lake), { full: true });
  expect(done.sources[0]?.streams[0]).toMatchObject({ outcome: 'complete', rows_deleted: 1 });
  // Only 5 is not there any more.
  expect(await rowsOf(lake, 'SELECT ticket_id FROM tickets WHERE is_deleted')).toEqual([{ ticket_id: '5' }]);
});
