import type { IDataObject } from 'n8n-workflow';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { recordsIn } from '../../api/answers';
import { listSources } from '../../api/requests';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many sources',
    'Get the sources of the lake: when each was last read and whether as a whole, and its tickets',
  ),
  output: {
    source: 'text',
    vendor: 'text',
    url: 'text',
    time_zone: 'text',
    is_configured: 'flag',
    change_detection: 'text',
    last_run_id: 'text',
    last_run_at: 'text',
    last_complete_at: 'text',
    last_outcome: 'text',
    tickets: 'number',
    open: 'number',
  },
  properties: LIMIT_PROPERTIES,
  execute: async (run) => {
    const { json } = await run.call(listSources());
    return recordsIn(json, 'sources').slice(0, limitOf(run)) as IDataObject[];
  },
};
