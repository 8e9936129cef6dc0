/** How long tickets take. Medians and 90th percentiles: a mean hides the long tail that every help desk has. */
import type { Measure } from './measure';
import { HOURS_FORMAT, within } from './measure';

const RESPONSE_NOTE =
  "from creation to the service's own first response, else to the first public comment of an agent who is not the requester. Tickets without an answer are left out.";
const RESOLUTION_NOTE =
  'from creation to the last time the ticket became done, time spent waiting for the requester included.';

/** Which hours are counted. The name of a measure, and of its column, says which. */
interface Time {
  suffix: string;
  hours: string;
  note: string;
  column: string;
  field: string;
}

const CALENDAR: Time = {
  suffix: '',
  hours: 'in hours around the clock',
  note: 'Services that pause the clock or count business hours show less.',
  column: 'minutes',
  field: 'Minutes',
};
const BUSINESS: Time = {
  suffix: ' (Business)',
  hours: 'in business hours',
  note: 'Blank where no business_hours are configured.',
  column: 'business_minutes',
  field: 'Business Minutes',
};

interface Quantile {
  prefix: string;
  dax: (column: string) => string;
  share: number;
}

const MEDIAN: Quantile = { prefix: 'Median', dax: (column) => `MEDIAN(${column})`, share: 0.5 };
const P90: Quantile = { prefix: 'P90', dax: (column) => `PERCENTILE.INC(${column}, 0.9)`, share: 0.9 };

function firstResponse({ prefix, dax, share }: Quantile, { suffix, hours, note, column, field }: Time): Measure {
  return {
    name: `${prefix} First Response${suffix}`,
    table: 'Tickets',
    folder: 'Response and Resolution',
    description: `${saying(share)} first response of the tickets created in the period, ${hours}: ${RESPONSE_NOTE} ${note}`,
    format: HOURS_FORMAT,
    dax: [`CALCULATE(${dax(`'Tickets'[First Response ${field}]`)}, KEEPFILTERS('Tickets'[Is Deleted] = FALSE())) / 60`],
    sql: `SELECT quantile_cont(first_response_${column}, ${share}) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND ${within('created_date')}`,
  };
}

function resolution({ prefix, dax, share }: Quantile, { suffix, hours, note, column, field }: Time): Measure {
  return {
    name: `${prefix} Resolution${suffix}`,
    table: 'Tickets',
    folder: 'Response and Resolution',
    description: `${saying(share)} resolution of the tickets solved in the period, ${hours}: ${RESOLUTION_NOTE} ${note}`,
    format: HOURS_FORMAT,
    dax: [
      'CALCULATE(',
      `    ${dax(`'Tickets'[Resolution ${field}]`)},`,
      `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
      `    USERELATIONSHIP('Tickets'[Resolved Date], 'Dates'[Date])`,
      ') / 60',
    ],
    sql: `SELECT quantile_cont(resolution_${column}, ${share}) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND ${within('resolved_date')}`,
  };
}

function saying(share: number): string {
  return share === 0.5
    ? 'Half of the tickets are faster: the median'
    : 'Nine in ten tickets are faster: the 90th percentile of the';
}

const PENDING: Measure = {
  name: 'Median Time Pending',
  table: 'Tickets',
  folder: 'Response and Resolution',
  description:
    'Half of the tickets solved in the period waited less for someone else (pending or on hold), in hours around the clock. Tickets without a known history are left out; the present status does not count.',
  format: HOURS_FORMAT,
  dax: [
    'CALCULATE(',
    `    MEDIAN('Tickets'[Minutes Pending]),`,
    `    KEEPFILTERS('Tickets'[Is Deleted] = FALSE()),`,
    `    KEEPFILTERS(NOT ISBLANK('Tickets'[Resolved Date])),`,
    `    USERELATIONSHIP('Tickets'[Resolved Date], 'Dates'[Date])`,
    ') / 60',
  ],
  sql: `SELECT quantile_cont(minutes_pending, 0.5) / 60 AS value FROM tickets, period
WHERE NOT is_deleted AND resolved_date IS NOT NULL AND ${within('resolved_date')}`,
};

export const TIME_MEASURES: readonly Measure[] = [
  ...[CALENDAR, BUSINESS].flatMap((time) => [
    firstResponse(MEDIAN, time),
    firstResponse(P90, time),
    resolution(MEDIAN, time),
    resolution(P90, time),
  ]),
  PENDING,
];
