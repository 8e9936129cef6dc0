/** The events of a run as OpenLineage writes them (https://openlineage.io/spec/2-0-2/OpenLineage.json). Pure. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { runIdTime } from '../base/run-id';
import type { ExportResult } from '../base/run-result';
import type { RunRow } from '../base/run-row';
import { PROJECT, packageVersion } from '../base/version';
import type { Config, LineageConfig, SourceConfig } from '../config/config';
import { sqlType } from '../schema/column';
import type { Table } from '../schema/column';
import { TABLES } from '../schema/tables';
import type { ObservedRun } from './observed-run';

const SPEC = 'https://openlineage.io/spec';

/** What readers may have seen of an incomplete run is published, and yet it is not called complete. */
const TYPES: Readonly<Record<ExportResult['outcome'], string>> = {
  complete: 'COMPLETE',
  incomplete: 'FAIL',
  failed: 'FAIL',
  interrupted: 'ABORT',
};

/** @param time epoch ms */
export function lineageStart(
  config: Config,
  lineage: LineageConfig,
  runId: string,
  sources: readonly string[],
  time: number,
): object {
  return {
    ...envelope('START', time),
    run: { runId: uuidOf(config.lake, runId), facets: { processing_engine: engine() } },
    job: jobOf(config, lineage),
    inputs: inputsOf(config, sources, null),
    outputs: [],
  };
}

export function lineageEnd(config: Config, lineage: LineageConfig, runId: string, run: ObservedRun): object {
  const message = run.outcome === 'complete' ? null : messageFor(run);
  return {
    ...envelope(TYPES[run.outcome], run.finishedAt),
    run: {
      runId: uuidOf(config.lake, runId),
      facets: {
        processing_engine: engine(),
        ticketlake_run: ownFacet(runId, run),
        ...(message === null ? {} : { errorMessage: errorFacet(message) }),
      },
    },
    job: jobOf(config, lineage),
    inputs: inputsOf(config, run.sources, run.result),
    outputs: outputsOf(config, run),
  };
}

function envelope(eventType: string, time: number): object {
  return {
    eventType,
    eventTime: new Date(time).toISOString(),
    producer: producer(),
    schemaURL: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`,
  };
}

function producer(): string {
  return `${PROJECT}/tree/v${packageVersion()}`;
}

function facet(name: string, version: string, members: object): object {
  return { _producer: producer(), _schemaURL: `${SPEC}/facets/${version}/${name}.json#/$defs/${name}`, ...members };
}

function engine(): object {
  const version = packageVersion();
  return facet('ProcessingEngineRunFacet', '1-1-1', {
    version,
    name: 'Ticketlake',
    openlineageAdapterVersion: version,
  });
}

/** One job a lake, whose folder names it. */
function jobOf({ lake }: Config, { namespace }: LineageConfig): object {
  const jobType = facet('JobTypeJobFacet', '2-0-3', {
    processingType: 'BATCH',
    integration: 'TICKETLAKE',
    jobType: 'EXPORT',
  });
  return { namespace, name: `export.${path.basename(lake)}`, facets: { jobType } };
}

/**
 * The same for every event of a run, and for nobody else's: a UUID of version 7 with the time of the run, whose other
 * bits come from the lake and the run's own id.
 */
function uuidOf(lake: string, runId: string): string {
  const time = (runIdTime(runId) ?? 0).toString(16).padStart(12, '0');
  const rest = createHash('sha256').update(`${lake}\n${runId}`).digest('hex');
  const variant = ((Number.parseInt(rest.charAt(3), 16) & 3) | 8).toString(16);
  const parts = [time.slice(0, 8), time.slice(8), `7${rest.slice(0, 3)}`, `${variant}${rest.slice(4, 7)}`];
  return [...parts, rest.slice(7, 19)].join('-');
}

function inputsOf({ sources }: Config, names: readonly string[], result: ExportResult | null): object[] {
  return sources.filter(({ name }) => names.includes(name)).map((source) => inputOf(source, result));
}

/** A dataset is a source: its service, without a path or a password, and the name of the source. */
function inputOf({ name, url }: SourceConfig, result: ExportResult | null): object {
  const { origin } = new URL(url);
  const streams = result?.sources.find(({ source }) => source === name)?.streams;
  const rowCount = streams?.reduce((sum, { rows_read: rows }) => sum + rows, 0);
  const statistics = facet('InputStatisticsInputDatasetFacet', '1-0-0', { rowCount });
  return {
    namespace: origin,
    name,
    facets: { dataSource: facet('DatasourceDatasetFacet', '1-0-1', { name, uri: origin }) },
    ...(rowCount === undefined ? {} : { inputFacets: { inputStatistics: statistics } }),
  };
}

/** The tables that the run has written: one that stayed as it was is no output. */
function outputsOf(config: Config, { tables, fieldTables }: ObservedRun): object[] {
  return [...TABLES, ...fieldTables].flatMap((table) => {
    const published = tables.get(table.name);
    return published?.rewritten === true ? [outputOf(config, table, published.rows)] : [];
  });
}

function outputOf({ lake, partition }: Config, table: Table, rowCount: number): object {
  const file = table.partitioned && partition !== 'none' ? table.name : `${table.name}.parquet`;
  const fields = table.columns.map(({ name, type, description }) => ({ name, type: sqlType(type), description }));
  return {
    namespace: 'file',
    name: path.join(lake, 'parquet', file).replaceAll('\\', '/'),
    facets: {
      schema: facet('SchemaDatasetFacet', '1-2-0', { fields }),
      documentation: facet('DocumentationDatasetFacet', '1-1-0', { description: table.description }),
    },
    outputFacets: { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', { rowCount }) },
  };
}

function errorFacet(message: string): object {
  return facet('ErrorMessageRunFacet', '1-0-1', { message, programmingLanguage: 'TypeScript' });
}

function messageFor({ error, result, outcome }: ObservedRun): string {
  const rows = result?.sources.flatMap(({ streams }) => streams) ?? [];
  const [first] = rows.filter((row) => row.error !== null && row.outcome !== 'unsupported');
  if (error !== null) return error;
  return first === undefined ? `the run ended ${outcome}` : `${first.source}: ${first.stream}: ${first.error ?? ''}`;
}

/** Its schema stands in docs/reference/openlineage-run-facet.json. */
function ownFacet(runId: string, { outcome, exitCode, result }: ObservedRun): object {
  return {
    _producer: producer(),
    _schemaURL: `${PROJECT}/blob/v${packageVersion()}/docs/reference/openlineage-run-facet.json#/$defs/TicketlakeRunFacet`,
    run_id: runId,
    outcome,
    exit_code: exitCode,
    streams: (result?.sources ?? []).flatMap(({ streams }) => streams.map(streamOf)),
  };
}

function streamOf(row: RunRow): object {
  const { source, vendor, stream, mode, outcome, requests, retries, seconds_waited, rows_read } = row;
  const { rows_new, rows_changed, rows_unchanged, rows_deleted, rows_rejected } = row;
  const rows = { rows_read, rows_new, rows_changed, rows_unchanged, rows_deleted, rows_rejected };
  return { source, vendor, stream, mode, outcome, requests, retries, seconds_waited, ...rows };
}
