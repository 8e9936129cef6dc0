/** Records as the choices of a list in the editor. */
import type { INodePropertyOptions } from 'n8n-workflow';
import { plainText } from '../../../markup/plain-text';
import type { Json } from '../../../vendors/json';
import { emailOf, nameOf, titleOf } from '../../../vendors/deskpro/unify/person';
import { isObject, objectAt, textOf } from '../../../vendors/json';
import { cut } from '../../../vendors/text';

export interface Choice {
  name: string;
  id: string;
}

function idOf(record: Json): string | null {
  return isObject(record) ? textOf(record['id']) : null;
}

export function personChoice(record: Json): Choice | null {
  const id = idOf(record);
  if (id === null || !isObject(record)) return null;
  const [name, email] = [nameOf(record), emailOf(record)];
  return { id, name: name === null || email === null ? (name ?? email ?? id) : `${name} (${email})` };
}

export function organizationChoice(record: Json): Choice | null {
  const id = idOf(record);
  return id === null || !isObject(record) ? null : { id, name: titleOf(record) ?? id };
}

const PREVIEW = 60;

export function commentChoice(record: Json): Choice | null {
  const id = idOf(record);
  if (id === null || !isObject(record)) return null;
  const markup = textOf(record['message']) ?? textOf(record['message_preview_text']) ?? '';
  const said = plainText.html(markup).replace(/\s+/g, ' ');
  const day = (textOf(record['date_created']) ?? '').slice(0, 10);
  return { id, name: `${day} ${cut(said, PREVIEW)}`.trim() || id };
}

export function fileChoice(record: Json): INodePropertyOptions | null {
  const id = idOf(record);
  return id === null ? null : { name: textOf(objectAt(record, 'blob')['filename']) ?? id, value: id };
}
