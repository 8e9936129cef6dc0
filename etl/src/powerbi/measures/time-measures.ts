/** How long tickets take. Medians and 90th percentiles: a mean hides the long tail that every help desk has. */
import type { Measure } from './measure';
import { HOURS_FORMAT, within } from './measure';

const RESPONSE_NOTE =
  "of the tickets created in the period, in hours around the clock: from creation to the service's own first response, else to the first public comment of an agent who is not the requester. Tickets without an answer are left out. Services that count business hours show less.";
const RESOLUTION_NOTE =
  'of the tickets solved in the period, in hours around the clock: from creation to the last time the ticket became done, time spent waiting for the requester included. Services that pause the clock or count business hours show less.';

interface Quantile {
  prefix: string;
  dax: (column: string) => string;
  share: number;
}

const MEDIAN: Quantile = { prefix: 'Median', dax: (column) => `MEDIAN(${column})`, share: 0.5 };
const P90: Quantile = { prefix: 'P90', dax: (column) => `PERCENTILE.INC(${column}, 0.9)`, share: 0.9 };

function firstResponse({ prefix, dax, share }: Quantile): Measure {
  return {
    name: `${prefix} First Response`,
    table: 'Tickets',
    folder: 'Response and Resolution',
    description: `${saying(share)} first response ${RESPONSE_NOTE}`,
    format: HOURS_FORMAT,
    dax: [`CALCULATE(${dax(`'Tickets'[First Response Minutes]`)}, KEEPFILTERS('Tickets'[Is Deleted] = FALSE())) / 60`],
    sql: `SELECT quantile_cont(first_response_minutes, ${share}) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND ${within('created_date')}`,
  };
}

function resolution({ prefix, dax, share }: Quantile): Measure {
  return {
    name: `${prefix} Resolution`,
    table: 'Tickets',
    folder: 'Response and Resolution',
    description: `${saying(share)} resolution ${RESOLUTION_NOTE}`,
    format: HOURS_FORMAT,
    dax: [
      'CALCULATE(',
      `    ${dax(`'Tickets'[Resolution Minutes]`)},`,
      `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
      `    USERELATIONSHIP('Tickets'[Resolved Date], 'Dates'[Date])`,
      ') / 60',
    ],
    sql: `SELECT quantile_cont(resolution_minutes, ${share}) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND ${within('resolved_date')}`,
  };
}

function saying(share: number): string {
  return share === 0.5
    ? 'Half of the tickets are faster: the median'
    : 'Nine in ten tickets are faster: the 90th percentile of the';
}

export const TIME_MEASURES: readonly Measure[] = [
  firstResponse(MEDIAN),
  firstResponse(P90),
  resolution(MEDIAN),
  resolution(P90),
];
