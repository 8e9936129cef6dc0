/** What all commands share, for `ticketlake help TOPIC`. */
import { dictionary } from '../../../vendors/dictionary';

export interface Topic {
  title: string;
  rows: ReadonlyArray<readonly [string, string]>;
  more: readonly string[];
}

export const TOPICS: Readonly<Record<string, Topic>> = dictionary<Record<string, Topic>>({
  'exit-codes': {
    title: 'Exit codes',
    rows: [
      ['0', 'Done, also when nothing was new. Rejects alone are a warning.'],
      [
        '1',
        'Failed: every source failed, nothing is published yet, or `verify` or `check` found a problem. The last line of an export says whether anything new was published.',
      ],
      ['2', 'Wrong usage, configuration or Node version. No service was asked.'],
      [
        '3',
        'Partly done: a source or stream failed or could not be proven complete, or a target could not be published to. The rest was published.',
      ],
      ['75', 'The lake is locked by another run. Try again when it has ended.'],
      ['130', 'Interrupted by you or by a supervisor. The next run goes on from there.'],
    ],
    more: ['With `set -o pipefail`, `ticketlake verify | head` ends with the exit code of `verify`.'],
  },
  environment: {
    title: 'Environment variables',
    rows: [
      ['TICKETLAKE_CONFIG', 'The configuration file, where --config is not given.'],
      ['TICKETLAKE_LOG_FORMAT', '`text` or `json`, where --log-format is not given.'],
      [
        'any name of yours',
        '`${NAME}` in the configuration is replaced by it. An .env file beside the configuration is read, too. If both have the name, the environment counts.',
      ],
      ['HTTPS_PROXY, HTTP_PROXY, NO_PROXY', 'The proxy for requests, and hosts that are reached without it.'],
      ['NODE_EXTRA_CA_CERTS', "A file with the certificates of your company's own authority."],
      ['OPENLINEAGE_URL, OPENLINEAGE_API_KEY', 'Where exports send events of OpenLineage, and with which key.'],
      ['OTEL_EXPORTER_OTLP_ENDPOINT', 'Where exports send metrics of OpenTelemetry, with the other OTEL_ variables.'],
      ['NO_COLOR', 'Switches colours off.'],
      ['COLUMNS', 'The width of tables and help where standard output is no terminal (default: 80).'],
    ],
    more: [],
  },
  formats: {
    title: 'Formats of `ticketlake query`',
    rows: [
      ['table', 'The default, for people. A terminal shows the columns at both ends of a wide result.'],
      ['line', 'For people, with one line per value. Use it for rows with many columns.'],
      ['markdown', 'A table in Markdown, for tickets, wikis and chats.'],
      ['csv', 'RFC 4180 in UTF-8. With --spreadsheet it is written as Excel and others read it.'],
      ['json', 'One array of objects. Instants are ISO text in UTC. The default with --json.'],
      ['ndjson', 'One JSON object per line.'],
      ['parquet', 'A file for other programs. Needs --output FILE.'],
      ['arrow', 'An Arrow IPC stream, for pandas, polars and R.'],
    ],
    more: [
      'The other commands print text for people, and one JSON object with --json. Progress and logs go to standard error. They are text, or with --log-format json one JSON object per line.',
    ],
  },
});
