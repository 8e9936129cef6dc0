import { note } from '../../../../vendors/synqly/operations';
import { issues } from '../../../../vendors/synqly/streams';
import { updateFields } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { NOTE, noteIdOf, TICKET, ticketIdOf } from '../../parameters';
import { rowsOf } from '../../threads';
import { CONTENT, TITLE } from './parameters';

export const update: Operation = {
  ...heading('update', 'Update note of ticket', 'Change the title or the content of a note'),
  output: 'comments',
  properties: [TICKET, NOTE, updateFields([CONTENT, TITLE]), ...outputProperties('comments')],
  execute: async (run) => {
    const id = ticketIdOf(run);
    const fields = run.parameters.collection('updateFields');
    const change = { title: fields.prose('title'), content: fields.prose('content') };
    const changed = await note.update(run.call, id, noteIdOf(run), change);
    return formatRecord(run, changed, rowsOf(issues, id, 'comments'));
  },
};
