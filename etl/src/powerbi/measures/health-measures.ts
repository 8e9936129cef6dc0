/** Whether the figures can be trusted. No period applies: the last run of each source and stream speaks. */
import type { Measure } from './measure';
import { COUNT_FORMAT, MOMENT_FORMAT } from './measure';

const LATEST = [
  'VAR Latest =',
  '    FILTER(',
  `        'Runs',`,
  `        'Runs'[Run ID] = CALCULATE(MAX('Runs'[Run ID]), ALLEXCEPT('Runs', 'Runs'[Source], 'Runs'[Stream]))`,
  '    )',
  'RETURN',
];

const LATEST_SQL = `(SELECT * FROM runs QUALIFY run_id = max(run_id) OVER (PARTITION BY source, stream))`;

export const HEALTH_MEASURES: readonly Measure[] = [
  {
    name: 'Last Export (UTC)',
    table: 'Runs',
    folder: 'Data Health',
    description: 'When the last stream of the last export ended, in UTC. What happened later is not in this report.',
    format: MOMENT_FORMAT,
    dax: [`MAX('Runs'[Finished (UTC)])`],
    sql: 'SELECT max(finished_at) AS value FROM runs',
  },
  {
    name: 'Streams Not Complete',
    table: 'Runs',
    folder: 'Data Health',
    description:
      'Sources and streams whose last run failed, was interrupted, or could not be proven complete. Zero is what you want; what a service does not have (unsupported) is not counted.',
    format: COUNT_FORMAT,
    dax: [...LATEST, `    COUNTROWS(FILTER(Latest, NOT 'Runs'[Outcome] IN {"complete", "unsupported"})) + 0`],
    sql: `SELECT count(*) AS value FROM ${LATEST_SQL} WHERE outcome NOT IN ('complete', 'unsupported')`,
  },
  {
    name: 'Reconciliation Difference',
    table: 'Runs',
    folder: 'Data Health',
    description:
      "Rows by which the service's own totals and the lake differ, over the last run of each source and stream whose service gives a total. Zero is what you want.",
    format: COUNT_FORMAT,
    dax: [
      ...LATEST,
      '    SUMX(',
      `        FILTER(Latest, NOT ISBLANK('Runs'[Vendor Total]) && NOT ISBLANK('Runs'[Stored Total])),`,
      `        ABS('Runs'[Vendor Total] - 'Runs'[Stored Total])`,
      '    ) + 0',
    ],
    sql: `SELECT coalesce(sum(abs(vendor_total - stored_total)), 0) AS value FROM ${LATEST_SQL}`,
  },
  {
    name: 'Records Rejected',
    table: 'Rejects',
    folder: 'Data Health',
    description:
      'Records that were refused and fields that became empty because they could not be read. Notes, whose value was kept, are not counted.',
    format: COUNT_FORMAT,
    dax: [`CALCULATE(COUNTROWS('Rejects'), KEEPFILTERS('Rejects'[Severity] <> "note")) + 0`],
    sql: "SELECT count(*) AS value FROM rejects WHERE severity <> 'note'",
  },
  {
    name: 'Sources Not Configured',
    table: 'Sources',
    folder: 'Data Health',
    description:
      'Sources that the configuration does not name any more. Their tickets stay as they were read last, and count in every figure.',
    format: COUNT_FORMAT,
    dax: [`COUNTROWS(FILTER('Sources', NOT 'Sources'[Is Configured])) + 0`],
    sql: 'SELECT count(*) AS value FROM sources WHERE NOT is_configured',
  },
];
