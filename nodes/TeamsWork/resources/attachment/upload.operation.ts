import { attachment } from '../../../../vendors/teamswork/operations';
import { filesGiven, INPUT_FILES_PROPERTY } from '../../../shared/binary';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';
import { REMARK, remarkGiven, VISIBILITY } from './remark';

export const upload: Operation = {
  ...heading(
    'upload',
    'Upload attachment',
    'Upload files from binary data to a ticket, in an internal note unless it says otherwise',
  ),
  output: 'attachments',
  properties: [TICKET, INPUT_FILES_PROPERTY, ...VISIBILITY, REMARK, ACTING_USER, ...outputProperties('attachments')],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const files = await filesGiven(run);
    const activity = await attachment.upload(run.call, id, files, remarkGiven(run), actingUser(run));
    return formatRecord(run, activity, activitiesOf(id, 'attachments'));
  },
};
