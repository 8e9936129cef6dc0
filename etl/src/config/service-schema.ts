/** The keys of `schedule:` and `serve:`, for `ticketlake serve`. */
import { Cron } from 'croner';
import { z } from 'zod';
import { about, leaf, needed } from './leaf';
import { webhook } from './notify-schema';
import { anyText, read, refuse, secret, wholeNumber, yesOrNo, zone } from './readers';
import type { ValueReader } from './readers';

export const DEFAULT_HOST = '127.0.0.1';
export const DEFAULT_PORT = 8321;

export const scheduleSchema = z.strictObject({
  cron: needed(cronPattern, 'Give when to export, for example cron: "0 6 * * *" (every day at 06:00).').meta(
    about({ form: 'cron pattern of five or six parts', description: 'When `ticketlake serve` exports.' }),
  ),
  timezone: leaf(zone)
    .optional()
    .meta(about({ form: 'IANA time zone', default: 'timezone of the top level', description: 'Zone of the pattern.' })),
});

export const serveSchema = z.strictObject({
  host: leaf(hostName)
    .default(DEFAULT_HOST)
    .meta(
      about({
        form: 'host name or address',
        default: DEFAULT_HOST,
        description: 'Where the service listens. Any host but this machine alone needs a token.',
      }),
    ),
  port: leaf(wholeNumber(0, 65_535))
    .default(DEFAULT_PORT)
    .meta(about({ form: 'number', default: String(DEFAULT_PORT), description: 'Port, or 0 for any free one.' })),
  token: leaf(secret)
    .optional()
    .meta(
      about({
        form: 'text, mostly ${NAME}',
        description: 'What readers must show, as Bearer token or as password with any user name.',
      }),
    ),
  mcp: leaf(yesOrNo)
    .default(false)
    .meta(
      about({
        form: 'true | false',
        default: 'false',
        description: 'Answers assistants (Model Context Protocol) at `POST /mcp`, with the token of the service.',
      }),
    ),
  notify: leaf(webhook)
    .optional()
    .meta(
      about({
        form: 'URL, mostly ${NAME}',
        description: 'A short way to write one entry of `notify:` at the top level, with `on: [failure]`.',
      }),
    ),
});

/** Five parts, or six with seconds; a pattern that never comes (30 February) is refused. */
function cronPattern(text: string): ReturnType<ValueReader<string>> {
  const remedy = 'Write five parts, minute hour day month weekday, in quotes: "0 6 * * 1-5".';
  const pattern = text.trim();
  const next = nextOf(pattern);
  if (next === 'broken') return refuse((display) => `"${display}" is not a cron pattern`, remedy);
  return next === 'never' ? refuse((display) => `"${display}" never comes`, remedy) : read(pattern);
}

function nextOf(pattern: string): 'broken' | 'never' | 'comes' {
  try {
    return new Cron(pattern, { paused: true, timezone: 'UTC' }).nextRun() === null ? 'never' : 'comes';
  } catch {
    return 'broken';
  }
}

function hostName(text: string): ReturnType<ValueReader<string>> {
  const name = text.trim().replace(/^\[(.*)\]$/, '$1');
  return /^[A-Za-z0-9._:%-]{1,253}$/.test(name)
    ? anyText(name)
    : refuse(
        (display) => `"${display}" is not a host name or an address`,
        'Write it without port, for example 127.0.0.1.',
      );
}
