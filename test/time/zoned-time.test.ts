/** Times for people: right at every change of the clocks, whatever the zone of the machine. */
import { localMinute, zonedClock, zonedMinute } from '../../etl/src/base/zoned-time';

const ZONES = [
  'UTC',
  'Europe/Paris',
  'America/Los_Angeles',
  'Asia/Kolkata',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
];
/** Around changes of the clocks in these zones, and in those in which the tests run. */
const DAYS = ['2026-03-07', '2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2026-10-31', '2018-11-03'];

test('a minute and a second are those that Node shows in the zone', () => {
  for (const zone of ZONES) {
    const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
    for (const day of DAYS) {
      const begin = Date.parse(`${day}T00:00:07Z`);
      for (let instant = begin; instant < begin + 3 * 86_400_000; instant += 1_800_000) {
        const shown = format.format(instant);
        expect(localMinute(new Date(instant).toISOString(), zone)).toBe(shown.slice(0, 16));
        expect(zonedClock(instant, zone)).toBe(`${shown.slice(11)} (${zone})`);
      }
    }
  }
});

test('the zone is named', () => {
  expect(zonedMinute('2026-11-30T06:00:59.123456Z', 'Europe/Paris')).toBe('2026-11-30 07:00 (Europe/Paris)');
});
