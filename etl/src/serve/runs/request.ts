/** What POST /api/runs takes, checked as `ticketlake export` checks its options. */
import { z } from 'zod';
import { STREAM_NAMES } from '../../../../vendors/vendor';
import type { StreamName } from '../../../../vendors/vendor';
import type { Config } from '../../config/config';
import { suggest } from '../../config/did-you-mean';
import { day } from '../../config/readers';
import { HttpError } from '../http/http-error';
import type { RunRequest } from '../answers';
import type { RunOptions } from './messages';

const BODY = z.strictObject({
  sources: z.array(z.string()).min(1).optional(),
  streams: z.array(z.string()).min(1).optional(),
  full: z.boolean().optional(),
  since: z.string().optional(),
});

/** @throws Refusal 400 that names the member, and the nearest name where one is misspelt */
export function readRunRequest(body: unknown): RunRequest {
  const parsed = BODY.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue === undefined || issue.path.length === 0 ? 'the body' : issue.path.join('.');
  throw new HttpError(
    400,
    'bad_request',
    `${where}: ${issue?.message ?? 'is not as it should be'}`,
    'It may hold: sources (list of names), streams (list of names), full (true or false), since (YYYY-MM-DD).',
  );
}

/** @throws Refusal 400 for a name that the configuration does not have */
export function optionsOf({ sources, streams, full, since }: RunRequest, config: Config): RunOptions {
  const known = config.sources.map(({ name }) => name);
  return {
    ...(sources === undefined ? {} : { sources: sources.map((name) => named('source', name, known)) }),
    ...(streams === undefined
      ? {}
      : { streams: streams.map((name) => named<StreamName>('stream', name, STREAM_NAMES)) }),
    full: full === true,
    since: since === undefined ? null : dayOf(since),
  };
}

function named<T extends string>(what: string, input: string, names: readonly T[]): T {
  const found = names.find((name) => name === input);
  if (found !== undefined) return found;
  throw new HttpError(400, 'bad_request', `there is no ${what} "${input.slice(0, 100)}"`, suggest(input, names));
}

function dayOf(input: string): string {
  const reading = day(input);
  if (reading.ok) return reading.value;
  throw new HttpError(400, 'bad_request', `since: ${reading.says(input.slice(0, 100))}`, reading.remedy);
}
