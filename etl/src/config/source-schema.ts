/** The keys of a source in ticketlake.yaml. Their defaults and what they accept depend on its service. */
import { z } from 'zod';
import { PRIORITY_LEVELS, STATUS_GROUPS } from '../../../vendors/model';
import { vendorNamed, vendorNames } from '../../../vendors/registry';
import { STREAM_NAMES } from '../../../vendors/vendor';
import type { StreamName, Vendor } from '../../../vendors/vendor';
import { ATTACHMENT_MODES } from './config';
import { about, leaf, listOf, namesTo, needed, notFor, wordsTo } from './leaf';
import { anyText, day, duration, oneOf, refuse, read, secret, urlPath, wholeNumber, zone } from './readers';
import type { ValueReader } from './readers';

const DAY_MS = 86_400_000;
const YEARS_MS = 3650 * DAY_MS;

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
          description: 'The most requests in any 60 seconds.',
        }),
      ),
    requests_per_hour: leaf(wholeNumber(1, 10_000_000))
      .optional()
      .meta(about({ form: 'number', description: 'The most requests in any hour, counted across runs.' })),
    requests_per_day: leaf(wholeNumber(1, 100_000_000))
      .optional()
      .meta(about({ form: 'number', description: 'The most requests in any 24 hours, counted across runs.' })),
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
          description: 'Rows per page. The service may allow fewer.',
        }),
      ),
    timeout: leaf(duration('60s', 1000, 3_600_000))
      .default(vendor.defaults.timeoutMs)
      .meta(
        about({
          form: 'duration',
          default: `${vendor.defaults.timeoutMs / 1000}s`,
          description:
            'How long an answer may fail to begin, or to go on. A whole answer may take five times as long. After two that did, Ticketlake stops asking.',
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
                'Tickets that were done within this time are read again in every run. Edits of their labels, fields and assignees leave no trace. 0d: none.',
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
  const serving = vendor.streams.flatMap((stream) => [stream.selectedBy, ...(stream.alsoSelectedBy ?? [])]);
  return STREAM_NAMES.filter((name) => serving.includes(name));
}

function streamOf(vendor: Vendor): ValueReader<StreamName> {
  return (text) => {
    const has = streamsOf(vendor);
    const reading = oneOf(STREAM_NAMES, 'a stream')(text);
    if (!reading.ok || has.includes(reading.value)) return reading;
    return refuse((display) => `${vendor.title} has no stream "${display}"`, `It has: ${has.join(', ')}.`);
  };
}

function baseUrlOf(vendor: Vendor): ValueReader<string> {
  return (text) => {
    const address = vendor.baseUrl(text);
    if (address.ok) return read(address.url);
    return refuse(
      () => address.reason.replaceAll(text.trim(), 'the address'),
      `Give the base URL as ${vendor.title}'s own page shows it, without a key in it.`,
    );
  };
}
