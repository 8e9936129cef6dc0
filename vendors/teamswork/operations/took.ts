/** Whether a ticket that was read back shows the changes that were written. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { arrayAt, isObject, memberOf, objectAt, textOf } from '../../json';
import { fold } from '../../text';

/** unclear: only fields that the service may rewrite were written (markup, texts, custom fields). */
export type Took = 'yes' | 'no' | 'unclear';

export function took(ticket: JsonObject, changes: JsonObject): Took {
  const judged = Object.keys(changes).map((member) => judge(member, ticket[member], changes[member]));
  if (judged.includes('no')) return 'no';
  return judged.includes('unclear') ? 'unclear' : 'yes';
}

export function didNotTake(ticket: JsonObject, changes: JsonObject): VendorError {
  const members = Object.keys(changes).filter((member) => judge(member, ticket[member], changes[member]) === 'no');
  return new VendorError({
    code: 'refused_by_service',
    message: `TeamsWork answered success, but these fields did not change: ${members.join(', ')}`,
    remedy:
      'Check that the values are ones that this instance knows, and that nobody changed the ticket at the same time.',
  });
}

function judge(member: string, is: Json | undefined, wanted: Json | undefined): Took {
  if (member !== 'customFields' && isEmpty(wanted)) return sure(isEmpty(is));
  switch (member) {
    case 'requestor':
    case 'assignee':
      return sure(samePerson(is, wanted));
    case 'expectedDate':
      return textOf(is)?.slice(0, 10) === textOf(wanted)?.slice(0, 10) ? 'yes' : 'unclear';
    case 'tags':
      return sure(tagTexts(is) === tagTexts(wanted));
    case 'customFields':
      return Object.entries(objectAt({ wanted }, 'wanted')).every(([id, value]) => {
        const held = memberOf(objectAt({ is }, 'is'), id);
        return isEmpty(value) ? isEmpty(held) : same(held, value);
      })
        ? 'yes'
        : 'unclear';
    case 'title':
    case 'priority':
      return sure(fold(textOf(is) ?? '') === fold(textOf(wanted) ?? ''));
    default:
      return same(is, wanted) ? 'yes' : 'unclear';
  }
}

/** What was emptied is null, blank, a list without items, or not there. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '';
}

function sure(equal: boolean): Took {
  return equal ? 'yes' : 'no';
}

/** By object ID or by mail. */
export function samePerson(is: Json | undefined, wanted: Json | undefined): boolean {
  const [a, b] = [objectAt({ is }, 'is'), objectAt({ wanted }, 'wanted')];
  return ['id', 'email'].some((member) => {
    const text = fold(textOf(a[member]) ?? '');
    return text !== '' && text === fold(textOf(b[member]) ?? '');
  });
}

function tagTexts(value: Json | undefined): string {
  const texts = arrayAt({ value }, 'value').map((tag) => textOf(isObject(tag) ? tag['text'] : tag) ?? '');
  return JSON.stringify([...new Set(texts.map(fold))].sort());
}

function same(is: Json | undefined, wanted: Json | undefined): boolean {
  return JSON.stringify(is ?? null) === JSON.stringify(wanted ?? null);
}
