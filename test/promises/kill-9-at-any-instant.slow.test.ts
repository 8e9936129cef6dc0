/** Promise 3: every failpoint is struck, with one service on the first run and with another one on a later run. */
import { isDeepStrictEqual } from 'node:util';
import { COMPACT_FAILPOINTS, COPY_FAILPOINTS, FAILPOINTS } from '../../etl/src/base/failpoint';
import { vendorNames } from '../../vendors/registry';
import { isLongest } from '../support/test-profile';
import type { Strike } from './kill-9-at-any-instant.cases';
import { killed, killedWhileCompacting, killedWhileCopying } from './kill-9-at-any-instant.cases';

const services = vendorNames();
/**
 * A page of a first run that is not loaded yet, what a full scan marks before what hangs on it is read, and the middle of a
 * publication.
 */
const CHOSEN: readonly Strike[] = [
  { failpoint: 'load.before_commit', service: 'synqly', scene: 'first' },
  { failpoint: 'scan.gone_marked', service: 'teamswork', scene: 'later' },
  { failpoint: 'publish.database_renamed', service: 'teamswork', scene: 'later' },
];
const spread: Strike[] = FAILPOINTS.flatMap((failpoint, at) =>
  (['first', 'later'] as const).flatMap((scene, offset) => {
    const chosen = isLongest ? services : [services[(at + 2 * offset) % services.length]!];
    return chosen.map((service) => ({ failpoint, service, scene }));
  }),
);
const isChosen = (strike: Strike) => CHOSEN.some((chosen) => isDeepStrictEqual(chosen, strike));
const strikes = [...CHOSEN, ...spread.filter((strike) => !isChosen(strike))];

it('every failpoint and every service is struck', () => {
  expect(new Set(strikes.map(({ failpoint }) => failpoint))).toEqual(new Set(FAILPOINTS));
  expect(new Set(strikes.map(({ service }) => service))).toEqual(new Set(services));
});

killed(strikes);
killedWhileCompacting(COMPACT_FAILPOINTS);
killedWhileCopying(COPY_FAILPOINTS);
