/**
 * The forms of Create and Update. Version 2 begins with the fields that matter, has custom fields below, and the rest in
 * a collection. Version 1 has nearly all of them in the collection.
 */
import type { INodeProperties } from 'n8n-workflow';
import { additionalFields, choice, longText, text, updateFields } from './fields';
import type { ParameterReader } from './parameter-reader';
import type { CustomFields } from './mapper';
import { customFieldMapper, customFieldsJson } from './mapper';
import { maybeNotSet, NOT_SET } from './not-set';
import { byDisplayName, byName } from './operation';
import { onlyIn } from './version';

export interface Form {
  collection: 'additionalFields' | 'updateFields';
  /** What version 2 begins with: subject, description, requester, status, priority, assignee, as far as there are. */
  lead: INodeProperties[];
  /** What of the collection's members version 1 has above it, in its own words. */
  above?: INodeProperties[];
  /** Parameters that both versions have between the first fields and the others. */
  between?: INodeProperties[];
  /** Members of the collection of version 1. Version 2 has those that it does not begin with. */
  fields: INodeProperties[];
  custom?: CustomFields;
  /** Says something of the collection. */
  description?: string;
}

const COLLECTIONS = { additionalFields, updateFields };

export function formProperties({
  collection,
  lead,
  above = [],
  between = [],
  fields,
  ...more
}: Form): INodeProperties[] {
  const { custom, description } = more;
  const make = (members: INodeProperties[]): INodeProperties =>
    COLLECTIONS[collection]([...members].sort(byDisplayName), description === undefined ? {} : { description });
  const rest = fields.filter(({ name }) => lead.every((first) => first.name !== name));
  const json = custom === undefined ? [] : [customFieldsJson(custom)];
  const mapper = (label?: string) => (custom === undefined ? [] : [customFieldMapper(custom, label)]);
  return [
    ...onlyIn(1, above),
    ...onlyIn(2, lead.map(maybeNotSet)),
    ...between,
    ...onlyIn(1, [make(fields), ...mapper(), ...json]),
    ...onlyIn(2, [...mapper('Custom Fields'), make([...rest, ...json])]),
  ];
}

/** What was filled in, wherever the version has it. */
export function formParameters(
  parameters: ParameterReader,
  { collection, lead }: Pick<Form, 'collection' | 'lead'>,
): ParameterReader {
  const names = lead.map(({ name }) => name);
  return parameters.besides(collection, names);
}

/** What the user wants to be empty, as it is then sent. @param empty by the choices of the parameter `clear` */
export function emptied<Fields extends object>(fields: ParameterReader, empty: Fields): Partial<Fields> {
  const cleared = fields.choices('clear');
  return Object.fromEntries(Object.entries(empty).filter(([name]) => cleared.includes(name))) as Partial<Fields>;
}

export function subject(name: string, more: Partial<INodeProperties> = {}): INodeProperties {
  const example = { placeholder: 'e.g. Badge reader offline' };
  return text('Subject', name, 'What the ticket is about, in one line', { ...example, ...more });
}

/** Where the first line of the text is the subject. */
export function describedSubject(more: Partial<INodeProperties> = {}): INodeProperties {
  return longText('Description', 'description', 'What the ticket is about; its first line is the subject', more);
}

/** A priority that need not be given. */
export function priority(
  description: string,
  choices: ReadonlyArray<{ name: string; value: string }>,
): INodeProperties {
  return choice('Priority', 'priority', '', description, [...choices, NOT_SET].sort(byName));
}
