/** What services and requesters say about the work: SLA verdicts and ratings. */
import { modelColumnOf, modelTableNamed } from '../model/tables';
import { TARGETS } from '../targets';
import type { Measure } from './measure';
import { COUNT_FORMAT, HOURS_FORMAT, RATIO_FORMAT, SHARE_FORMAT, within } from './measure';

const CREATED = `FROM tickets, period WHERE NOT is_deleted AND ${within('created_date')}`;
const NOT_DELETED = `KEEPFILTERS('Tickets'[Is Deleted] = FALSE())`;

function counted(condition: string): string[] {
  return [`CALCULATE(COUNTROWS('Tickets'), ${NOT_DELETED}, KEEPFILTERS(${condition}))`];
}

export const VERDICT_MEASURES: readonly Measure[] = [
  {
    name: 'SLA Judged',
    table: 'Tickets',
    folder: 'SLA',
    description:
      'Tickets created in the period that their service has judged by its own SLA. Services without SLAs judge none.',
    format: COUNT_FORMAT,
    dax: counted(`NOT ISBLANK('Tickets'[SLA Status])`),
    sql: `SELECT nullif(count(sla_status), 0) AS value ${CREATED}`,
  },
  {
    name: 'SLA Breached',
    table: 'Tickets',
    folder: 'SLA',
    description:
      "Tickets created in the period that broke their service's own SLA. For our own due dates see % Due Met.",
    format: COUNT_FORMAT,
    dax: counted(`'Tickets'[SLA Status] = "breached"`),
    sql: `SELECT nullif(count(*) FILTER (sla_status = 'breached'), 0) AS value ${CREATED}`,
  },
  {
    name: '% SLA Met',
    table: 'Tickets',
    folder: 'SLA',
    description:
      'Of the tickets created in the period that their service has judged by its own SLA, the share that did not break it; a warning is no breach yet. The service counts its own hours and pauses.',
    format: SHARE_FORMAT,
    dax: ['DIVIDE([SLA Judged] - [SLA Breached], [SLA Judged])'],
    sql: `SELECT count(*) FILTER (sla_status <> 'breached') / nullif(count(sla_status), 0) AS value ${CREATED}`,
  },
  {
    name: 'Ratings',
    table: 'Tickets',
    folder: 'Satisfaction',
    description: 'Tickets created in the period that their requester has rated.',
    format: COUNT_FORMAT,
    dax: counted(`NOT ISBLANK('Tickets'[Rating])`),
    sql: `SELECT nullif(count(satisfaction), 0) AS value ${CREATED}`,
  },
  {
    name: '% Rated',
    table: 'Tickets',
    folder: 'Satisfaction',
    description: 'Of the tickets created in the period that are done, the share that their requester has rated.',
    format: SHARE_FORMAT,
    dax: [
      'VAR Done = CALCULATETABLE(',
      `    'Tickets',`,
      `    ${NOT_DELETED},`,
      `    KEEPFILTERS(NOT ISBLANK('Tickets'[Resolved Date]))`,
      ')',
      'RETURN',
      `    DIVIDE(COUNTROWS(FILTER(Done, NOT ISBLANK('Tickets'[Rating]))) + 0, COUNTROWS(Done))`,
    ],
    sql: `SELECT count(satisfaction) / nullif(count(*), 0) AS value ${CREATED} AND resolved_date IS NOT NULL`,
  },
  {
    name: 'Satisfaction',
    table: 'Tickets',
    folder: 'Satisfaction',
    description:
      "Mean rating of the tickets created in the period, on the service's own scale. Blank where ratings of more than one source meet: their scales differ. See Ratings for how many answered.",
    format: RATIO_FORMAT,
    dax: [
      `VAR Rated = CALCULATETABLE('Tickets', ${NOT_DELETED}, KEEPFILTERS(NOT ISBLANK('Tickets'[Rating])))`,
      `VAR FirstSource = MINX(Rated, 'Tickets'[Source])`,
      `VAR LastSource = MAXX(Rated, 'Tickets'[Source])`,
      'RETURN',
      `    IF(FirstSource = LastSource, AVERAGEX(Rated, 'Tickets'[Rating]))`,
    ],
    sql: `SELECT CASE WHEN count(DISTINCT source) = 1 THEN avg(satisfaction) END AS value ${CREATED} AND satisfaction IS NOT NULL`,
  },
  ...TARGETS.map(({ measure, column, description, value }): Measure => ({
    name: measure,
    table: 'Targets',
    folder: 'Targets',
    description: `${description} A parameter of the project.`,
    format: { hours: HOURS_FORMAT, share: SHARE_FORMAT, satisfaction: RATIO_FORMAT }[unitOf(column)],
    dax: [`MAX('Targets'[${titled(column)}])`],
    sql: `SELECT ${value} AS value`,
  })),
];

function unitOf(column: string): 'hours' | 'share' | 'satisfaction' {
  if (column.endsWith('_hours')) return 'hours';
  return column.endsWith('_share') ? 'share' : 'satisfaction';
}

function titled(column: string): string {
  return modelColumnOf(modelTableNamed('Targets'), column).name;
}
