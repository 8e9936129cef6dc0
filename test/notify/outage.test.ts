/** What is told of which run, over all kinds of runs: against a receiver that hears everything and judges by itself. */
import fc from 'fast-check';
import type { NoticeOn } from '../../etl/src/config/config';
import type { EndedRun, NoticeEvent } from '../../etl/src/notify/notice';
import { HEARD_NOTHING, eventFor, heardAfter, outageAfter, saysSomething } from '../../etl/src/notify/outage';
import type { Heard, Outage } from '../../etl/src/notify/outage';
import { endedRun, rowOf } from './ended-run';

const SOURCES = ['a', 'b'];
const STREAMS = ['tickets', 'comments'];

type Fate = 'complete' | 'incomplete' | 'failed';
interface Story {
  /** source → stream → how it ended; a source or stream that is left out was not read. */
  fates: Record<string, Record<string, Fate> | undefined>;
  /** The run had no result: the lake could not be used. */
  isBroken: boolean;
  isInterrupted: boolean;
}

const fate = fc.constantFrom<Fate>('complete', 'complete', 'complete', 'incomplete', 'failed');
const story: fc.Arbitrary<Story> = fc.record({
  fates: fc
    .record(
      Object.fromEntries(
        SOURCES.map((source) => [source, fc.record(Object.fromEntries(STREAMS.map((name) => [name, fate])))]),
      ),
      { requiredKeys: [] },
    )
    .map((sources) =>
      Object.keys(sources).length === 0
        ? { a: { tickets: 'complete' as const, comments: 'complete' as const } }
        : sources,
    ),
  isBroken: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  isInterrupted: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
});

function runOf({ fates, isBroken, isInterrupted }: Story, at: number): EndedRun {
  const started_at = new Date(Date.UTC(2026, 0, 1, 0, at)).toISOString();
  if (isBroken) return endedRun({ started_at, outcome: 'failed', error: { message: 'the disk is full' } });
  const sources = Object.entries(fates).map(([source, streams]) => {
    const rows = Object.entries(streams ?? {}).map(([stream, outcome]) => rowOf(source, stream, outcome));
    const isComplete = rows.every((row) => row.outcome === 'complete');
    return { source, outcome: isComplete ? ('complete' as const) : ('incomplete' as const), streams: rows };
  });
  const isComplete = sources.every(({ outcome }) => outcome === 'complete');
  const outcome = isInterrupted ? 'interrupted' : isComplete ? 'complete' : 'incomplete';
  return endedRun({ started_at, outcome, result: { sources } });
}

function told(runs: readonly EndedRun[], on: readonly NoticeOn[]): Array<NoticeEvent | null> {
  let outage: Outage | null = null;
  let heard: Heard = HEARD_NOTHING;
  return runs.map((run) => {
    if (!saysSomething(run)) return null;
    outage = outageAfter(outage, run, SOURCES);
    const event = eventFor({ on }, run, outage, heard);
    heard = heardAfter({ on }, run, outage, heard);
    return event;
  });
}

/** By source and stream, each `bad` or not, as a person would keep a list on paper. */
function judged(fixtures: readonly Story[]): Array<'run_failed' | 'run_recovered' | null> {
  const bad = new Set<string>();
  const announced = new Set<string>();
  return fixtures.map(({ fates, isBroken, isInterrupted }) => {
    if (isBroken) {
      bad.add('lake');
      if (announced.has('lake')) return null;
      announced.add('lake');
      return 'run_failed';
    }
    if (isInterrupted) return null;
    bad.delete('lake');
    const failing: string[] = [];
    for (const [source, streams] of Object.entries(fates))
      for (const [stream, end] of Object.entries(streams ?? {})) {
        if (end === 'complete') bad.delete(`${source}/${stream}`);
        else {
          bad.add(`${source}/${stream}`);
          failing.push(source);
        }
      }
    if (failing.length === 0 && bad.size === 0) {
      const wasBad = announced.size > 0;
      announced.clear();
      return wasBad ? 'run_recovered' : null;
    }
    for (const subject of [...announced])
      if (![...bad].some((place) => place === subject || place.startsWith(`${subject}/`))) announced.delete(subject);
    const isNews = failing.some((source) => !announced.has(source));
    for (const source of failing) announced.add(source);
    return isNews ? 'run_failed' : null;
  });
}

test('failure is told once for each source and outage, and recovery when all works again', () => {
  fc.assert(
    fc.property(fc.array(story, { maxLength: 12 }), (fixtures) => {
      const events = told(fixtures.map(runOf), ['failure', 'recovery']);
      expect(events).toEqual(judged(fixtures));
    }),
  );
});

test('every receiver hears of its own events only, and at most one notice of a run', () => {
  fc.assert(
    fc.property(fc.array(story, { maxLength: 12 }), (fixtures) => {
      const runs = fixtures.map(runOf);
      const both = told(runs, ['failure', 'recovery']);
      expect(told(runs, ['failure'])).toEqual(both.map((event) => (event === 'run_recovered' ? null : event)));
      expect(told(runs, ['recovery'])).toEqual(both.map((event) => (event === 'run_failed' ? null : event)));
      const complete = runs.map(({ outcome }) => (outcome === 'complete' ? 'run_succeeded' : null));
      expect(told(runs, ['success'])).toEqual(complete);
      const failed = runs.map(({ outcome }) =>
        outcome === 'complete' || outcome === 'interrupted' ? null : 'run_failed',
      );
      expect(told(runs, ['every_failure'])).toEqual(failed);
    }),
  );
});

test('a run of one stream mends that stream only', () => {
  const failed = endedRun({
    outcome: 'failed',
    result: {
      sources: [{ source: 'a', outcome: 'failed', streams: STREAMS.map((stream) => rowOf('a', stream, 'failed')) }],
    },
  });
  const ofTickets = endedRun({
    outcome: 'complete',
    asked: { streams: ['tickets'] },
    result: { sources: [{ source: 'a', outcome: 'complete', streams: [rowOf('a', 'tickets', 'complete')] }] },
  });
  const whole = { ...ofTickets, asked: { streams: null } };
  expect(told([failed, ofTickets, whole], ['failure', 'recovery'])).toEqual(['run_failed', null, 'run_recovered']);
});

test('a source that left the configuration holds no outage open', () => {
  const run = (source: string, outcome: 'complete' | 'failed') =>
    endedRun({ outcome, result: { sources: [{ source, outcome, streams: [rowOf(source, 'tickets', outcome)] }] } });
  const outage = outageAfter(null, run('gone', 'failed'), ['gone', 'a']);
  expect(outage?.troubles).toEqual([{ source: 'gone', stream: 'tickets' }]);
  expect(outageAfter(outage, run('a', 'complete'), ['gone', 'a'])).toEqual(outage);
  expect(outageAfter(outage, run('a', 'complete'), ['a'])).toBeNull();
});
