import { status } from '../../../../vendors/notific/operations';
import { tickets } from '../../../../vendors/notific/streams';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord } from '../../../shared/output';
import { CHANGE_PROPERTIES, changeOf } from './parameters';

export const close: Operation = {
  ...heading('close', 'Close ticket', 'Close a ticket; Notific sends emails about it unless you switch them off'),
  output: 'tickets',
  properties: CHANGE_PROPERTIES,
  execute: async (run) =>
    formatRecord(run, await status.close(run.call, changeOf(run)), { stream: tickets, kind: 'tickets' }),
};
