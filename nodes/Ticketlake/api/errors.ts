/** How the service says that something went wrong: `{ "error": { "code", "message", "remedy" } }`. */
import { dictionary } from '../../../vendors/dictionary';
import type { ErrorParser } from '../../../vendors/answer';
import { oneLine } from '../../../vendors/answer';
import type { ErrorCode } from '../../../vendors/errors';
import { asText, objectAt } from '../../../vendors/json';

/** Where the status alone would have the request repeated in vain. */
const CODES: Readonly<Record<string, ErrorCode>> = dictionary({
  // A first run takes longer than any retry waits.
  not_published: 'not_found',
  no_tickets: 'not_found',
  // The query used up its time, and would do so again.
  timeout: 'too_large',
  query_failed: 'refused_by_service',
});

/** In the words of somebody who works with the nodes; for all else the service's own remedy stands. */
const REMEDIES: Readonly<Record<string, string>> = dictionary({
  unauthorized: "Put the token, serve.token of Ticketlake's configuration, into the credential.",
  locked: 'Wait until it ends, or end it with Run: Cancel.',
  not_published: 'Start a run, and wait until it has published.',
  no_tickets: 'Start a run. If it reads no tickets again, Run: Get says what went wrong.',
  bad_query: 'Table: Get Many lists the tables and their columns.',
  not_found: 'Pick it from the list.',
});

export const errorParser: ErrorParser = {
  title: 'Ticketlake',
  read(_status, json) {
    const error = objectAt(json, 'error');
    const code = asText(error['code']) ?? '';
    return {
      text: oneLine(asText(error['message'])),
      codes: code === '' ? [] : [code],
      remedy: REMEDIES[code] ?? oneLine(asText(error['remedy'])) ?? undefined,
      code: CODES[code],
      // It names the record itself.
      missing: null,
    };
  },
};
