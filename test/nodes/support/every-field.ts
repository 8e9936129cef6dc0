/** Every field of every collection of every operation reaches the wire: none is shown and then ignored. */
import type { INodeExecutionData, INodeParameters, INodeProperties, NodeParameterValueType } from 'n8n-workflow';
import type { Operation, Resource } from '../../../nodes/shared/operation';
import { propertiesIn } from '../../../nodes/shared/version';
import type { Bench } from './bench';
import { choicesOf, membersOf } from './every-property';

export interface Sample {
  give: NodeParameterValueType;
  /** Text that must stand in the requests; default `give`. */
  expect?: string;
}

export interface FieldCases {
  /** Parameters with which each operation runs, by `resource:operation`. */
  minimal: Record<string, () => INodeParameters>;
  /** By name of the field, or by `resource:operation:field`; the others get a sample by their type. */
  samples?: Record<string, () => Sample>;
  /** Input items, where an operation takes files. */
  items?: INodeExecutionData[];
  /** Fields that shape what comes back, and are tested for that elsewhere. */
  shapeOutput?: readonly string[];
}

/** @returns the fields that nothing was sent of, as `ticket:create:priority` */
export async function ignoredFields(
  bench: Bench,
  resources: readonly Resource[],
  cases: FieldCases,
  version = 1,
): Promise<string[]> {
  const ignored: string[] = [];
  for (const resource of resources) {
    for (const operation of resource.operations) {
      const properties = propertiesIn(version, operation.properties);
      for (const collection of properties.filter(({ type }) => type === 'collection')) {
        for (const field of membersOf(collection)) {
          const name = `${resource.value}:${operation.value}:${field.name}`;
          const isExempt = cases.shapeOutput?.some((exempt) => exempt === field.name || exempt === name) ?? false;
          if (!isExempt && !(await reaches(bench, resource, operation, collection, field, name, cases)))
            ignored.push(name);
        }
      }
    }
  }
  return ignored;
}

async function reaches(
  bench: Bench,
  resource: Resource,
  operation: Operation,
  collection: INodeProperties,
  field: INodeProperties,
  name: string,
  cases: FieldCases,
): Promise<boolean> {
  const sample = (cases.samples?.[name] ?? cases.samples?.[field.name])?.() ?? sampleOf(field);
  const minimal = cases.minimal[`${resource.value}:${operation.value}`]?.() ?? {};
  const given = { ...asObject(minimal[collection.name]), [field.name]: sample.give };
  const base = { resource: resource.value, operation: operation.value, ...minimal };
  // Whether the service likes the value does not matter here.
  const sent = async (parameters: INodeParameters): Promise<string> => {
    await bench.run(parameters, { continueOnFail: true, ...(cases.items ? { items: cases.items } : {}) });
    return JSON.stringify(bench.sent);
  };
  const withField = await sent({ ...base, [collection.name]: given });
  if (sample.expect !== undefined) return withField.includes(sample.expect);
  return withField !== (await sent(base));
}

function asObject(value: unknown): INodeParameters {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as INodeParameters) : {};
}

function sampleOf(field: INodeProperties): Sample {
  const choice = choicesOf(field).find(({ value }) => value !== field.default)?.value;
  if (choice !== undefined) return { give: choice, expect: String(choice) };
  switch (field.type) {
    case 'boolean':
      return { give: field.default !== true };
    case 'number':
      return { give: 7, expect: '7' };
    case 'dateTime':
      return { give: '2026-03-04T00:00:00.000Z', expect: '2026-03-04' };
    case 'multiOptions':
      return { give: [`wire-${field.name}`], expect: `wire-${field.name}` };
    case 'json':
      return { give: `{"wire": "${field.name}"}`, expect: `"wire":"${field.name}"` };
    default:
      return { give: `wire-${field.name}`, expect: `wire-${field.name}` };
  }
}
