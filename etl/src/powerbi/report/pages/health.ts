/** Whether the figures of the other pages can be trusted: what is incomplete first, technical columns last. */
import { SLICERS } from '../controls';
import { SOURCE } from '../fields';
import { card, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

export const health = page({
  title: 'Data Health',
  about: 'How fresh and how complete the data is. What is incomplete here is incomplete on every page.',
  cards: [
    card('Streams Not Complete', 'Sources and streams whose last run was not complete.'),
    card('Reconciliation Difference', "Rows by which the services' own totals and the lake differ."),
    card('Records Rejected', 'Records and fields that could not be read.'),
    card('Sources Not Configured', 'Sources that the configuration does not name any more.'),
    card('Last Export (UTC)', 'When the last export ended, in UTC.', 14),
  ],
  rows: [
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'Streams: what is not complete first',
              altText:
                'Table of sources and streams with their outcomes and errors; those that are not complete on top.',
            },
            [
              SOURCE,
              column('Runs', 'Stream'),
              column('Runs', 'Outcome'),
              column('Runs', 'Error'),
              measure('Streams Not Complete'),
              measure('Reconciliation Difference'),
            ],
            measure('Streams Not Complete'),
          ),
          3,
        ],
        [
          table(
            {
              title: 'Sources',
              altText:
                'Table of sources: service, outcome of the last run, whether the configuration still names it, how changes are found.',
            },
            [
              SOURCE,
              column('Sources', 'Service'),
              column('Sources', 'Last Outcome'),
              column('Sources', 'Is Configured'),
              measure('Last Export (UTC)'),
              column('Sources', 'Change Detection'),
            ],
            SOURCE,
            'Ascending',
          ),
          3,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'Rejects and notes',
              altText:
                'Table of records and fields that could not be read, and of notes, by source, stream and reason.',
            },
            [
              SOURCE,
              column('Rejects', 'Stream'),
              column('Rejects', 'Severity'),
              column('Rejects', 'Reason'),
              column('Rejects', 'Field'),
              column('Rejects', 'Record ID'),
              measure('Records Rejected'),
            ],
            measure('Records Rejected'),
          ),
          2,
        ],
        [
          table(
            {
              title: 'Runs',
              altText:
                'Table of runs by source and stream with their outcome, rows and the totals of service and lake, the last one on top.',
            },
            [
              SOURCE,
              column('Runs', 'Stream'),
              column('Runs', 'Outcome'),
              column('Runs', 'Rows Read'),
              column('Runs', 'Rows New'),
              column('Runs', 'Rows Changed'),
              column('Runs', 'Rows Deleted'),
              column('Runs', 'Rows Rejected'),
              column('Runs', 'Vendor Total'),
              column('Runs', 'Stored Total'),
              column('Runs', 'Mode'),
              column('Runs', 'Run ID'),
            ],
            column('Runs', 'Run ID'),
          ),
          3,
        ],
      ],
    },
  ],
  slicers: [SLICERS.source],
});
