import type { IDataObject } from 'n8n-workflow';
import { VendorError } from '../../../../vendors/errors';
import type { Json, JsonObject } from '../../../../vendors/json';
import { booleanOf, isObject } from '../../../../vendors/json';
import { jsonObject, text } from '../../../shared/fields';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { recordsIn } from '../../api/answers';
import { query } from '../../api/requests';

/** More than that the service gives to nobody. */
const MOST_ROWS = 1_000_000;

export const execute: Operation = {
  ...heading(
    'execute',
    'Execute query',
    'Read from the published tables with a SQL statement of DuckDB, one item per row; times are ISO text in UTC',
  ),
  output: {},
  properties: [
    text(
      'Query',
      'query',
      'One reading statement. Give values as parameters rather than by writing them into it: what a ticket says may hold anything.',
      {
        typeOptions: { editor: 'sqlEditor', rows: 5 },
        required: true,
        placeholder: 'e.g. SELECT status_group, count(*) AS tickets FROM tickets GROUP BY ALL',
      },
    ),
    jsonObject(
      'Query Parameters',
      'queryParameters',
      'Values for ?, $1, $2 as a list, for example ["open", 30], or for $name as an object. Each is text, a number, true, false or null.',
    ),
    ...LIMIT_PROPERTIES,
  ],
  execute: async (run) => {
    const sql = run.parameters.requiredProse('query');
    const params = paramsGiven(run);
    const limit = Math.min(limitOf(run), MOST_ROWS);
    const { json } = await run.call(query({ sql, limit, ...(params === undefined ? {} : { params }) }));
    if (isObject(json) && booleanOf(json['truncated']) === true) {
      const message = `Ticketlake: there were more rows than the limit of ${limit}`;
      run.node.addExecutionHints({ message, location: 'outputPane' });
    }
    return recordsIn(json, 'rows') as IDataObject[];
  },
};

/** @throws VendorError when they are neither a list nor an object, or hold one */
function paramsGiven({ parameters }: OperationRun): Json[] | JsonObject | undefined {
  const params = parameters.json('queryParameters');
  if (params === undefined) return undefined;
  if (typeof params === 'object' && params !== null && Object.keys(params).length === 0) return undefined;
  if (Array.isArray(params) || isObject(params)) {
    const nested = Object.values(params).some((value) => typeof value === 'object' && value !== null);
    if (!nested) return params;
  }
  throw new VendorError({
    code: 'bad_input',
    message: '"Query Parameters" is not a list or an object of plain values',
    remedy: 'Write it as ["open", 30] or as {"status": "open", "days": 30}.',
  });
}
