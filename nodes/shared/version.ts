/**
 * Light versions: a node is one class, and a parameter that is not in all of its versions says in which it is. A saved
 * workflow keeps the version that it was made with.
 */
import type { INodeProperties } from 'n8n-workflow';

/** The versions of the nodes for services, the newest last. */
export const VERSIONS = [1, 2] as const;
export type Version = (typeof VERSIONS)[number];

/** n8n's name for the version in conditions. */
const VERSION = '@version';

/** Parameters that only this version has. */
export function onlyIn(version: Version, properties: readonly INodeProperties[]): INodeProperties[] {
  return properties.map((property) => shownOnlyWith(property, VERSION, version));
}

/** The parameter with one more condition. */
export function shownOnlyWith(property: INodeProperties, name: string, value: string | number): INodeProperties {
  const { displayOptions } = property;
  return { ...property, displayOptions: { ...displayOptions, show: { ...displayOptions?.show, [name]: [value] } } };
}

/** Those of the parameters that a version has. */
export function propertiesIn(version: number, properties: readonly INodeProperties[]): INodeProperties[] {
  return properties.filter(({ displayOptions }) => displayOptions?.show?.[VERSION]?.includes(version) ?? true);
}
