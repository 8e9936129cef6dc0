import type { IDataObject } from 'n8n-workflow';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { recordsIn } from '../../api/answers';
import { listTables } from '../../api/requests';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tables', 'Get the published tables with their columns, as a query can read them'),
  output: {
    name: 'text',
    description: 'text',
    rows: 'number',
    columns: { each: { name: 'text', type: 'text', nullable: 'flag', description: 'text' } },
  },
  properties: LIMIT_PROPERTIES,
  execute: async (run) => {
    const { json } = await run.call(listTables());
    const tables = recordsIn(json, 'tables').slice(0, limitOf(run)) as IDataObject[];
    return tables.map(({ name, description, rows, columns }) => ({ name, description, rows, columns }));
  },
};
