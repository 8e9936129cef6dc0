import { objectAt } from '../../../../vendors/json';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { recordsIn } from '../../api/answers';
import { status } from '../../api/requests';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many targets',
    'Get what was published where beside the lake: by which run, which version and how many rows of each table, and what went wrong',
  ),
  output: {
    target: 'text',
    to: 'text',
    format: 'text',
    outcome: 'text',
    run_id: 'text',
    published_at: 'text',
    error: 'text',
    tables: { each: { name: 'text', version: 'number', rows: 'number', hash: 'text' } },
  },
  properties: LIMIT_PROPERTIES,
  execute: async (run) => {
    const { json } = await run.call(status());
    // Tables have names of their own as keys, which an expression could not go through.
    return recordsIn(json, 'targets')
      .slice(0, limitOf(run))
      .map((target) => ({
        ...target,
        tables: Object.keys(objectAt(target, 'tables')).map((name) => ({
          name,
          ...objectAt(objectAt(target, 'tables'), name),
        })),
      }));
  },
};
