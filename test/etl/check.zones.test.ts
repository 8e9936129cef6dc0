/** Two zone databases are compared: Node's places wall-clock times, DuckDB's makes them. */
import { checkZones, differencesOf } from '../../etl/src/check/zones';

const NOW = Date.UTC(2026, 10, 22);

test('zones whose rules are settled are the same in both', async () => {
  expect(
    await differencesOf(['UTC', 'Europe/Paris', 'america/new_york', 'Asia/Kolkata', 'Australia/Lord_Howe'], NOW),
  ).toEqual([]);
});

test('a zone that DuckDB does not know is an error, with both versions said', async () => {
  expect(await checkZones(['Mars/Olympus'], NOW)).toEqual([
    {
      subject: 'time zones',
      level: 'ok',
      message: expect.stringMatching(/^Node has zones of .+, and DuckDB v1\..+ brings its own \(ICU\)$/),
    },
    {
      subject: 'time zones',
      level: 'error',
      message: 'DuckDB does not know Mars/Olympus',
      remedy: 'Use another name of the same zone.',
    },
  ]);
});

test('a zone about which they disagree is a warning from the first day on', async () => {
  // Which zones these are depends on the two releases: the finding is checked against the offsets themselves.
  const findings = await checkZones(['America/Vancouver'], NOW);
  const [difference] = await differencesOf(['America/Vancouver'], NOW);
  expect(findings[1]).toMatchObject(
    difference
      ? { level: 'warning', message: `Node and DuckDB disagree about America/Vancouver from ${difference.from} on` }
      : { level: 'ok', message: 'both agree about America/Vancouver' },
  );
});
