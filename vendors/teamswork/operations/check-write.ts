/** Whether a ticket that was read back shows the changes that were written. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject, memberOf, objectAt } from '../../json';
import { fold } from '../../text';

/** unclear: only fields that the service may rewrite were written (markup, texts, custom fields). */
export type WriteCheck = 'yes' | 'no' | 'unclear';

export function checkWrite(ticket: JsonObject, changes: JsonObject): WriteCheck {
  const judged = Object.keys(changes).map((member) => compareMember(member, ticket[member], changes[member]));
  if (judged.includes('no')) return 'no';
  return judged.includes('unclear') ? 'unclear' : 'yes';
}

export function notApplied(ticket: JsonObject, changes: JsonObject): VendorError {
  const members = Object.keys(changes).filter(
    (member) => compareMember(member, ticket[member], changes[member]) === 'no',
  );
  return new VendorError({
    code: 'refused_by_service',
    message: `TeamsWork answered success, but these fields did not change: ${members.join(', ')}`,
    remedy:
      'Check that the values are ones that this instance knows, and that nobody changed the ticket at the same time.',
  });
}

function compareMember(member: string, is: Json | undefined, expected: Json | undefined): WriteCheck {
  if (member !== 'customFields' && isEmpty(expected)) return sure(isEmpty(is));
  switch (member) {
    case 'requestor':
    case 'assignee':
      return sure(samePerson(is, expected));
    case 'expectedDate':
      return asText(is)?.slice(0, 10) === asText(expected)?.slice(0, 10) ? 'yes' : 'unclear';
    case 'tags':
      return sure(tagTexts(is) === tagTexts(expected));
    case 'customFields':
      return Object.entries(objectAt({ expected }, 'expected')).every(([id, value]) => {
        const held = memberOf(objectAt({ is }, 'is'), id);
        return isEmpty(value) ? isEmpty(held) : same(held, value);
      })
        ? 'yes'
        : 'unclear';
    case 'title':
    case 'priority':
      return sure(fold(asText(is) ?? '') === fold(asText(expected) ?? ''));
    default:
      return same(is, expected) ? 'yes' : 'unclear';
  }
}

/** What was emptied is null, blank, a list without items, or not there. */
function isEmpty(value: Json | undefined): boolean {
  if (value === undefined || value === null) return true;
  if (isObject(value)) return Object.values(value).every(isEmpty);
  return Array.isArray(value) ? value.length === 0 : typeof value === 'string' && value.trim() === '';
}

function sure(equal: boolean): WriteCheck {
  return equal ? 'yes' : 'no';
}

/** By object ID or by mail. */
export function samePerson(is: Json | undefined, expected: Json | undefined): boolean {
  const [a, b] = [objectAt({ is }, 'is'), objectAt({ expected }, 'expected')];
  return ['id', 'email'].some((member) => {
    const text = fold(asText(a[member]) ?? '');
    return text !== '' && text === fold(asText(b[member]) ?? '');
  });
}

function tagTexts(value: Json | undefined): string {
  const texts = arrayAt({ value }, 'value').map((tag) => asText(isObject(tag) ? tag['text'] : tag) ?? '');
  return JSON.stringify([...new Set(texts.map(fold))].sort());
}

function same(is: Json | undefined, expected: Json | undefined): boolean {
  return JSON.stringify(is ?? null) === JSON.stringify(expected ?? null);
}
