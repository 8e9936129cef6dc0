/** The parameters of a node as text, one line each: what a saved workflow depends on. Labels and notices are not. */
import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { membersOf } from './every-property';

export interface ParameterLine {
  /** For example `ticket:create`; '' in a trigger. */
  place: string;
  /** For example `additionalFields.agent options {"default":""}`. */
  facts: string;
}

export function parameterLines({ properties }: INodeTypeDescription, version: number): ParameterLine[] {
  return properties
    .filter((property) => property.type !== 'notice' && isIn(version, property))
    .flatMap((property) => linesOf(property, '').map((facts) => ({ place: placeOf(property), facts })));
}

function isIn(version: number, { displayOptions }: INodeProperties): boolean {
  return displayOptions?.show?.['@version']?.includes(version) ?? true;
}

function placeOf({ displayOptions }: INodeProperties): string {
  const { resource = [], operation = [] } = displayOptions?.show ?? {};
  return [...resource, ...operation].join(':');
}

/** What is said elsewhere in a line, or is not the matter of saved workflows. */
const NO_CONDITION = ['resource', 'operation', '@version'];

function linesOf(property: INodeProperties, above: string): string[] {
  const { name, type, required, typeOptions, displayOptions, options = [], modes } = property;
  const shown = Object.entries(displayOptions?.show ?? {}).filter(([other]) => !NO_CONDITION.includes(other));
  const facts = {
    default: property.default,
    required: required === true ? true : undefined,
    typeOptions,
    shown: shown.length === 0 ? undefined : shown,
    hide: displayOptions?.hide,
    values: type.endsWith('ptions')
      ? options.flatMap((option) => ('value' in option ? [option.value] : []))
      : undefined,
    modes: modes?.map(({ name: mode, extractValue }) => [mode, extractValue]),
  };
  const path = `${above}${name}`;
  const members = membersOf(property).flatMap((member) => linesOf(member, `${path}.`));
  return [[path, type, JSON.stringify(facts)].join(' '), ...members];
}
