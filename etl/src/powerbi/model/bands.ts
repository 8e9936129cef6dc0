/** Columns of tickets that sort minutes or days into a few bands, as charts of a distribution show them. */
import { maybe } from '../../schema/column';
import { made } from './columns';
import type { ModelColumn } from './table';

/** A band goes up to its end; the last one has none. */
type Bands = ReadonlyArray<readonly [label: string, below: number | null]>;

const HOUR = 60;

const RESPONSE: Bands = [
  ['under 1 h', HOUR],
  ['1–4 h', 4 * HOUR],
  ['4–8 h', 8 * HOUR],
  ['8–24 h', 24 * HOUR],
  ['over 24 h', null],
];

const RESOLUTION: Bands = [
  ['under 8 h', 8 * HOUR],
  ['8–24 h', 24 * HOUR],
  ['24–72 h', 72 * HOUR],
  ['72–168 h', 168 * HOUR],
  ['over 168 h', null],
];

const AGE: Bands = [
  ['0–1 days', 2],
  ['2–7 days', 8],
  ['8–30 days', 31],
  ['over 30 days', null],
];

const DUE: Bands = [
  ['overdue', 0],
  ['today', 1],
  ['in 1–7 days', 8],
  ['later', null],
];

export const BAND_COLUMNS: readonly ModelColumn[] = [
  ...ofMinutes('first_response_minutes', 'first_response_band', 'Time to the first response', RESPONSE),
  ...ofMinutes(
    'first_response_business_minutes',
    'first_response_band_business',
    'Business hours to the first response',
    RESPONSE,
  ),
  ...ofMinutes('resolution_minutes', 'resolution_band', 'Time to the resolution', RESOLUTION),
  ...ofMinutes(
    'resolution_business_minutes',
    'resolution_band_business',
    'Business hours to the resolution',
    RESOLUTION,
  ),
  made(
    maybe(
      'age_days',
      'integer',
      'Whole days that an open ticket has been open, seen from the last day of the backlog; empty for others.',
    ),
    {
      m: 'if [is_open] and [created_date] <> null and LakeDay <> null then Duration.Days(LakeDay - [created_date]) else null',
      from: ['is_open', 'created_date'],
    },
  ),
  ...ofOpenTickets(
    'age',
    'created_date',
    'How long an open ticket has been open',
    AGE,
    'LakeDay - [created_date]',
    'unknown',
  ),
  ...ofOpenTickets('due_in', 'due_date', 'When an open ticket is due', DUE, '[due_date] - LakeDay', 'no due date'),
];

function ofMinutes(from: string, name: string, what: string, bands: Bands): ModelColumn[] {
  return banded(name, `${what}, in bands; empty where there is none.`, bands, {
    value: `[${from}]`,
    isKnown: `[${from}] <> null`,
    from: [from],
  });
}

/**
 * Seen from the last day of the backlog: no figure depends on when the report is opened.
 * @param none the band of open tickets that have no such date
 */
function ofOpenTickets(
  name: string,
  from: string,
  what: string,
  bands: Bands,
  days: string,
  none: string,
): ModelColumn[] {
  return banded(name, `${what}, seen from the last day of the backlog; empty for tickets that are not open.`, bands, {
    value: `Duration.Days(${days})`,
    isKnown: '[is_open]',
    from: ['is_open', from],
    missing: { test: `[${from}] = null or LakeDay = null`, label: none },
  });
}

interface Banding {
  /** M of a number. */
  value: string;
  /** M of whether the row is in any band. */
  isKnown: string;
  from: readonly string[];
  /** A last band, of rows whose number is not known. */
  missing?: { test: string; label: string };
}

/** The label and, hidden, what it sorts by. */
function banded(
  name: string,
  description: string,
  bands: Bands,
  { value, isKnown, from, missing }: Banding,
): ModelColumn[] {
  const choose = (display: (label: string, at: number) => string) =>
    `if ${isKnown} then ${missing === undefined ? '' : `if ${missing.test} then ${display(missing.label, bands.length)} else `}${bands
      .map(([label, below], at) =>
        below === null ? display(label, at) : `if ${value} < ${below} then ${display(label, at)} else `,
      )
      .join('')} else null`;
  const order = made(
    maybe(`${name}_order`, 'integer', `Sorts ${name}.`),
    { m: choose((_, at) => String(at + 1)), from },
    { isHidden: true },
  );
  const label = made(
    maybe(name, 'text', description),
    { m: choose((text) => `"${text}"`), from },
    { sortBy: order.name },
  );
  return [label, order];
}
