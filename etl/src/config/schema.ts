/**
 * The keys of ticketlake.yaml: what each means, how it is written, its default. A version accepts exactly the
 * keys that stand here; the reference page is made from their descriptions.
 */
import { z } from 'zod';
import { PRIORITY_LEVELS, STATUS_GROUPS } from '../../../vendors/model';
import { vendorNamed, vendorNames } from '../../../vendors/registry';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { StreamName, Vendor } from '../../../vendors/vendor';
import { ATTACHMENT_MODES } from './config';
import type { Compression, ContractMode, Partition } from './config';
import type { About } from './leaf';
import { leaf, listOf, namesTo, needed, notFor, wordsTo } from './leaf';
import {
  anyText,
  day,
  duration,
  folder,
  oneOf,
  refuse,
  read,
  secret,
  share,
  urlPath,
  wholeNumber,
  zone,
} from './readers';
import type { Reader } from './readers';
import { LAKE_ID, PUBLISH, lakeIdText } from './publish-schema';

const PARTITIONS: readonly Partition[] = ['none', 'month', 'year'];
const CONTRACTS: readonly ContractMode[] = ['evolve', 'freeze'];
const COMPRESSIONS: readonly Compression[] = ['snappy', 'zstd', 'gzip'];
const DAY_MS = 86_400_000;
const YEARS_MS = 3650 * DAY_MS;

/** Registers what the reference page says of a key. */
function about(facts: About): Record<string, string> {
  return { ...facts };
}

/** A key with keys of its own, which are read apart. */
function group(form: string, description: string) {
  return z.unknown().optional().meta(about({ form, description }));
}

export const topLevel = z.strictObject({
  lake: leaf(folder)
    .default('./lake')
    .meta(about({ form: 'folder', default: './lake', description: 'Where the lake lies, relative to this file.' })),
  timezone: leaf(zone)
    .default('UTC')
    .meta(
      about({
        form: 'IANA time zone',
        default: 'UTC',
        description: 'Reporting zone: the columns *_local and *_date are in it.',
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
        description: 'Of the Parquet files; every BI reader opens snappy.',
      }),
    ),
  raw_retention: leaf(duration('30d', 0, YEARS_MS))
    .default(30 * DAY_MS)
    .meta(about({ form: 'duration', default: '30d', description: 'How long answers as received are kept in raw/.' })),
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
          'Whether a service may change the members of its records: evolve notes it in schema_changes, freeze fails the stream and loads nothing of the page that shows it; pages before it stay loaded.',
      }),
    ),
  business_hours: group('map', 'When the help desk is open: without it, columns of business minutes are empty.'),
  sources: group(
    'map of names',
    'The services to export, each under a name of letters, digits, - and _. ${NAME} in it is filled in.',
  ),
  schedule: group('map', 'When `ticketlake serve` exports; without it, only when asked.'),
  serve: group('map', 'Where and for whom `ticketlake serve` listens.'),
  notify: group('list', 'Who is told how exports end, of the command line and of `ticketlake serve`.'),
  mask: group('map', 'What stands in the place of names, addresses and other texts in everything that is published.'),
  publish: z.unknown().optional().meta(about(PUBLISH)),
  lake_id: leaf(lakeIdText).optional().meta(about(LAKE_ID)),
  telemetry: group('map', 'Where exports report to: OpenLineage and OpenTelemetry.'),
});

