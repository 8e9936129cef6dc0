/** What is known of targets: where it cannot be read nothing is published, and old versions that must go are not forgotten. */
import { existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LakeError } from '../../etl/src/base/errors';
import type { TargetResult } from '../../etl/src/base/run-result';
import type { TargetConfig } from '../../etl/src/config/config';
import { leftTargets, notePurge, publishTargets } from '../../etl/src/targets/publish-targets';
import { targetStatus } from '../../etl/src/targets/standing';
import { PublishedFiles, newFolder, targetAt, ticket } from '../support/published-files';

const NOW = Date.UTC(2026, 5, 1);
const FORMATS = ['delta', 'parquet'] as const;

const noted = ({ lake }: PublishedFiles): string => path.join(lake, 'state/targets.json');

async function publish(files: PublishedFiles, ...targets: TargetConfig[]): Promise<TargetResult[]> {
  return publishTargets(files.config(targets, { lakeId: 'desk' }), { listener: () => undefined, now: () => NOW });
}

/** Data files of tickets at a target: one for each version that is kept. */
function versions({ to }: TargetConfig): number {
  const names = readdirSync(to, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => /tickets\b.*[0-9a-f]{64}\.parquet$/.test(name)).length;
}

/** Two versions stand there: the second without what the first one said. */
async function publishedTwice(target: TargetConfig, files = new PublishedFiles()): Promise<PublishedFiles> {
  for (const subject of ['of Ann', 'of nobody']) {
    await files.publish({ tickets: [ticket('acme:1', { subject })], days: ['2026-01-01'] });
    expect(await publish(files, target)).toMatchObject([{ outcome: 'published' }]);
  }
  return files;
}

const UNREADABLE: ReadonlyArray<readonly [string, (text: string) => string]> = [
  ['empty', () => ''],
  ['torn', (text) => text.slice(0, text.length / 2)],
  ['of zeros', (text) => '\0'.repeat(text.length)],
  ['null', () => 'null'],
  ['a list', () => '[]'],
  ['without targets', () => '{}'],
  ['of a wrong type', (text) => text.replace('"purge": true', '"purge": "yes"')],
  ['without a member', (text) => text.replace(/"purge": true,/, '')],
];

describe.each(FORMATS)('%s', (format) => {
  test.each(UNREADABLE)('a note that is %s stops the publication, and the purge comes later', async (_, damage) => {
    const [target, other] = [targetAt(newFolder(), { format }), targetAt(newFolder(), { format, name: 'other' })];
    const files = await publishedTwice(target);
    const config = files.config([target], { lakeId: 'desk' });
    notePurge(config);
    const text = damage(readFileSync(noted(files), 'utf8'));
    writeFileSync(noted(files), text);
    expect(versions(target)).toBe(2);
    const results = await publish(files, target, other);
    expect(results).toMatchObject([
      { target: target.name, outcome: 'failed' },
      { target: 'other', outcome: 'failed' },
    ]);
    for (const { error } of results) expect(error).toMatch(/targets\.json cannot be read.*\. Restore it from a backup/);
    expect([versions(target), versions(other)]).toEqual([2, 0]);
    for (const ask of [
      () => targetStatus(files.lake),
      () => leftTargets(config),
      () => {
        notePurge(config);
      },
    ])
      expect(ask).toThrow(LakeError);
    expect(readFileSync(noted(files), 'utf8')).toBe(text);
    rmSync(noted(files));
    expect(await publish(files, target)).toMatchObject([{ outcome: 'published', error: null }]);
    expect(versions(target)).toBe(1);
  });

  test('a purge that is due is done under another name of the target, once', async () => {
    const target = targetAt(newFolder(), { format });
    const files = await publishedTwice(target);
    notePurge(files.config([target]));
    const renamed = { ...target, name: 'renamed' };
    expect(await publish(files, renamed)).toMatchObject([{ error: null }]);
    expect(versions(target)).toBe(1);
    await files.publish({ tickets: [ticket('acme:1', { subject: 'later' })], days: ['2026-01-01'] });
    expect(await publish(files, renamed)).toMatchObject([{ error: null }]);
    expect(versions(target)).toBe(2);
  });

  test('old versions stay where a note says that nothing has to go', async () => {
    const target = targetAt(newFolder(), { format });
    const files = await publishedTwice(target);
    expect(await publish(files, target)).toMatchObject([{ error: null }]);
    expect(versions(target)).toBe(2);
  });
});

test('a first publication writes no checkpoint, although nothing is known of the target', async () => {
  const [files, target] = [new PublishedFiles(), targetAt(newFolder())];
  await files.publish({ tickets: [ticket('acme:1')], days: ['2026-01-01'] });
  await publish(files, target);
  expect(existsSync(path.join(target.to, 'tickets/_delta_log/00000000000000000000.json'))).toBe(true);
  expect(readdirSync(path.join(target.to, 'tickets/_delta_log')).filter((name) => /checkpoint/.test(name))).toEqual([]);
});
