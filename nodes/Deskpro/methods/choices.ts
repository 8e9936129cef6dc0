/** Records as the choices of a list in the editor. */
import type { INodePropertyOptions } from 'n8n-workflow';
import { plainText } from '../../../markup/plain-text';
import type { Json } from '../../../vendors/json';
import { emailOf, nameOf, titleOf } from '../../../vendors/deskpro/unify/person';
import { asText, isObject, objectAt } from '../../../vendors/json';
import { cut } from '../../../vendors/text';

export interface ListedChoice {
  name: string;
  id: string;
}

function idOf(record: Json): string | null {
  return isObject(record) ? asText(record['id']) : null;
}

export function personChoice(record: Json): ListedChoice | null {
  const id = idOf(record);
  if (id === null || !isObject(record)) return null;
  const [name, email] = [nameOf(record), emailOf(record)];
  return { id, name: name === null || email === null ? (name ?? email ?? id) : `${name} (${email})` };
}

export function organizationChoice(record: Json): ListedChoice | null {
  const id = idOf(record);
  return id === null || !isObject(record) ? null : { id, name: titleOf(record) ?? id };
}

const PREVIEW = 60;

export function commentChoice(record: Json): ListedChoice | null {
  const id = idOf(record);
  if (id === null || !isObject(record)) return null;
  const markup = asText(record['message']) ?? asText(record['message_preview_text']) ?? '';
  const text = plainText.html(markup).replace(/\s+/g, ' ');
  const day = (asText(record['date_created']) ?? '').slice(0, 10);
  return { id, name: `${day} ${cut(text, PREVIEW)}`.trim() || id };
}

export function fileChoice(record: Json): INodePropertyOptions | null {
  const id = idOf(record);
  return id === null ? null : { name: asText(objectAt(record, 'blob')['filename']) ?? id, value: id };
}
