/** The JSON of OTLP as a collector reads it, written down from its specification. */
import Ajv from 'ajv/dist/2020';

const text = { type: 'string' };
const nanos = { type: 'string', pattern: '^[0-9]{19}$' };

function closed(properties: object, required: readonly string[] = Object.keys(properties)): object {
  return { type: 'object', properties, required, additionalProperties: false };
}

const attributes = { type: 'array', items: closed({ key: text, value: closed({ stringValue: text }) }) };
const point = {
  ...closed(
    {
      attributes,
      startTimeUnixNano: nanos,
      timeUnixNano: nanos,
      asInt: { type: 'string', pattern: '^-?[0-9]+$' },
      asDouble: { type: 'number' },
    },
    ['attributes', 'timeUnixNano'],
  ),
  oneOf: [{ required: ['asInt'] }, { required: ['asDouble'] }],
};
const metric = closed({
  name: { type: 'string', pattern: '^[a-zA-Z][a-zA-Z0-9_./-]{0,254}$' },
  unit: text,
  description: text,
  gauge: closed({ dataPoints: { type: 'array', items: point, minItems: 1 } }),
});
const validate = new Ajv({ allErrors: true }).compile(
  closed({
    resourceMetrics: {
      type: 'array',
      items: closed({
        resource: closed({ attributes }),
        scopeMetrics: {
          type: 'array',
          items: closed({ scope: closed({ name: text, version: text }), metrics: { type: 'array', items: metric } }),
        },
      }),
    },
  }),
);

/** @returns what is wrong with a message; empty when nothing is */
export function otlpProblems(message: unknown): string[] {
  validate(message);
  return (validate.errors ?? []).map(({ instancePath, message: why }) => `${instancePath} ${why ?? ''}`);
}

interface Attribute {
  key: string;
  value: { stringValue: string };
}

export interface OtlpMetrics {
  resourceMetrics: Array<{
    resource: { attributes: Attribute[] };
    scopeMetrics: Array<{
      metrics: Array<{
        name: string;
        gauge: { dataPoints: Array<{ attributes: Attribute[]; asInt?: string; asDouble?: number }> };
      }>;
    }>;
  }>;
}

export function pointsOf(
  { resourceMetrics }: OtlpMetrics,
  name: string,
): Array<{ value: number; attributes: Record<string, string> }> {
  return resourceMetrics
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics))
    .filter((metric) => metric.name === name)
    .flatMap(({ gauge }) => gauge.dataPoints)
    .map(({ attributes: pairs, asInt, asDouble }) => ({
      value: Number(asInt ?? asDouble),
      attributes: Object.fromEntries(pairs.map(({ key, value }) => [key, value.stringValue])),
    }));
}
