/** Every parameter of every operation of a node, and what must be given beside it. */
import type { INodeParameters, INodeProperties, NodeParameterValueType } from 'n8n-workflow';
import type { Operation, Resource } from '../../../nodes/shared/operation';
import { propertiesIn } from '../../../nodes/shared/version';
import { registeredNodes } from './registered';
import { membersOf } from './every-property';
import { UUID } from './wire';
import type { NodeName } from './wire';

const resourcesOf = (name: NodeName): readonly Resource[] =>
  registeredNodes().find(({ type, resources }) => resources.length > 0 && type.description.name.toLowerCase() === name)
    ?.resources ?? [];

/** What an operation needs at least, by the kinds of its parameters. */
function minimalOf(name: NodeName, resource: Resource, operation: Operation, version: number): INodeParameters {
  const id = name === 'teamswork' ? UUID : '7';
  const needed = propertiesIn(version, operation.properties).filter(({ required }) => required === true);
  const given = needed.map((property) => [property.name, plainOf(property, id)] as const);
  const more = name === 'notific' && operation.value === 'update' ? { updateFields: { members: '{"x": 1}' } } : {};
  return { resource: resource.value, operation: operation.value, ...more, ...Object.fromEntries(given) };
}

function plainOf({ type, name, default: fallback }: INodeProperties, id: string) {
  if (type === 'resourceLocator') return { __rl: true, mode: 'id', value: id };
  if (name === 'binaryPropertyName') return 'data';
  if (name === 'comment') return 'a < b';
  if (name === 'status') return 'resolved';
  if (type === 'multiOptions') return ['7'];
  if (type === 'json') return '[{"op": "replace", "path": "/name", "value": "x"}]';
  return typeof fallback === 'string' && fallback !== '' ? fallback : '7';
}

export interface ParameterPath {
  where: string;
  property: INodeProperties;
  set(value: unknown): INodeParameters;
}

/** Every parameter and every member of a collection. @param version of the node */
export function placesOf(name: NodeName, version: number): ParameterPath[] {
  return resourcesOf(name).flatMap((resource) =>
    resource.operations.flatMap((operation) =>
      propertiesIn(version, operation.properties).flatMap((property) => {
        const minimal = { ...minimalOf(name, resource, operation, version), ...shownBy(property) };
        const where = `${resource.value}:${operation.value}:${property.name}`;
        if (property.type !== 'collection')
          return [{ where, property, set: (value: unknown) => withValue(minimal, undefined, property.name, value) }];
        return membersOf(property).map((member) => ({
          where: `${where}.${member.name}`,
          property: member,
          set: (value: unknown) => withValue(minimal, property.name, member.name, value),
        }));
      }),
    ),
  );
}

/** What must be chosen for the parameter to be shown. */
function shownBy({ displayOptions }: INodeProperties): INodeParameters {
  const conditions = Object.entries(displayOptions?.show ?? {})
    .filter(([name]) => name !== '@version')
    .map(([name, values]) => [name, values?.[0]] as const);
  return Object.fromEntries(conditions) as INodeParameters;
}

/** Parameters of an operation with one of them set. */
function withValue(
  minimal: INodeParameters,
  collection: string | undefined,
  name: string,
  value: unknown,
): INodeParameters {
  const given = value as NodeParameterValueType;
  if (collection === undefined) return { ...minimal, [name]: given };
  return { ...minimal, [collection]: { [name]: given } };
}
