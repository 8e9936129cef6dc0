/** Whether the figures of the other pages can be trusted. */
import { SOURCE, card, slicer, table } from '../kinds';
import { page } from '../page';
import { column, measure } from '../visual';

const STREAM = column('Runs', 'Stream');
const REASON = column('Rejects', 'Reason');

export const health = page(
  {
    title: 'Data Health',
    about: 'How fresh and how complete the data is. What is incomplete here is incomplete on every page.',
  },
  [
    card('Last Export (UTC)', 'When the last export ended, in UTC.'),
    card('Streams Not Complete', 'Number of sources and streams whose last run was not complete.'),
    card('Reconciliation Difference', "Rows by which the services' own totals and the lake differ."),
    card('Records Rejected', 'Number of records and fields that could not be read.'),
    card('Sources Not Configured', 'Number of sources that the configuration does not name any more.'),
  ],
  [
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'Sources',
              altText:
                'Table of sources: how fresh each is, whether its last run was complete, whether the configuration still names it, and how changes are found.',
            },
            [
              SOURCE,
              column('Sources', 'Vendor'),
              column('Sources', 'Last Outcome'),
              column('Sources', 'Is Configured'),
              measure('Last Export (UTC)'),
              measure('Streams Not Complete'),
              column('Sources', 'Change Detection'),
            ],
            SOURCE,
          ),
          3,
        ],
        [
          table(
            {
              title: 'Rejects and notes',
              altText:
                'Table of records and fields that could not be read, and of notes, by source, stream and reason.',
            },
            [
              column('Rejects', 'Source'),
              column('Rejects', 'Stream'),
              column('Rejects', 'Severity'),
              REASON,
              column('Rejects', 'Field'),
              column('Rejects', 'Record ID'),
            ],
            REASON,
          ),
          2,
        ],
      ],
    },
    {
      share: 1,
      visuals: [
        [
          table(
            {
              title: 'Runs: what was asked, what came, and whether it was all',
              altText:
                'Table of runs by source and stream with their outcome, rows and the totals of service and lake.',
            },
            [
              column('Runs', 'Run ID'),
              column('Runs', 'Source'),
              STREAM,
              column('Runs', 'Mode'),
              column('Runs', 'Outcome'),
              column('Runs', 'Rows Read'),
              column('Runs', 'Rows New'),
              column('Runs', 'Rows Changed'),
              column('Runs', 'Rows Deleted'),
              column('Runs', 'Rows Rejected'),
              column('Runs', 'Vendor Total'),
              column('Runs', 'Stored Total'),
              column('Runs', 'Error'),
            ],
            column('Runs', 'Run ID'),
          ),
          1,
        ],
      ],
    },
  ],
  [slicer('Source', SOURCE, 'Dropdown')],
);