/** The keys of one source; what they accept depends on its service. */
export function sourceSchema(vendor: Vendor) {
  return z.strictObject({
    vendor: z.unknown().meta(about({ form: 'name of a service', description: 'The service.' })),
    url: needed(baseUrlOf(vendor), 'Give the address of the service, as its own page shows it.').meta(
      about({ form: 'URL', description: 'Base URL, with or without the path of the API.' }),
    ),
    key: needed(secret, 'Give the key as key: ${NAME}, and set NAME in the environment or in .env.').meta(
      about({ form: 'text, mostly ${NAME}', description: 'The key of the service.' }),
    ),
    timezone: leaf(zone)
      .optional()
      .meta(
        about({
          form: 'IANA time zone',
          default: 'UTC',
          description: 'Zone of times that the service writes without one.',
        }),
      ),
    streams: listOf(streamOf(vendor), '[tickets, comments]')
      .optional()
      .meta(
        about({
          form: `list of ${STREAM_NAMES.join(', ')}`,
          default: 'all that the service has',
          description: 'What is exported.',
        }),
      ),
    since: leaf(day)
      .optional()
      .meta(about({ form: 'YYYY-MM-DD', description: 'Tickets created before it are left out.' })),
    requests_per_minute: leaf(wholeNumber(1, 100_000))
      .optional()
      .meta(
        about({
          form: 'number',
          default: "the service's documented quota, with a margin",
          description: 'At most so many requests in any 60 seconds.',
        }),
      ),
    requests_per_hour: leaf(wholeNumber(1, 10_000_000))
      .optional()
      .meta(about({ form: 'number', description: 'At most so many requests in any hour, counted across runs.' })),
    requests_per_day: leaf(wholeNumber(1, 100_000_000))
      .optional()
      .meta(about({ form: 'number', description: 'At most so many requests in any 24 hours, counted across runs.' })),
    concurrency: leaf(wholeNumber(1, 64))
      .default(vendor.defaults.concurrency)
      .meta(
        about({
          form: 'number',
          default: String(vendor.defaults.concurrency),
          description: 'Requests under way at once.',
        }),
      ),
    page_size: leaf(wholeNumber(1, 10_000))
      .optional()
      .meta(
        about({
          form: 'number',
          default: String(vendor.defaults.pageSize),
          description: 'Rows a page; the service may allow fewer.',
        }),
      ),
    timeout: leaf(duration('60s', 1000, 3_600_000))
      .default(vendor.defaults.timeoutMs)
      .meta(
        about({
          form: 'duration',
          default: `${vendor.defaults.timeoutMs / 1000}s`,
          description:
            'How long an answer may fail to begin, or to go on. A whole answer may take five times as long; after two that did, Ticketlake stops asking.',
        }),
      ),
    statuses: wordsTo(oneOf(STATUS_GROUPS, 'a status group'), '{ Waiting: pending }')
      .default({})
      .meta(
        about({
          form: `map to ${STATUS_GROUPS.join(', ')}`,
          description: "The service's own status words (or ids) to status groups.",
        }),
      ),
    priorities: wordsTo(oneOf(PRIORITY_LEVELS, 'a priority level'), '{ "5": urgent }')
      .default({})
      .meta(
        about({
          form: `map to ${PRIORITY_LEVELS.join(', ')}`,
          description: "The service's own priority words (or ids) to priority levels.",
        }),
      ),
    business_hours: z
      .unknown()
      .optional()
      .meta(
        about({
          form: 'map',
          description: 'Opening hours of this source, in place of the whole block of the top level.',
        }),
      ),
    projects: vendor.ownSettings?.projects
      ? listOf(anyText, '[support, billing]')
          .optional()
          .meta(about({ form: 'list of ids', description: 'Only these projects, paged one by one.' }))
      : notFor(vendor.title),
    done_rescan: vendor.ownSettings?.doneRescan
      ? leaf(duration('30d', 0, YEARS_MS))
          .default(30 * DAY_MS)
          .meta(
            about({
              form: 'duration',
              default: '30d',
              description:
                'Tickets that were done so long ago at most are read again in every run, since edits of their labels, fields and assignees leave no trace; 0d: none.',
            }),
          )
      : notFor(vendor.title),
    attachments: vendor.ownSettings?.attachments
      ? leaf(oneOf(ATTACHMENT_MODES, 'a way to read attachments'))
          .default('auto')
          .meta(
            about({
              form: ATTACHMENT_MODES.join(', '),
              default: 'auto',
              description:
                'Whether the list of attachments of a ticket is asked for beside its activities, a request more each. activities asks for none and leaves out what activities do not name, all asks for every list. auto asks for the lists of 50 tickets after each full scan, and for every list once one of them held a file that activities do not name.',
            }),
          )
      : notFor(vendor.title),
    paths: vendor.ownSettings?.paths
      ? namesTo(vendor.ownSettings.paths, urlPath, '{ tickets: tickets }')
          .optional()
          .meta(
            about({
              form: `map of ${vendor.ownSettings.paths.join(', ')}`,
              description: "Endpoints that the service's page does not name.",
            }),
          )
      : notFor(vendor.title),
  });
}

/** The keys that a source can have, whatever its service. */
export function sourceKeys(): string[] {
  const vendor = vendorNames().map(vendorNamed)[0];
  return vendor === undefined ? [] : Object.keys(sourceSchema(vendor).shape);
}

/** What a user can select of a service: the streams that some reading of the service serves. */
export function streamsOf(vendor: Vendor): StreamName[] {
  const serving = vendor.streams.flatMap((stream) => [stream.serves, ...(stream.alsoServes ?? [])]);
  return STREAM_NAMES.filter((name) => serving.includes(name));
}

function streamOf(vendor: Vendor): Reader<StreamName> {
  return (text) => {
    const has = streamsOf(vendor);
    const reading = oneOf(STREAM_NAMES, 'a stream')(text);
    if (!reading.ok || has.includes(reading.value)) return reading;
    return refuse((shown) => `${vendor.title} has no stream "${shown}"`, `It has: ${has.join(', ')}.`);
  };
}

function baseUrlOf(vendor: Vendor): Reader<string> {
  return (text) => {
    const address = vendor.baseUrl(text);
    if (address.ok) return read(address.url);
    return refuse(
      () => address.reason.replaceAll(text.trim(), 'the address'),
      `Give the base URL as ${vendor.title}'s own page shows it, without a key in it.`,
    );
  };
}
