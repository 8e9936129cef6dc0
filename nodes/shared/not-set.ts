/**
 * A list of which nothing need be chosen. n8n marks a value in red that the list does not have, a blank one too: so a form
 * that shows such a list at once has a choice for it.
 */
import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

export const NOT_SET: INodePropertyOptions = { name: 'Not Set', value: '', description: 'Nothing is sent of it' };

const SUFFIX = 'OrNotSet';

/** The field with its list loaded by the method that has the blank choice, unless something must be chosen. */
export function maybeNotSet(property: INodeProperties): INodeProperties {
  const { type, required, typeOptions } = property;
  const method = typeOptions?.loadOptionsMethod;
  if (type !== 'options' || required === true || method === undefined) return property;
  return { ...property, typeOptions: { ...typeOptions, loadOptionsMethod: `${method}${SUFFIX}` } };
}

type Load = (this: ILoadOptionsFunctions) => Promise<INodePropertyOptions[]>;

/** The methods of a node, and each once more with the blank choice before the others. */
export function withNotSet(methods: Readonly<Record<string, Load>>): Record<string, Load> {
  const more = Object.entries(methods).map(([name, load]): [string, Load] => [
    `${name}${SUFFIX}`,
    async function loadWithNotSet(this: ILoadOptionsFunctions) {
      return [NOT_SET, ...(await load.call(this))];
    },
  ]);
  return { ...methods, ...Object.fromEntries(more) };
}
