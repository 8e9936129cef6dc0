/** Every request of a run stands in a row of `runs`: those of the key's check and of the planning, too. */
import { configOf, exportOnce, newLake, sourceOf } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';

const sandbox = useSandbox({ tickets: 12, limits: false, clock: FROZEN });
const config = (lake: string, name: string) => configOf(lake, [sourceOf(sandbox(), name)]);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

export function askedIsCounted(names: readonly string[]): void {
  it.each([...names])('%s: what was asked is what runs says', async (name) => {
    sandbox().faults.add({ service: name, kind: 'rate_limited', times: 1, options: { retryAfter: '60' } });
    const result = await exportOnce(config(newLake(), name));
    const rows = result.sources[0]?.streams ?? [];
    expect(sum(rows.map(({ requests }) => requests))).toBe(sandbox().requests.count(name));
    expect(sum(rows.map(({ rate_limited: limited }) => limited))).toBe(1);
    // The first request is the check's: its wait is time that somebody waited for the run.
    const [ended] = result.events.flatMap((event) => (event.type === 'run_finished' ? [event.ms] : []));
    expect(ended).toBeGreaterThanOrEqual(60_000);
  });
}

export function aRefusedKeyIsCounted(): void {
  it('a source whose key is refused says what the check asked', async () => {
    const lake = newLake();
    const source = sourceOf(sandbox(), 'teamswork', { key: 'a-key-that-is-wrong' });
    const result = await exportOnce(configOf(lake, [source]));
    expect(result.exit_code).toBe(1);
    expect(sum((result.sources[0]?.streams ?? []).map(({ requests }) => requests))).toBe(
      sandbox().requests.count('teamswork'),
    );
  });
}

export function nothingIsAskedTwice(): void {
  it('TeamsWork is asked for its instance once a run, by the check of the key', async () => {
    const lake = newLake();
    for (const full of [false, true]) {
      sandbox().requests.reset();
      const result = await exportOnce(config(lake, 'teamswork'), { full });
      expect(result.exit_code).toBe(0);
      expect(sandbox().requests.count('teamswork', 'getInstance')).toBe(1);
    }
    // An instance that could not be read is asked for again.
    sandbox().requests.reset();
    sandbox().faults.add({
      service: 'teamswork',
      kind: 'server_error',
      times: 5,
      endpoint: 'getInstance',
      options: {},
    });
    expect((await exportOnce(config(lake, 'teamswork'))).exit_code).toBe(0);
    expect(sandbox().requests.count('teamswork', 'getInstance')).toBe(6);
  });

  it('--full reads the event logs of SympoQ again, another run does not', async () => {
    const lake = newLake();
    const logs = () => sandbox().requests.count('sympoq', 'get_ticket');
    await exportOnce(config(lake, 'sympoq'));
    const first = logs();
    await exportOnce(config(lake, 'sympoq'));
    expect(logs()).toBe(first);
    await exportOnce(config(lake, 'sympoq'), { full: true });
    expect([first > 0, logs()]).toEqual([true, first * 2]);
  });
}
