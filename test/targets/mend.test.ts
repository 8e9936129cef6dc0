/** Data files that someone removed, cut or changed at a target: the next publication writes them anew, and only its own. */
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TargetConfig } from '../../etl/src/config/config';
import type { TargetResult } from '../../etl/src/base/run-result';
import { publishNow } from '../../etl/src/targets/publish-now';
import { publishTargets } from '../../etl/src/targets/publish-targets';
import { verifyTarget } from '../../etl/src/targets/verify-target';
import type { World } from '../support/published-files';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);

const worldOf = (...tickets: World['tickets']): World => ({ tickets, days: ['2026-01-01', '2026-01-02'] });

async function publish(
  files: PublishedFiles,
  target: TargetConfig,
  { reads = false, lakeId = 'desk' } = {},
): Promise<TargetResult> {
  const config = files.config([target], { lakeId });
  const options = { listener: () => undefined, now: () => NOW };
  const [result] = await (reads ? publishNow(config, options) : publishTargets(config, options));
  if (result === undefined) throw new Error('nothing was published');
  return result;
}

async function isWhole(files: PublishedFiles, target: TargetConfig, lakeId = 'desk'): Promise<boolean> {
  return (await verifyTarget(files.config([target], { lakeId }), target, () => NOW)).ok;
}

function dataFile(folder: string, of: RegExp): string {
  const all = readdirSync(folder, { recursive: true, withFileTypes: true });
  const names = all.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return names.find((name) => of.test(name) && /[0-9a-f]{64}\.parquet$/.test(name)) ?? '';
}

function flip(file: string): void {
  const body = readFileSync(file);
  body[8] = (body[8] ?? 0) ^ 1;
  writeFileSync(file, body);
}

const DAMAGES: ReadonlyArray<readonly [string, (file: string) => void, boolean]> = [
  ['missing', (file) => rmSync(file), false],
  ['of another size', (file) => writeFileSync(file, readFileSync(file).subarray(1)), false],
  ['of other bytes', flip, true],
];
const CASES = (['delta', 'parquet'] as const).flatMap((format) =>
  DAMAGES.flatMap(([name, damage, reads]) =>
    ['tickets', 'dates'].map((table) => [format, table, name, damage, reads] as const),
  ),
);

test.each(CASES)('%s: a file of %s that is %s is written anew', async (format, table, _, damage, reads) => {
  const [files, folder] = [new PublishedFiles(), newFolder()];
  const target = targetAt(folder, { format });
  await files.publish(worldOf(ticket('acme:1'), ticket('beta:1')));
  await publish(files, target);
  damage(dataFile(folder, new RegExp(table)));
  expect(await isWhole(files, target)).toBe(false);
  if (reads) expect(await publish(files, target)).toMatchObject({ outcome: 'published', changed: [] });
  expect(await publish(files, target, { reads })).toMatchObject({ error: null, changed: [table], objects: 1 });
  expect(await isWhole(files, target)).toBe(true);
  expect(await publish(files, target, { reads: true })).toMatchObject({ changed: [], objects: 0 });
});

test('files of another lake stay as they are, and days that only a lost file had come back from their lakes', async () => {
  const [files, others, target] = [new PublishedFiles(), new PublishedFiles(), targetAt(newFolder())];
  await files.publish(worldOf(ticket('acme:1')));
  await publish(files, target);
  await others.publish({ ...worldOf(ticket('beta:1')), days: ['2026-01-03'] });
  await publish(others, target, { lakeId: 'other' });
  flip(dataFile(target.to, /tickets.*source=beta/));
  expect(await publish(files, target, { reads: true })).toMatchObject({ error: null, changed: [] });
  expect(await isWhole(others, target, 'other')).toBe(false);
  rmSync(
    path.join(
      target.to,
      'dates',
      readdirSync(path.join(target.to, 'dates')).find((name) => /^[0-9a-f]{64}/.test(name)) ?? '',
    ),
  );
  await publish(files, target);
  expect(await publish(others, target, { reads: true, lakeId: 'other' })).toMatchObject({ error: null });
  expect(await isWhole(files, target)).toBe(true);
  expect(await isWhole(others, target, 'other')).toBe(true);
});
