/**
 * The figures of a run as metrics of OpenTelemetry, in the JSON of OTLP: gauges, since a run that ended counts nothing
 * further. https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding. Pure.
 */
import path from 'node:path';
import type { RunRow } from '../base/run-row';
import { packageVersion } from '../base/version';
import type { Config, MetricsConfig } from '../config/config';
import type { ObservedRun } from './observed-run';

type Attributes = Readonly<Record<string, string>>;

interface Point {
  value: number;
  attributes: Attributes;
}

interface Metric {
  name: string;
  unit: string;
  description: string;
  points: readonly Point[];
}

export function metricsOf({ lake }: Config, { resource }: MetricsConfig, run: ObservedRun): object {
  const version = packageVersion();
  const usual = { 'service.name': 'ticketlake', 'service.version': version, 'ticketlake.lake': path.basename(lake) };
  const metrics = [...ofRun(run), ...ofStreams(run), ofTables(run)].filter(({ points }) => points.length > 0);
  return {
    resourceMetrics: [
      {
        resource: { attributes: attributesOf({ ...usual, ...resource }) },
        scopeMetrics: [
          { scope: { name: 'ticketlake', version }, metrics: metrics.map((metric) => gaugeOf(metric, run)) },
        ],
      },
    ],
  };
}

function ofRun({ startedAt, finishedAt, outcome, exitCode }: ObservedRun): Metric[] {
  const attributes = { outcome };
  return [
    {
      name: 'ticketlake.run.duration',
      unit: 's',
      description: 'How long the run took.',
      points: [{ value: (finishedAt - startedAt) / 1000, attributes }],
    },
    {
      name: 'ticketlake.run.exit_code',
      unit: '1',
      description: 'With which the run ended.',
      points: [{ value: exitCode, attributes }],
    },
  ];
}

const OF_STREAM: ReadonlyArray<readonly [column: keyof RunRow & `${string}`, unit: string, description: string]> = [
  ['requests', '{request}', 'Requests that were sent.'],
  ['retries', '{request}', 'Requests that were sent again.'],
  ['seconds_waited', 's', 'How long the stream waited for the quota and for retries.'],
  ['rows_read', '{row}', 'Rows that were received.'],
  ['rows_new', '{row}', 'Rows that were new.'],
  ['rows_changed', '{row}', 'Rows that were changed.'],
  ['rows_deleted', '{row}', 'Rows that were marked as deleted.'],
  ['rows_rejected', '{row}', 'Records that could not be read.'],
];

function ofStreams({ result }: ObservedRun): Metric[] {
  const rows = (result?.sources ?? []).flatMap(({ streams }) => streams);
  return OF_STREAM.map(([column, unit, description]) => ({
    name: `ticketlake.stream.${column}`,
    unit,
    description,
    points: rows.map((row) => {
      const { source, vendor, stream, mode, outcome } = row;
      return { value: Number(row[column]), attributes: { source, vendor, stream, mode, outcome } };
    }),
  }));
}

function ofTables({ tables }: ObservedRun): Metric {
  return {
    name: 'ticketlake.table.rows',
    unit: '{row}',
    description: 'Rows of a published table.',
    points: [...tables].map(([table, { rows }]) => ({ value: rows, attributes: { table } })),
  };
}

function gaugeOf({ name, unit, description, points }: Metric, { startedAt, finishedAt }: ObservedRun): object {
  const times = { startTimeUnixNano: nanosOf(startedAt), timeUnixNano: nanosOf(finishedAt) };
  const dataPoints = points.map(({ value, attributes }) => ({
    attributes: attributesOf(attributes),
    ...times,
    ...(unit === 's' ? { asDouble: value } : { asInt: String(value) }),
  }));
  return { name, unit, description, gauge: { dataPoints } };
}

/** 64-bit numbers are texts in the JSON of OTLP. */
function nanosOf(ms: number): string {
  return `${Math.floor(ms)}000000`;
}

function attributesOf(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } }));
}
