/** A node is a list of resources; a resource is a list of operations; an operation is what the user sees and what it does. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import { ParameterReader } from './parameter-reader';
import type { Source } from './parameter-reader';
import { withMissingName } from './not-found';
import type { OutputShape, Shape } from './shape';
import type { N8nContext, ServiceConnection } from './transport';
import { connect } from './transport';
import { propertiesIn } from './version';
import type { Service } from './service';

/** One operation for one item. */
export interface OperationRun extends ServiceConnection {
  node: IExecuteFunctions;
  /** Index of the input item. */
  item: number;
  /** The parameters of the operation for this item. */
  parameters: ParameterReader;
  /** Of the node, as the workflow was saved with. */
  version: number;
}

/** What an operation gives: records for items, or whole items where binary data is involved. */
export type OperationResult = IDataObject[] | { items: INodeExecutionData[] };

export interface Operation {
  value: string;
  /** Title Case, as `Get Many`. */
  name: string;
  /** Sentence case without articles, as `Get many tickets`. */
  action: string;
  description: string;
  properties: INodeProperties[];
  /** What each item of the result is made of; becomes the output schema. */
  output: OutputShape;
  /** Members that stand beside those of the output, whichever was chosen. */
  adds?: Shape;
  execute(run: OperationRun): Promise<OperationResult>;
}

export interface Resource {
  value: string;
  /** Singular, Title Case. */
  name: string;
  operations: readonly Operation[];
}

/** The name of each kind of operation, the same in every node. */
const NAMES = {
  add: 'Add',
  cancel: 'Cancel',
  close: 'Close',
  create: 'Create',
  delete: 'Delete',
  download: 'Download',
  execute: 'Execute',
  get: 'Get',
  getAll: 'Get Many',
  getHistory: 'Get History',
  remove: 'Remove',
  reopen: 'Reopen',
  set: 'Set',
  start: 'Start',
  startAndWait: 'Start and Wait',
  update: 'Update',
  upload: 'Upload',
  upsert: 'Create or Update',
} as const;

/** What the user reads of an operation. */
export function heading(value: keyof typeof NAMES, action: string, description: string) {
  return { value, name: NAMES[value], action, description };
}

/** Alphabetical, as n8n wants options to be. */
export const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name, 'en');

/** The resource and operation selectors, and every operation's own parameters shown where they belong. */
export function propertiesOf(resources: readonly Resource[]): INodeProperties[] {
  return [resourceSelector(resources), ...resources.map(operationSelector), ...resources.flatMap(parametersOf)];
}

function resourceSelector(resources: readonly Resource[]): INodeProperties {
  const preferred = resources.find(({ value }) => value === 'ticket') ?? resources[0];
  const first = preferred?.value ?? '';
  return {
    displayName: 'Resource',
    name: 'resource',
    type: 'options',
    noDataExpression: true,
    options: resources.map(({ name, value }) => ({ name, value })).sort(byName),
    default: first,
  };
}

function operationSelector(resource: Resource): INodeProperties {
  const options = resource.operations
    .map(({ name, value, action, description }) => ({ name, value, action, description }))
    .sort(byName);
  const preferred = resource.operations.find(({ value }) => value === 'getAll') ?? resource.operations[0];
  const first = preferred?.value ?? '';
  return {
    displayName: 'Operation',
    name: 'operation',
    type: 'options',
    noDataExpression: true,
    displayOptions: { show: { resource: [resource.value] } },
    options,
    default: first,
  };
}

function parametersOf(resource: Resource): INodeProperties[] {
  return resource.operations.flatMap((operation) =>
    operation.properties.map((property) => ({
      ...property,
      displayOptions: {
        ...property.displayOptions,
        show: { ...property.displayOptions?.show, resource: [resource.value], operation: [operation.value] },
      },
    })),
  );
}

/** Opens the way to the service once for all items, and only when the first item is run: so a failure has its item. */
export function connectOnce(context: N8nContext, service: Service): () => Promise<ServiceConnection> {
  let opened: Promise<ServiceConnection> | undefined;
  return () => (opened ??= connect(context, service));
}

/** Runs the operation that the item chose; what comes back is paired with the item. */
export async function runOperation(
  resources: readonly Resource[],
  node: IExecuteFunctions,
  item: number,
  connection: ServiceConnection,
): Promise<INodeExecutionData[]> {
  const operation = operationOf(resources, node, item);
  const version = node.getNode().typeVersion;
  const properties = propertiesIn(version, operation.properties);
  const parameters = new ParameterReader(properties, nodeSource(node, item));
  parameters.check();
  const result = await operation
    .execute({ ...connection, node, item, parameters, version })
    .catch((error: unknown) => Promise.reject(withMissingName(error, properties, parameters, connection.service)));
  const items = Array.isArray(result) ? result.map((json) => ({ json })) : result.items;
  return items.map((each) => ({ ...each, pairedItem: { item } }));
}

/** What a trigger was given. */
export function givenTo(
  context: { getNodeParameter(name: string, fallback: unknown): unknown; getTimezone(): string },
  properties: readonly INodeProperties[],
): ParameterReader {
  return new ParameterReader(properties, {
    read: ({ name, default: fallback }) => context.getNodeParameter(name, fallback),
    has: () => true,
    zone: () => context.getTimezone(),
  });
}

/** Each parameter is asked for once, so that what was checked is what is used, whatever its expression gives next. */
function nodeSource(node: IExecuteFunctions, item: number): Source {
  const known = new Map<string, unknown>();
  return {
    read: ({ name, type, default: fallback }) => {
      if (known.has(name)) return known.get(name);
      const options = type === 'resourceLocator' ? { extractValue: true } : {};
      const value: unknown = node.getNodeParameter(name, item, fallback ?? '', options);
      known.set(name, value);
      return value;
    },
    has: () => true,
    zone: () => node.getTimezone(),
  };
}

function operationOf(resources: readonly Resource[], node: IExecuteFunctions, item: number): Operation {
  const resource = String(node.getNodeParameter('resource', item));
  const operation = String(node.getNodeParameter('operation', item));
  const found = resources.find(({ value }) => value === resource)?.operations.find(({ value }) => value === operation);
  if (found) return found;
  throw new VendorError({
    code: 'bad_input',
    message: `This node has no operation "${operation}" of "${resource}"`,
    remedy: 'Choose Resource and Operation from their lists.',
  });
}

/** Alphabetical, for the members of a collection. */
export const byDisplayName = (a: INodeProperties, b: INodeProperties) =>
  a.displayName.localeCompare(b.displayName, 'en');
