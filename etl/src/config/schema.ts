/**
 * The keys at the top of ticketlake.yaml: what each means, how it is written, its default. A version accepts exactly the
 * keys that stand here; the reference page is made from their descriptions.
 */
import { z } from 'zod';
import type { Compression, ContractMode, Partition } from './config';
import { about, leaf } from './leaf';
import { LAKE_ID, PUBLISH, lakeIdText } from './publish-schema';
import { duration, folder, oneOf, share, zone } from './readers';
import { STATE } from './state-place';
import { readPlace } from './target-place';

const PARTITIONS: readonly Partition[] = ['none', 'month', 'year'];
const CONTRACTS: readonly ContractMode[] = ['evolve', 'freeze'];
const COMPRESSIONS: readonly Compression[] = ['snappy', 'zstd', 'gzip'];
const DAY_MS = 86_400_000;
const YEARS_MS = 3650 * DAY_MS;

export const topLevel = z.strictObject({
  lake: leaf(folder)
    .default('./lake')
    .meta(about({ form: 'folder', default: './lake', description: 'Folder of the lake, relative to this file.' })),
  timezone: leaf(zone)
    .default('UTC')
    .meta(
      about({
        form: 'IANA time zone',
        default: 'UTC',
        description: 'Reporting zone, which the columns *_local and *_date are in.',
      }),
    ),
  partition: leaf(oneOf(PARTITIONS, 'a way to partition'))
    .default('none')
    .meta(
      about({
        form: PARTITIONS.join(' | '),
        default: 'none',
        description:
          'Splits the Parquet files of tickets, comments and status_changes by the month or year of created_local.',
      }),
    ),
  compression: leaf(oneOf(COMPRESSIONS, 'a compression'))
    .default('snappy')
    .meta(
      about({
        form: COMPRESSIONS.join(' | '),
        default: 'snappy',
        description: 'Compression of the Parquet files. Every BI reader opens snappy.',
      }),
    ),
  raw_retention: leaf(duration('30d', 0, YEARS_MS))
    .default(30 * DAY_MS)
    .meta(
      about({
        form: 'duration',
        default: '30d',
        description: 'How long responses are kept in raw/, as they were received.',
      }),
    ),
  max_delete_share: leaf(share)
    .default(0.1)
    .meta(
      about({
        form: 'percentage',
        default: '10%',
        description:
          'If a larger share of the tickets vanishes at once, none is marked as deleted and the stream fails.',
      }),
    ),
  full_scan_every: leaf(duration('7d', 0, YEARS_MS))
    .default(7 * DAY_MS)
    .meta(
      about({
        form: 'duration',
        default: '7d',
        description: 'How often everything is read again, which is how deletions are found.',
      }),
    ),
  comments_rescan_every: leaf(duration('1d', 0, YEARS_MS))
    .default(DAY_MS)
    .meta(
      about({
        form: 'duration',
        default: '1d',
        description:
          'How often the comments of open tickets are read again where a comment leaves no trace on its ticket.',
      }),
    ),
  contract: leaf(oneOf(CONTRACTS, 'a contract'))
    .default('evolve')
    .meta(
      about({
        form: CONTRACTS.join(' | '),
        default: 'evolve',
        description:
          'Whether a service may change the members of its records. evolve notes it in schema_changes. freeze fails the stream and loads nothing of the page that shows it. Pages before it stay loaded.',
      }),
    ),
  business_hours: z
    .unknown()
    .optional()
    .meta(
      about({
        form: 'map',
        description: 'When the help desk is open. Without it, columns of business minutes are empty.',
      }),
    ),
  sources: z
    .unknown()
    .optional()
    .meta(
      about({
        form: 'map of names',
        description:
          'The services to export, each under a name of letters, digits, - and _. ${NAME} in it is filled in.',
      }),
    ),
  schedule: z
    .unknown()
    .optional()
    .meta(
      about({
        form: 'map',
        description: 'When `ticketlake serve` exports. Without it, the service exports only when it is asked.',
      }),
    ),
  serve: z
    .unknown()
    .optional()
    .meta(about({ form: 'map', description: 'Where and for whom `ticketlake serve` listens.' })),
  notify: z
    .unknown()
    .optional()
    .meta(
      about({
        form: 'list',
        description: 'Who is notified when exports end, those of the command line and of `ticketlake serve`.',
      }),
    ),
  mask: z
    .unknown()
    .optional()
    .meta(
      about({
        form: 'map',
        description: 'What stands in the place of names, addresses and other texts in everything that is published.',
      }),
    ),
  publish: z.unknown().optional().meta(about(PUBLISH)),
  state: leaf(readPlace).optional().meta(about(STATE)),
  lake_id: leaf(lakeIdText).optional().meta(about(LAKE_ID)),
  telemetry: z
    .unknown()
    .optional()
    .meta(about({ form: 'map', description: 'Where exports report to (OpenLineage and OpenTelemetry).' })),
});
