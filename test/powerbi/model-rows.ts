/**
 * What a table of the model should hold, as a query of its own over the published tables: said again here, so that the
 * queries in M are held against something they did not make.
 */

/** @param name of a table of the model */
export function modelRowsSql(name: string): string {
  const tickets = (made: string) => `SELECT *, ${made} FROM tickets, (SELECT max(date) AS day FROM backlog)`;
  const key = (column: string) => `nullif(lower(trim(${column})), '') AS ${column}_key`;
  const spelt = (column: string) =>
    `SELECT min(${column}) AS ${column}, ${column}_key FROM (SELECT ${column}, ${key(column)} FROM tickets) WHERE ${column}_key IS NOT NULL GROUP BY ${column}_key`;
  switch (name) {
    case 'Tickets':
      return tickets(
        [
          key('channel'),
          key('team'),
          'hour(created_local) AS created_hour',
          ...bandsSql('first_response_band', 'first_response_minutes', RESPONSE),
          ...bandsSql('first_response_band_business', 'first_response_business_minutes', RESPONSE),
          ...bandsSql('resolution_band', 'resolution_minutes', RESOLUTION),
          ...bandsSql('resolution_band_business', 'resolution_business_minutes', RESOLUTION),
          'CASE WHEN is_open THEN day - created_date END AS age_days',
          ...openBandsSql('age', 'day - created_date', AGE, 'unknown'),
          ...openBandsSql('due_in', 'due_date - day', DUE, 'no due date'),
        ].join(', '),
      );
    case 'Daily Backlog':
      return 'FROM backlog';
    case 'Queue':
      return 'SELECT *, coalesce(name, queue_id) AS queue FROM queues';
    case 'Channel':
    case 'Team':
      return spelt(name.toLowerCase());
    case 'Agent':
      return `SELECT *, coalesce(name, person_id) AS agent FROM people WHERE person_key IN (SELECT assignee_key FROM tickets)`;
    case 'Custom Fields':
      return 'SELECT *, coalesce(name, field_id) AS field FROM custom_fields';
    case 'Custom Field Options':
      return 'SELECT * FROM ticket_custom_field_options';
    case 'Dates':
      return `SELECT *, date_trunc('week', date)::DATE AS week FROM dates`;
    case 'Status':
      return fixedSql('status_group', 'New Open Pending On_hold Solved Closed Deleted Unknown');
    case 'Priority':
      return fixedSql('priority_level', 'Urgent High Normal Low');
    case 'Targets':
      return 'SELECT 8 AS first_response_hours, 72 AS resolution_hours, 0.9 AS sla_share, 4 AS satisfaction';
    default:
      return `SELECT * FROM ${name.toLowerCase().replace(' ', '_')}`;
  }
}

type BandsSql = ReadonlyArray<readonly [label: string, below: number]>;
const HOURS = 60;
const RESPONSE: BandsSql = [['under 1 h', HOURS], ['1–4 h', 4 * HOURS], ['4–8 h', 8 * HOURS], ['8–24 h', 24 * HOURS], ['over 24 h', Infinity]]; // prettier-ignore
const RESOLUTION: BandsSql = [['under 8 h', 8 * HOURS], ['8–24 h', 24 * HOURS], ['24–72 h', 72 * HOURS], ['72–168 h', 168 * HOURS], ['over 168 h', Infinity]]; // prettier-ignore
const AGE: BandsSql = [['0–1 days', 2], ['2–7 days', 8], ['8–30 days', 31], ['over 30 days', Infinity]]; // prettier-ignore
const DUE: BandsSql = [['overdue', 0], ['today', 1], ['in 1–7 days', 8], ['later', Infinity]]; // prettier-ignore

function bandsSql(name: string, value: string, bands: BandsSql): string[] {
  const choose = (shown: (at: number) => string) =>
    `CASE WHEN (${value}) IS NULL THEN NULL ${bands
      .map(([, below], at) =>
        below === Infinity ? `ELSE ${shown(at)}` : `WHEN (${value}) < ${below} THEN ${shown(at)}`,
      )
      .join(' ')} END`;
  return [
    `${choose((at) => `'${bands[at]?.[0] ?? ''}'`)} AS ${name}`,
    `${choose((at) => String(at + 1))} AS ${name}_order`,
  ];
}

/** Of open tickets only; those without the date are a band of their own. */
function openBandsSql(name: string, days: string, bands: BandsSql, none: string): string[] {
  const known = `CASE WHEN is_open THEN ${days} END`;
  const wrapped = (column: string, missing: string) => {
    const [expression = ''] = column.split(' AS ');
    return `CASE WHEN NOT is_open THEN NULL WHEN (${days}) IS NULL THEN ${missing} ELSE ${expression} END AS ${column.split(' AS ')[1]}`;
  };
  const [label = '', order = ''] = bandsSql(name, known, bands);
  return [wrapped(label, `'${none}'`), wrapped(order, String(bands.length + 1))];
}

function fixedSql(key: string, labels: string): string {
  const rows = labels
    .split(' ')
    .map((label, at) => `('${label.toLowerCase()}', '${label.replace('_', ' ')}', ${at + 1})`);
  return `SELECT * FROM (VALUES ${rows.join(', ')}) AS t(${key}, label, "order")`;
}
