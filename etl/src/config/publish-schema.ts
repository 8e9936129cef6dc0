/** The keys of one entry of `publish:`. What they mean together: publish-targets.ts. */
import { z } from 'zod';
import { about, leaf, needed } from './leaf';
import type { About } from './leaf';
import { anyText, duration, oneOf, read, refuse } from './readers';
import type { ValueReader } from './readers';
import type { LocalTimes, PartitionBy, TargetFormat } from './target-place';
import { endpoint, readPlace } from './target-place';

const FORMATS: readonly TargetFormat[] = ['parquet', 'delta'];
const LOCAL_TIMES: readonly LocalTimes[] = ['utc', 'ntz', 'none'];
const PARTITIONS: readonly PartitionBy[] = ['source', 'none'];
const HOUR_MS = 3_600_000;
export const DEFAULT_KEEP_MS = 7 * 24 * HOUR_MS;
const TARGET_NAME = /^[A-Za-z0-9_-]{1,64}$/;

/** What the reference page says of the two keys of the top level. */
export const PUBLISH: About = {
  form: 'list',
  description: 'Where the tables are published beside the lake, after it.',
};
export const LAKE_ID: About = {
  form: 'letters, digits, - and _',
  default: 'an id that is kept in state/',
  description: 'Names the lake at its targets. Each of several lakes that share tables needs another.',
};

export const publishSchema = z.strictObject({
  to: needed(readPlace, 'Give a folder or a store, for example to: ./share/desk or to: s3://bucket/desk.').meta(
    about({
      form: 'folder or URL',
      description:
        'Where the tables are published, beside the lake: a folder, which is relative to this file, s3://bucket/folder, az://container/folder, abfss://container@account.dfs.core.windows.net/folder or gs://bucket/folder.',
    }),
  ),
  name: leaf(targetName)
    .optional()
    .meta(
      about({
        form: 'letters, digits, - and _',
        default: 'format and position, for example delta-2',
        description: 'What commands and messages call the target.',
      }),
    ),
  format: leaf(oneOf(FORMATS, 'a format'))
    .default('parquet')
    .meta(
      about({
        form: FORMATS.join(' | '),
        default: 'parquet',
        description:
          'parquet: files named by their content and one manifest, which is replaced last. delta: Delta Lake tables.',
      }),
    ),
  local_times: leaf(oneOf(LOCAL_TIMES, 'a way to write local times'))
    .optional()
    .meta(
      about({
        form: LOCAL_TIMES.join(' | '),
        default: 'utc',
        description:
          'delta only. How columns *_local are written. utc labels the wall clock as UTC, which every reader takes. ntz is Delta Lake’s timestampNtz. none leaves them out.',
      }),
    ),
  partition_by: leaf(oneOf(PARTITIONS, 'a way to partition'))
    .optional()
    .meta(
      about({
        form: PARTITIONS.join(' | '),
        default: 'source',
        description:
          'delta only. Tables that several lakes share need source. A parquet target has the `partition:` of the lake.',
      }),
    ),
  keep: leaf(duration('7d', HOUR_MS, 3650 * 24 * HOUR_MS))
    .default(DEFAULT_KEEP_MS)
    .meta(
      about({
        form: 'duration, at least 1h',
        default: '7d',
        description: 'How long versions that were replaced can still be read.',
      }),
    ),
  endpoint: leaf(endpoint)
    .optional()
    .meta(
      about({
        form: 'URL',
        default: 'AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL for s3',
        description: 's3, az and gs only. Where the store is, if it is not its maker’s own.',
      }),
    ),
  region: leaf(anyText)
    .optional()
    .meta(
      about({
        form: 'name of a region',
        default: 'AWS_REGION, AWS_DEFAULT_REGION',
        description: 's3 only. Region of the bucket.',
      }),
    ),
  profile: leaf(anyText)
    .optional()
    .meta(
      about({
        form: 'name of a profile',
        default: 'AWS_PROFILE',
        description: 's3 only. Profile of ~/.aws whose keys are used, where AWS_ACCESS_KEY_ID is not set.',
      }),
    ),
  timeout: leaf(duration('60s', 1000, HOUR_MS))
    .optional()
    .meta(
      about({
        form: 'duration',
        default: '60s',
        description:
          'stores only. How long an answer may fail to begin, or to go on. A request is sent five times at most.',
      }),
    ),
});

export type PublishEntry = z.infer<typeof publishSchema>;

function targetName(text: string): ReturnType<ValueReader<string>> {
  const name = text.trim();
  return TARGET_NAME.test(name)
    ? read(name)
    : refuse((display) => `"${display}" cannot be the name of a target`, 'Use letters, digits, - and _, at most 64.');
}

/** Names the lake where several publish into one place. */
export function lakeIdText(text: string): ReturnType<ValueReader<string>> {
  const id = text.trim();
  return TARGET_NAME.test(id)
    ? read(id)
    : refuse((display) => `"${display}" cannot be the id of a lake`, 'Use letters, digits, - and _, at most 64.');
}
