/** In which format an answer is wanted: by the address, by the body or by `Accept`. */
import type { QueryFormat } from './answers';
import { HttpError } from './http/http-error';
import { MEDIA_TYPES, QUERY_FORMATS } from './table-file';

export interface AskedFormat {
  Querystring: { format?: string | string[]; spreadsheet?: string | string[] };
}

/** What the request names, else the first format that Accept names, else the usual one. @throws Refusal 400 */
export function formatOf(
  asked: string | string[] | undefined,
  accept: string | undefined,
  usual: QueryFormat,
  spreadsheet: boolean,
): QueryFormat {
  const format = named(asked) ?? (spreadsheet ? 'csv' : accepted(accept)) ?? usual;
  if (!spreadsheet || format === 'csv') return format;
  throw new HttpError(400, 'bad_request', 'spreadsheet=true goes with CSV', 'Leave out the other format.');
}

/** @throws Refusal 400 */
function named(asked: string | string[] | undefined): QueryFormat | undefined {
  if (asked === undefined) return undefined;
  const found = QUERY_FORMATS.find((format) => format === asked);
  if (found) return found;
  throw new HttpError(400, 'bad_request', 'there is no such format', `Choose from: ${QUERY_FORMATS.join(', ')}.`);
}

function accepted(accept: string | undefined): QueryFormat | undefined {
  const types = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim().toLowerCase());
  const formats = types.map((type) => QUERY_FORMATS.find((format) => MEDIA_TYPES[format].split(';')[0] === type));
  return formats.find((format) => format !== undefined);
}

/** `?spreadsheet=true`. @throws Refusal 400 for another word */
export function isForSpreadsheet(asked: string | string[] | undefined): boolean {
  if (asked === undefined || asked === 'false') return false;
  if (asked === 'true') return true;
  throw new HttpError(400, 'bad_request', 'spreadsheet is true or false', 'Write spreadsheet=true, or leave it out.');
}
