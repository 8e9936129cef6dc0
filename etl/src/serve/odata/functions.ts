/** The functions of $filter (OData 4.0, part 2, section 5.1.1.4 on). Pure. */
import { dictionary } from '../../../../vendors/dictionary';
import { suggest } from '../../config/did-you-mean';
import { HttpError } from '../http/http-error';
import { unreadable } from './tokens';

/** What an expression gives. */
export type ValueKind = 'text' | 'number' | 'boolean' | 'instant' | 'date' | 'null';

export interface Sql {
  sql: string;
  kind: ValueKind;
  /** A whole number: dividing two of them gives a whole number. */
  isWhole?: boolean;
}

interface FilterFunction {
  takes: readonly ValueKind[];
  gives: ValueKind;
  write(...args: string[]): string;
  /** How many of the last arguments may be left out. */
  optional?: number;
}

const call = (name: string, takes: readonly ValueKind[], gives: ValueKind): FilterFunction => ({
  takes,
  gives,
  write: (...args) => `${name}(${args.join(', ')})`,
});
const part = (name: string): FilterFunction => call(name, ['instant'], 'number');

const FUNCTIONS: Readonly<Record<string, FilterFunction>> = dictionary({
  contains: call('contains', ['text', 'text'], 'boolean'),
  startswith: call('starts_with', ['text', 'text'], 'boolean'),
  endswith: call('ends_with', ['text', 'text'], 'boolean'),
  length: call('length', ['text'], 'number'),
  tolower: call('lower', ['text'], 'text'),
  toupper: call('upper', ['text'], 'text'),
  trim: call('trim', ['text'], 'text'),
  concat: { takes: ['text', 'text'], gives: 'text', write: (one, other) => `(${one} || ${other})` },
  // Places begin with 0 in OData, with 1 in SQL.
  indexof: { takes: ['text', 'text'], gives: 'number', write: (text, part_) => `(strpos(${text}, ${part_}) - 1)` },
  substring: {
    takes: ['text', 'number', 'number'],
    gives: 'text',
    optional: 1,
    write: (text, from, length) =>
      `substr(${text}, (${from})::BIGINT + 1${length === undefined ? '' : `, (${length})::BIGINT`})`,
  },
  year: part('year'),
  month: part('month'),
  day: part('day'),
  hour: part('hour'),
  minute: part('minute'),
  second: part('second'),
  date: { takes: ['instant'], gives: 'date', write: (instant) => `CAST(${instant} AS DATE)` },
  round: call('round', ['number'], 'number'),
  floor: call('floor', ['number'], 'number'),
  ceiling: call('ceil', ['number'], 'number'),
});

/** @throws Refusal 400 for a wrong number of arguments, 501 for a function that is not there */
export function readsOf(name: string, count: number, at: number): FilterFunction {
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  if (!found)
    throw new HttpError(
      501,
      'not_supported',
      `at character ${at}: there is no function ${name.slice(0, 60)}`,
      suggest(name, Object.keys(FUNCTIONS)),
    );
  const { takes, optional = 0 } = found;
  if (count <= takes.length && count >= takes.length - optional) return found;
  throw unreadable(at, `${name} takes ${takes.length} argument${takes.length === 1 ? '' : 's'}, ${count} were given`);
}
