/** What another lake published is never removed or mixed with: lakes of one lake_id, and sources whose names fold alike. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { deltaRows } from '../support/delta-log';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);

const worldOf = (...tickets: World['tickets']): World => ({ tickets, days: ['2026-01-01'] });

async function publish(files: PublishedFiles, target: TargetConfig, lakeId = 'desk'): Promise<TargetResult> {
  const config = files.config([target], { lakeId });
  const [result] = await publishTargets(config, { listener: () => undefined, now: () => NOW });
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

/** Every file by its name, with its bytes. */
function contents(folder: string): Record<string, string> {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const places = all.map((entry) => path.join(entry.parentPath, entry.name)).sort();
  return Object.fromEntries(places.map((place) => [place, readFileSync(place).toString('base64')]));
}

test.each(['delta', 'parquet'] as const)(
  '%s: a lake of the same lake_id removes no source of another',
  async (format) => {
    const [first, second, target] = [new PublishedFiles(), new PublishedFiles(), targetAt(newFolder(), { format })];
    await first.publish(worldOf(ticket('acme:1')));
    await publish(first, target);
    const before = contents(target.to);
    await second.publish(worldOf(ticket('acme2:1')));
    await second.publish(worldOf(ticket('acme2:1')));
    for (let times = 0; times < 2; times += 1) {
      const result = await publish(second, target);
      expect(result).toMatchObject({ outcome: 'failed', run_id: null });
      expect(result.error).toMatch(
        /^another lake with this lake_id \(desk\) publishes there: this one never published acme\./,
      );
      expect(contents(target.to)).toEqual(before);
    }
  },
);

test.each(['delta', 'parquet'] as const)(
  '%s: of two lakes with one lake_id and one source the second is refused, and the first goes on',
  async (format) => {
    const [first, second, target] = [
      new PublishedFiles('first'),
      new PublishedFiles('second'),
      targetAt(newFolder(), { format }),
    ];
    await first.publish(worldOf(ticket('acme:1')));
    await publish(first, target);
    const before = contents(target.to);
    for (let times = 0; times < 2; times += 1) {
      await second.publish(worldOf(ticket('acme:1', { subject: 'of another desk' })));
      await second.publish(worldOf(ticket('acme:1', { subject: 'of another desk' })));
      const result = await publish(second, target);
      expect(result).toMatchObject({ outcome: 'failed', run_id: null });
      expect(result.error).toMatch(
        /^the run first-0001 published there as the lake desk, and this lake does not know it\. If another lake has this lake_id/,
      );
      expect(contents(target.to)).toEqual(before);
    }
    for (let times = 0; times < 8; times += 1) await first.publish(worldOf(ticket('acme:1', { run: 'r2' })));
    expect(await publish(first, target)).toMatchObject({ error: null });
    // Who knows that it is the same lake says so by removing what says which run published.
    rmSync(path.join(target.to, '_ticketlake/desk/current.json'));
    for (let times = 0; times < 9; times += 1) await second.publish(worldOf(ticket('acme:1')));
    expect(await publish(second, target)).toMatchObject({ error: null });
  },
);

test('a lake knows the runs that it published, whatever its table of runs still holds', async () => {
  const [files, target] = [new PublishedFiles(), targetAt(newFolder())];
  await files.publish(worldOf(ticket('acme:1')));
  await publish(files, target);
  // Everything comes through but the note of it.
  const [state, noted] = [path.join(files.lake, 'state/targets.json'), () => readFileSync(state, 'utf8')];
  await files.publish(worldOf(ticket('acme:1', { run: 'r2' })));
  const before = noted();
  expect(await publish(files, target)).toMatchObject({ error: null });
  const { targets } = JSON.parse(before) as { targets: object[] };
  writeFileSync(state, JSON.stringify({ targets: targets.map((each) => ({ ...each, tried: ['run-0002'] })) }));
  await files.publish({
    ...worldOf(ticket('acme:1', { run: 'r3' })),
    tables: { runs: "SELECT 'none' AS run_id, 'acme' AS source" },
  });
  expect(await publish(files, target)).toMatchObject({ error: null });
});

test.each(['delta', 'parquet'] as const)(
  '%s: a lake removes what it published, also under another name of the target',
  async (format) => {
    const [files, target] = [new PublishedFiles(), targetAt(newFolder(), { format })];
    await files.publish(worldOf(ticket('acme:1'), ticket('beta:1')));
    await publish(files, target);
    await files.publish(worldOf(ticket('beta:1')));
    expect(await publish(files, { ...target, name: 'other' })).toMatchObject({ error: null });
    await files.publish(worldOf(ticket('gamma:1')));
    expect(await publish(files, { ...target, name: 'other' })).toMatchObject({ error: null });
  },
);

test.each([
  ['the same columns', 'size'],
  ['a column of another type', 'note, 1 AS size'],
])(
  'a table of custom fields of another lake is refused by its name, and nothing is claimed: %s',
  async (_, columns) => {
    const [first, second, target] = [new PublishedFiles(), new PublishedFiles(), targetAt(newFolder())];
    const fields = (source: string, select: string) => ({
      ticket_fields_x_y: `SELECT '${source}:1' AS ticket_key, '${source}' AS source, 'small' AS ${select}, 'r' AS run_id`,
    });
    await first.publish({ ...worldOf(ticket('x-y:1')), tables: fields('x-y', 'size') });
    await publish(first, target);
    const before = contents(target.to);
    await second.publish({ ...worldOf(ticket('x--y:1')), tables: fields('x--y', columns) });
    const result = await publish(second, target, 'other');
    expect(result).toMatchObject({ outcome: 'failed', run_id: null });
    expect(result.error).toMatch(
      /^ticket_fields_x_y holds custom fields of x-y there, which another lake publishes\. Rename the source here/,
    );
    expect(contents(target.to)).toEqual(before);
    await second.publish(worldOf(ticket('z:1')));
    expect(await publish(second, target, 'other')).toMatchObject({ error: null });
    await first.publish({ ...worldOf(ticket('x-y:1')), tables: fields('x-y', 'size') });
    expect(await publish(first, target)).toMatchObject({ error: null });
    expect(await deltaRows(path.join(target.to, 'ticket_fields_x_y'), ['source'])).toEqual(['["x-y"]']);
  },
);
