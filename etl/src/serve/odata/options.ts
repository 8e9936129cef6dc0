/** The system query options of one request, checked. Pure. */
import type { Table } from '../../schema/column';
import { HttpError } from '../http/http-error';
import { readApply } from './apply';
import type { Apply } from './apply';
import { readFilter, readOrder } from './expression';
import type { Expression, Order } from './expression';
import { columnNamed } from './sql';
import type { PageToken } from './page-token';
import { readPageToken } from './page-token';

export interface FeedOptions {
  /** What select, filter and order are about: the table, or what $apply makes of it. */
  of: Table;
  apply: Apply | null;
  /** Columns in the order asked for; null: all. */
  select: string[] | null;
  filter: Expression | null;
  order: Order[];
  top: number | null;
  skip: number;
  count: boolean;
  token: PageToken | null;
}

const OURS = ['$select', '$filter', '$orderby', '$top', '$skip', '$count', '$apply', '$format', '$skiptoken'];

/**
 * @param query as it came, options of the reader's own included
 * @throws Refusal 400 for what is wrong, 501 for options that the feed does not have
 */
export function feedOptions(query: Readonly<Record<string, unknown>>, table: Table): FeedOptions {
  const options = textsOf(query);
  const format = options.get('$format') ?? 'json';
  if (!/^(?:json$|application\/json)/i.test(format))
    throw new HttpError(406, 'not_supported', 'the feed is JSON only', 'Leave out $format.');
  const applyText = options.get('$apply');
  const apply = applyText === undefined ? null : readApply(applyText, table);
  const of = apply?.result ?? table;
  const select = options
    .get('$select')
    ?.split(',')
    .map((name) => name.trim());
  const filter = options.get('$filter');
  const order = options.get('$orderby');
  return {
    of,
    apply,
    select: select === undefined || select.includes('*') ? null : selected(select, of),
    filter: filter === undefined ? null : readFilter(filter),
    order: order === undefined ? [] : readOrder(order),
    top: numberOf(options, '$top'),
    skip: numberOf(options, '$skip') ?? 0,
    count: booleanOf(options, '$count'),
    token: tokenIn(query),
  };
}

/** @throws Refusal 400 for a text that is no token */
export function tokenIn({ $skiptoken: token }: Readonly<Record<string, unknown>>): PageToken | null {
  return typeof token === 'string' ? readPageToken(token) : null;
}

function textsOf(query: Readonly<Record<string, unknown>>): Map<string, string> {
  const options = new Map<string, string>();
  for (const [name, value] of Object.entries(query).filter(([option]) => option.startsWith('$'))) {
    if (!OURS.includes(name))
      throw new HttpError(
        501,
        'not_supported',
        `${name.slice(0, 40)} is not supported`,
        `The feed has ${OURS.slice(0, 7).join(', ')}.`,
      );
    if (typeof value !== 'string') throw new HttpError(400, 'bad_request', `${name} is given twice`);
    options.set(name, value);
  }
  return options;
}

function selected(names: readonly string[], table: Table): string[] {
  return [...new Set(names.map((name, at) => columnNamed(table, name, at + 1).name))];
}

function numberOf(options: ReadonlyMap<string, string>, name: string): number | null {
  const text = options.get(name);
  if (text === undefined) return null;
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  throw new HttpError(400, 'bad_request', `${name} must be a whole number from 0`);
}

function booleanOf(options: ReadonlyMap<string, string>, name: string): boolean {
  const text = options.get(name) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new HttpError(400, 'bad_request', `${name} must be true or false`);
}
