/** Custom fields: a resource mapper filled from the service's definitions, plus JSON for what it cannot say. */
import type { INodeProperties, INodePropertyOptions, ResourceMapperField, ResourceMapperFields } from 'n8n-workflow';
import type { Json, JsonObject } from '../../vendors/json';
import { fold } from '../../vendors/text';
import { jsonObject } from './fields';
import type { ParameterReader } from './parameter-reader';
import type { OperationRun } from './operation';

/** One custom field as the mapper shows it. */
export interface MappedField {
  id: string;
  name: string;
  type: 'string' | 'number' | 'boolean' | 'dateTime' | 'options' | 'array';
  required?: boolean;
  options?: INodePropertyOptions[];
}

export interface CustomFields {
  /** Name in `methods.resourceMapping`. */
  method: string;
  /** `add` for new records, where required fields are demanded; `map` for existing ones. */
  mode: 'add' | 'map';
  /** What is said of their JSON form. */
  description?: string;
}

/** @param valuesLabel what n8n shows above the values in place of its own words; the parameter's label it does not show */
export function customFieldMapper({ method, mode }: CustomFields, valuesLabel?: string): INodeProperties {
  return {
    displayName: 'Custom Fields',
    name: 'customFields',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    description: 'Custom fields that the service defines',
    typeOptions: {
      resourceMapper: {
        resourceMapperMethod: method,
        mode,
        fieldWords: { singular: 'custom field', plural: 'custom fields' },
        addAllFields: false,
        supportAutoMap: true,
        multiKeyMatch: false,
        ...(valuesLabel === undefined ? {} : { valuesLabel }),
      },
    },
  };
}

const JSON_DESCRIPTION =
  'Custom fields as a JSON object by ID or name; wins over the fields above, and null clears a field';

const JSON_NAME = 'customFieldsJson';

export function customFieldsJson({ description = JSON_DESCRIPTION }: CustomFields): INodeProperties {
  return jsonObject('Custom Fields (JSON)', JSON_NAME, description);
}

export function mapperFields(fields: readonly MappedField[]): ResourceMapperFields {
  return {
    fields: fields.map((field): ResourceMapperField => ({
      id: field.id,
      displayName: field.name,
      defaultMatch: false,
      canBeUsedToMatch: false,
      required: field.required ?? false,
      display: true,
      type: field.type,
      ...(field.options === undefined ? {} : { options: field.options }),
    })),
  };
}

/**
 * What the user gave for custom fields, by id or name as typed. Fields that were added and left blank are not sent.
 * @param fields the collection of the form, where version 2 has their JSON form
 */
export function customFieldsGiven(run: OperationRun, fields: ParameterReader): JsonObject {
  return { ...mappedFields(run), ...run.parameters.object(JSON_NAME), ...fields.object(JSON_NAME) };
}

function mappedFields({ node, item }: OperationRun): JsonObject {
  const mapper = node.getNodeParameter('customFields', item, {}) as Partial<MapperValue> | null;
  const isAutomatic = mapper?.mappingMode === 'autoMapInputData';
  // Only asked for by its whole name does n8n check and convert the values.
  const readInput = (): unknown => (mapper?.value ? node.getNodeParameter('customFields.value', item) : {});
  const values = isAutomatic ? fittingMembers(node.getInputData()[item]?.json ?? {}, mapper.schema ?? []) : readInput();
  const entries = Object.entries(values ?? {}).filter(
    ([, value]) => value !== null && value !== undefined && value !== '',
  );
  return Object.fromEntries(entries.map(([id, value]) => [id, plainValue(value)]));
}

interface MapperValue {
  mappingMode: string;
  value: Record<string, unknown> | null;
  schema: ResourceMapperField[];
}

/** Automatic mapping: members of the input item that are named like a field, by its name or its id. */
function fittingMembers(json: object, schema: readonly ResourceMapperField[]): Record<string, unknown> {
  const ids = new Map(
    schema.flatMap(({ id, displayName }) => [[fold(displayName), id] as const, [fold(id), id] as const]),
  );
  const fitting = Object.entries(json).flatMap(([name, value]) => {
    const id = ids.get(fold(name));
    return id === undefined ? [] : [[id, value] as const];
  });
  return Object.fromEntries(fitting);
}

/** n8n hands dates over as Luxon objects; as JSON they are ISO text. */
function plainValue(value: unknown): Json {
  return JSON.parse(JSON.stringify(value)) as Json;
}
