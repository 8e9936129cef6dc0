/** Every parameter of a description, also those inside of collections. */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

export interface Found {
  /** As `ticket:create / Additional Fields / Priority`. */
  where: string;
  property: INodeProperties;
  /** The collection that it is in. */
  within: INodeProperties | null;
}

export function everyProperty(properties: readonly INodeProperties[]): Found[] {
  return properties.flatMap((property) => found(property, null, placeOf(property)));
}

function placeOf(property: INodeProperties): string {
  const { resource = [], operation = [] } = property.displayOptions?.show ?? {};
  return [`${resource.join()}:${operation.join()}`, property.displayName].join(' / ');
}

function found(property: INodeProperties, within: INodeProperties | null, where: string): Found[] {
  const members = membersOf(property).flatMap((member) => found(member, property, `${where} / ${member.displayName}`));
  return [{ where, property, within }, ...members];
}

export function membersOf({ type, options = [] }: INodeProperties): INodeProperties[] {
  if (type === 'collection') return options.filter(isProperty);
  if (type === 'fixedCollection') return options.filter(isGroup).flatMap(({ values }) => values);
  return [];
}

type Option = INodeProperties | INodePropertyCollection | INodePropertyOptions;

function isProperty(option: Option): option is INodeProperties {
  return 'type' in option && 'default' in option;
}

function isGroup(option: Option): option is INodePropertyCollection {
  return 'values' in option;
}

export function choicesOf({ type, options = [] }: INodeProperties): INodePropertyOptions[] {
  if (type !== 'options' && type !== 'multiOptions') return [];
  return options.filter((option): option is INodePropertyOptions => 'value' in option);
}
