/** In what the numbers of a column are counted, as its name says it. */
import type { Column } from './column';

const UNITS: ReadonlyArray<readonly [RegExp, string]> = [
  [/(?:^|_)minutes(?:_|$)/, 'minutes'],
  [/(?:^|_)seconds(?:_|$)/, 'seconds'],
  [/(?:^|_)days(?:_|$)/, 'days'],
  [/(?:^|_)bytes$/, 'bytes'],
];

/** @returns null for what is no number, is counted one by one, or has the unit of the service */
export function unitOf({ name, type }: Pick<Column, 'name' | 'type'>): string | null {
  if (type !== 'integer' && type !== 'bigint' && type !== 'double') return null;
  return UNITS.find(([pattern]) => pattern.test(name))?.[1] ?? null;
}
