/** In which order results are listed. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { choice } from './fields';
import { byName } from './operation';

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

/** Words of the service as choices, in the order of their names. */
export function wordChoices<Word extends string>(
  words: readonly Word[],
  titleOf: (word: Word) => string,
): INodePropertyOptions[] {
  return words.map((word) => ({ name: titleOf(word), value: word })).sort(byName);
}
