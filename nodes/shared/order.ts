/** In which order results are listed. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { choice, options, sort } from './fields';
import type { ParameterReader } from './parameter-reader';
import { byDisplayName, byName } from './operation';
import type { OperationRun } from './operation';
import { onlyIn } from './version';

/** @param values as the service writes ascending and descending */
export function direction(
  displayName: string,
  name: string,
  description: string,
  [ascending, descending]: readonly [string, string],
): INodeProperties {
  return choice(displayName, name, descending, description, [
    { name: 'Ascending', value: ascending },
    { name: 'Descending', value: descending },
  ]);
}

/** Version 2 has a collection for the order; version 1 has it among the options. */
export function sortProperties(members: INodeProperties[]): INodeProperties[] {
  return onlyIn(2, [sort(members)]);
}

/** What was chosen of them. */
export function sortGiven({ parameters, version }: Pick<OperationRun, 'parameters' | 'version'>): ParameterReader {
  return parameters.collection(version === 1 ? 'options' : 'sort');
}

/** The options of a list, in version 1 with its order. A version whose collection would be empty has none. */
export function optionsBeside(members: INodeProperties[], order: INodeProperties[]): INodeProperties[] {
  return [
    ...onlyIn(1, [options([...members, ...order].sort(byDisplayName))]),
    ...onlyIn(2, members.length === 0 ? [] : [options(members)]),
  ];
}

/** Words of the service as choices, in the order of their names. */
export function wordChoices<Word extends string>(
  words: readonly Word[],
  titleOf: (word: Word) => string,
): INodePropertyOptions[] {
  return words.map((word) => ({ name: titleOf(word), value: word })).sort(byName);
}
