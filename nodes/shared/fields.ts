/** Descriptions of parameters that every node has in the same form. What differs between services is an argument. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

/** n8n fixed these two texts. */
const ONE =
  'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';
const SEVERAL =
  'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';

/** Further members of a description, for example `required`. */
type More = Partial<INodeProperties>;

function parameter(
  type: INodeProperties['type'],
  displayName: string,
  name: string,
  first: INodeProperties['default'],
  description: string | undefined,
  more: More = {},
): INodeProperties {
  return { displayName, name, type, default: first, ...(description === undefined ? {} : { description }), ...more };
}

/** Where the choices come from. */
function loadedFrom(loadOptionsMethod: string, dependsOn: readonly string[]): More {
  if (dependsOn.length === 0) return { typeOptions: { loadOptionsMethod } };
  return { typeOptions: { loadOptionsMethod, loadOptionsDependsOn: [...dependsOn] } };
}

/**
 * One choice of a list that the account defines.
 * @param what singular, Title Case
 * @param method in `methods.loadOptions`
 * @param dependsOn parameters whose change loads the list again
 */
export function oneOf(what: string, name: string, method: string, more: More = {}, dependsOn: readonly string[] = []) {
  return parameter('options', `${what} Name or ID`, name, '', ONE, { ...loadedFrom(method, dependsOn), ...more });
}

/** Several choices of such a list. Arguments as for `oneOf`. */
export function severalOf(
  what: string,
  name: string,
  method: string,
  more: More = {},
  dependsOn: readonly string[] = [],
) {
  const loaded = { ...loadedFrom(method, dependsOn), ...more };
  return parameter('multiOptions', `${what} Names or IDs`, name, [], SEVERAL, loaded);
}

/** A line of text. */
export function text(displayName: string, name: string, description: string, more: More = {}) {
  return parameter('string', displayName, name, '', description, more);
}

/** Text of several lines. */
export function longText(displayName: string, name: string, description: string, more: More = {}) {
  return text(displayName, name, description, { typeOptions: { rows: 4 }, ...more });
}

/** Where an email address is typed. */
export const EMAIL = { placeholder: 'name@email.com' };

/** A time of day, in the workflow's zone where it names none. */
export function time(displayName: string, name: string, description: string) {
  return parameter('dateTime', displayName, name, '', description);
}

/** A day without a time. */
export function day(displayName: string, name: string, description: string) {
  return parameter('dateTime', displayName, name, '', description, { typeOptions: { dateOnly: true } });
}

/** A JSON object. */
export function jsonObject(displayName: string, name: string, description: string) {
  return parameter('json', displayName, name, '{}', description);
}

/** A switch. */
export function flag(displayName: string, name: string, on: boolean, description: string, more: More = {}) {
  return parameter('boolean', displayName, name, on, description, more);
}

/** A number. Its bounds are in `typeOptions`. */
export function number(displayName: string, name: string, first: number, description: string, more: More = {}) {
  return parameter('number', displayName, name, first, description, more);
}

/** One of some fixed choices. @param first the value that is chosen at first */
export function choice(
  displayName: string,
  name: string,
  first: string,
  description: string,
  options: INodePropertyOptions[],
  more: More = {},
) {
  return parameter('options', displayName, name, first, description, { options, ...more });
}

/** Some of several fixed choices, none at first. */
export function choices(
  displayName: string,
  name: string,
  description: string,
  options: INodePropertyOptions[],
  more: More = {},
) {
  return parameter('multiOptions', displayName, name, [], description, { options, ...more });
}

/** Members that are added one by one. */
function collection(displayName: string, name: string, placeholder: string, members: INodeProperties[], more?: More) {
  return parameter('collection', displayName, name, {}, undefined, { placeholder, options: members, ...more });
}

/** What may be given with a new record. */
export function additionalFields(members: INodeProperties[], more?: More) {
  return collection('Additional Fields', 'additionalFields', 'Add Field', members, more);
}

/** What may be changed in a record. */
export function updateFields(members: INodeProperties[], more?: More) {
  return collection('Update Fields', 'updateFields', 'Add Field', members, more);
}

/** What a list is narrowed by. */
export function filters(members: INodeProperties[], more?: More) {
  return collection('Filters', 'filters', 'Add Filter', members, more);
}

/** In which order results come. */
export function sort(members: INodeProperties[]) {
  return collection('Sort', 'sort', 'Add Sort Field', members);
}

/** How an operation works. */
export function options(members: INodeProperties[]) {
  return collection('Options', 'options', 'Add Option', members);
}

/** How a second bound reads: whether the service takes the time itself or not. */
type Until = 'at this time or earlier' | 'before this time';

/** Two filters by time. @param verb as in `Only tickets that were created at this time or later` */
export function range(what: string, name: string, verb: string, until: Until): INodeProperties[] {
  return [
    time(`${what} After`, `${name}After`, `Only tickets that ${verb} at this time or later`),
    time(`${what} Before`, `${name}Before`, `Only tickets that ${verb} ${until}`),
  ];
}
