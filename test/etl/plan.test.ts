/** `plan`, of services that are planned in different ways; of all, and what all of them cost: slow.test. */
import {
  budgetsOf,
  fullEstimate,
  incrementalEstimate,
  secondsAtQuota,
  sum,
  ticketEstimate,
} from '../../etl/src/plan/estimate';
import { tinySource } from '../support/tiny-vendor';
import { plans } from './plan.cases';

plans(['deskpro', 'synqly'], ['deskpro'], false);

describe('estimates', () => {
  test('of a full scan: the last one and what came since, else the stored rows', () => {
    expect(fullEstimate({ requests: 12, storedTotal: 1000 }, 1250, 100).requests).toBe(15);
    expect(fullEstimate({ requests: 12, storedTotal: 1000 }, 900, 100).requests).toBe(12);
    expect(fullEstimate(null, 950, 100)).toEqual({ requests: 10, least: true, basis: '950 stored rows, 100 a page' });
    expect(fullEstimate(null, 0, 100).requests).toBeNull();
    expect(fullEstimate(null, 950, 0).requests).toBeNull();
  });

  test('of a reading of changes: no fewer than its parts', () => {
    expect(incrementalEstimate({ requests: 3 }, 6)).toMatchObject({ requests: 6, least: false });
    expect(incrementalEstimate(null, 6)).toMatchObject({ requests: 6, least: true });
  });

  test.each([
    [{ waiting: 0, changed: null, rescan: null, stored: 0, open: 0 }, null, 'never read before'],
    [{ waiting: 0, changed: 0, rescan: null, stored: 50, open: 9 }, 0, '0 changed last time'],
    [{ waiting: 4, changed: 3, rescan: null, stored: 50, open: 9 }, 7, '4 wait, 3 changed last time'],
    [
      { waiting: 4, changed: 3, rescan: 'open', stored: 50, open: 9 },
      16,
      '4 wait, 3 changed last time, 9 open ones are read again',
    ],
    [{ waiting: 0, changed: 2, rescan: 'all', stored: 50, open: 9 }, 50, '2 changed last time, all are read again'],
    [{ waiting: 4, changed: null, rescan: null, stored: 50, open: 9 }, 4, '4 wait, changes not known'],
  ] as const)('of calls a ticket: %j', (calls, tickets, basis) => {
    expect(ticketEstimate({ files: 'none', ...calls })).toMatchObject({ tickets, requests: tickets, basis });
  });

  test('of a source: what is known, at least, when something is not', () => {
    const known = { requests: 5, least: false, basis: '' };
    expect(sum([known, known])).toEqual({ requests: 10, least: false });
    expect(sum([known, { requests: null, least: true, basis: '' }])).toEqual({ requests: 5, least: true });
    expect(sum([{ requests: null, least: true, basis: '' }])).toEqual({ requests: null, least: true });
  });

  test('of the wait at the quota: a whole budget at once, then one a window, the longest of all', () => {
    const minute = { requests: 100, windowSeconds: 60 };
    expect([1, 100, 101, 200, 201].map((requests) => secondsAtQuota(requests, [minute]))).toEqual([0, 0, 60, 60, 120]);
    expect(secondsAtQuota(201, [minute, { requests: 50, windowSeconds: 3600 }])).toBe(4 * 3600);
    expect(secondsAtQuota(1_000_000, [])).toBe(0);
    expect(budgetsOf(tinySource())).toEqual([]);
    expect(budgetsOf(tinySource({ requestsPerMinute: 90, requestsPerDay: 5000 }))).toEqual([
      { requests: 90, windowSeconds: 60 },
      { requests: 5000, windowSeconds: 86_400 },
    ]);
  });
});
