/**
 * What OpenLineage 2-0-2 asks of an event of a run, as JSON Schema, written down from its specification: which members
 * must be there, which others may, and the versions of the facets. Not the published file itself.
 */
import Ajv from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import own from '../../docs/reference/openlineage-run-facet.json';

const text = { type: 'string' };
const whole = { type: 'integer' };
const uri = { type: 'string', format: 'uri' };
const SPEC = 'https://openlineage.io/spec';

function closed(properties: object, required: readonly string[] = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

function facet(name: string, version: string, properties: object, required?: readonly string[]): object {
  const schemaUrl = { const: `${SPEC}/facets/${version}/${name}.json#/$defs/${name}` };
  return closed({ _producer: uri, _schemaURL: schemaUrl, ...properties }, [
    '_producer',
    '_schemaURL',
    ...(required ?? Object.keys(properties)),
  ]);
}

const field = closed({ name: text, type: text, description: text }, ['name']);
const datasetFacets = closed(
  {
    dataSource: facet('DatasourceDatasetFacet', '1-0-1', { name: text, uri }),
    schema: facet('SchemaDatasetFacet', '1-2-0', { fields: { type: 'array', items: field } }),
    documentation: facet('DocumentationDatasetFacet', '1-1-0', { description: text }),
  },
  [],
);
const rowCount = { rowCount: whole };
const inputStatistics = facet('InputStatisticsInputDatasetFacet', '1-0-0', rowCount);
const outputStatistics = facet('OutputStatisticsOutputDatasetFacet', '1-0-2', rowCount);
const input = { namespace: text, name: text, facets: datasetFacets, inputFacets: closed({ inputStatistics }) };
const output = { namespace: text, name: text, facets: datasetFacets, outputFacets: closed({ outputStatistics }) };
const runFacets = {
  processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', {
    version: text,
    name: text,
    openlineageAdapterVersion: text,
  }),
  errorMessage: facet('ErrorMessageRunFacet', '1-0-1', { message: text, programmingLanguage: text }),
  ticketlake_run: own.$defs.TicketlakeRunFacet,
};
const jobType = facet('JobTypeJobFacet', '2-0-3', {
  processingType: { enum: ['BATCH', 'STREAMING', 'SERVICE'] },
  integration: text,
  jobType: text,
});

const EVENT = closed({
  eventType: { enum: ['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER'] },
  eventTime: { type: 'string', format: 'date-time' },
  producer: uri,
  schemaURL: { const: `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent` },
  run: closed({ runId: { type: 'string', format: 'uuid' }, facets: closed(runFacets, ['processing_engine']) }),
  job: closed({ namespace: text, name: text, facets: closed({ jobType }) }),
  inputs: { type: 'array', items: closed(input, ['namespace', 'name']) },
  outputs: { type: 'array', items: closed(output, ['namespace', 'name']) },
});

const ajv = new Ajv({ allErrors: true });
addFormats(ajv);
const validate = ajv.compile(EVENT);

/** @returns what is wrong with an event; empty when nothing is */
export function lineageProblems(event: unknown): string[] {
  validate(event);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message ?? ''}`);
}

export interface LineageEvent {
  eventType: string;
  eventTime: string;
  run: {
    runId: string;
    facets: { errorMessage?: { message: string }; ticketlake_run?: { outcome: string; exit_code: number } };
  };
  job: { namespace: string; name: string };
  inputs: Array<{ namespace: string; name: string; inputFacets?: { inputStatistics: { rowCount: number } } }>;
  outputs: Array<{
    namespace: string;
    name: string;
    facets: { schema: { fields: Array<{ name: string; type: string }> } };
    outputFacets: { outputStatistics: { rowCount: number } };
  }>;
}
