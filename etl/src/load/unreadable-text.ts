/** Half a surrogate pair and NUL stand in no file of the lake: U+FFFD takes their place, which is noted. */
import type { Json } from '../../../vendors/json';
import { isClean } from '../../../vendors/text';

/** @returns the members in which such a text stands, as `customer.name`; items of a list have the path of the list */
export function unreadableTexts(record: Json): string[] {
  const found = new Set<string>();
  const open: Array<[path: string, value: Json | undefined]> = [['', record]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [path, value] = next;
    if (typeof value === 'string') {
      if (!isClean(value)) found.add(path);
    } else if (Array.isArray(value)) {
      for (const item of value) open.push([path, item]);
    } else if (value !== null && typeof value === 'object') {
      for (const name in value) {
        const member = value[name];
        // Nearly every member is a text that can be kept: its path is not put together.
        if (typeof member === 'string' ? !isClean(member) : typeof member === 'object')
          open.push([path === '' ? name : `${path}.${name}`, member]);
      }
    }
  }
  return [...found].sort();
}
