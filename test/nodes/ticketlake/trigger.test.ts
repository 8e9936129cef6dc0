/** The Ticketlake trigger: every run that ended since the last poll, once. */
import { latestEnded, memoryIn, newlyEnded } from '../../../nodes/Ticketlake/ended-runs';
import { runIn } from '../../../nodes/Ticketlake/api/answers';
import { configOf, newLake } from '../../support/lake';
import { serve } from '../../support/service';
import type { RunningService } from '../../support/service';
import { ending, held, triggerAt } from './bench';

const run = (id: string, outcome: string | null, finished = `2026-11-22T10:0${id}:00Z`) =>
  runIn({ id, state: outcome === null ? 'running' : 'finished', outcome, finished_at: outcome && finished });
const told = (events: ReturnType<typeof newlyEnded>['events']) => events.map(({ event, run: { id } }) => [event, id]);

describe('what has ended', () => {
  it('is only recorded at first, and told once afterwards, in the order of the ends', () => {
    const first = newlyEnded(undefined, [run('2', null), run('1', 'complete')], 's');
    expect(told(first.events)).toEqual([]);
    const list = [
      run('4', 'failed'),
      run('3', 'incomplete'),
      run('2', 'complete', '2026-11-22T10:09:00Z'),
      run('1', 'complete'),
    ];
    const second = newlyEnded(first.memory, list, 's');
    expect(told(second.events)).toEqual([
      ['failed', '3'],
      ['failed', '4'],
      ['finished', '2'],
    ]);
    expect(newlyEnded(second.memory, list, 's').events).toEqual([]);
  });

  it('is not told again when the service lost its list and found it again', () => {
    const list = [run('2', 'complete'), run('1', 'complete')];
    const { memory } = newlyEnded(undefined, list, 's');
    const emptied = newlyEnded(memory, [], 's');
    expect(newlyEnded(emptied.memory, list, 's').events).toEqual([]);
  });

  it('is remembered in a form that stays small and is checked when it is read', () => {
    const many = Array.from({ length: 600 }, (_, at) => run(String(at), 'complete'));
    expect(newlyEnded(undefined, many, 's').memory.ended).toHaveLength(500);
    for (const stored of [
      undefined,
      null,
      'text',
      { ended: ['1'] },
      { scope: 'other', ended: ['1'] },
      { scope: 's', ended: 1 },
    ])
      expect(memoryIn(stored, 's')).toBeUndefined();
    expect(memoryIn({ scope: 's', ended: ['1', 2] }, 's')).toEqual({ scope: 's', ended: ['1'] });
  });

  it('counts as failed unless it was complete or cancelled', () => {
    const outcomes = ['complete', 'interrupted', 'incomplete', 'failed', 'crashed'];
    const events = outcomes.map(
      (outcome) => newlyEnded({ scope: 's', ended: [] }, [run('1', outcome)], 's').events[0]?.event,
    );
    expect(events).toEqual(['finished', 'finished', 'failed', 'failed', 'failed']);
    expect(latestEnded([run('2', 'complete'), run('1', 'failed')], new Set(['failed']))?.run.id).toBe('1');
  });
});

describe('before the real service', () => {
  const start = (service: RunningService) => service.ask('/api/runs', { method: 'POST', body: {} });
  const failed = { outcome: 'failed', exit_code: 1, error: { message: 'the disk is full', remedy: null } } as const;

  it('tells a failed run once, and a good one only when it is asked to', async () => {
    let makes = ending({});
    const service = await serve(configOf(newLake(), []), { startExport: (...given) => makes(...given) });
    const [failures, all] = [triggerAt(() => service.url), triggerAt(() => service.url)];
    const both = { events: ['finished', 'failed'] };
    await start(service);
    expect([await failures.poll({}), await all.poll(both)]).toEqual([[], []]);
    await start(service);
    makes = ending(failed);
    await start(service);
    const summary = 'Nothing could be read: the disk is full';
    expect(await failures.poll({})).toMatchObject([{ event: 'failed', run: { exit_code: 1, summary } }]);
    expect(await all.poll(both)).toMatchObject([{ event: 'finished' }, { event: 'failed' }]);
    all.stored = JSON.parse(JSON.stringify(all.stored)) as typeof all.stored;
    expect([await failures.poll({}), await all.poll(both)]).toEqual([[], []]);
  });

  it('tells one that is under way when it has ended', async () => {
    const long = held({ outcome: 'complete', exit_code: 0, result: null, error: null });
    const service = await serve(configOf(newLake(), []), { startExport: long.start });
    const trigger = triggerAt(() => service.url);
    await start(service);
    expect(await trigger.poll({ events: ['finished'] })).toEqual([]);
    long.release();
    await service.ask('/api/runs');
    expect(await trigger.poll({ events: ['finished'], simplify: false })).toMatchObject([
      { event: 'finished', run: { run_id: 'run-1', asked: { full: false } } },
    ]);
  });

  it('shows a sample by hand, leaves what it remembers alone, and says when there is none', async () => {
    const service = await serve(configOf(newLake(), []), { startExport: ending({}) });
    const trigger = triggerAt(() => service.url);
    await expect(trigger.poll({ events: ['finished'] }, 'manual')).rejects.toThrow('no run yet that fits');
    await start(service);
    expect(await trigger.poll({ events: ['finished'] }, 'manual')).toMatchObject([{ event: 'finished' }]);
    expect(trigger.stored).toEqual({});
  });

  it('two polls at once tell it once', async () => {
    const service = await serve(configOf(newLake(), []), { startExport: ending({}) });
    const trigger = triggerAt(() => service.url);
    await trigger.poll({ events: ['finished'] });
    await start(service);
    const polls = await Promise.all([trigger.poll({ events: ['finished'] }), trigger.poll({ events: ['finished'] })]);
    expect(polls.flat()).toHaveLength(1);
  });

  it('says that the token is wrong', async () => {
    const service = await serve(configOf(newLake(), []));
    await expect(triggerAt(() => service.url, 'wrong').poll({})).rejects.toThrow('HTTP 401');
  });
});
