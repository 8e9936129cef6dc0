import { attachment } from '../../../../vendors/deskpro/operations';
import { filesGiven, INPUT_FILES_PROPERTY } from '../../../shared/binary';
import { additionalFields, longText } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { isInternal, visibilityProperties } from '../../../shared/visibility';
import { formatRecords, outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { attachmentsOf } from '../../rows';

export const upload: Operation = {
  ...heading(
    'upload',
    'Upload attachment',
    'Upload files from binary data to a ticket, in an internal note unless it says otherwise',
  ),
  output: 'attachments',
  properties: [
    TICKET,
    INPUT_FILES_PROPERTY,
    ...visibilityProperties(
      true,
      'Whether only agents see the files, as is the case unless it is switched off; otherwise Deskpro sends them to the user as a reply',
      'user',
    ),
    additionalFields([longText('Comment', 'comment', 'What to say with it; the names of the files where empty')]),
    ...outputProperties('attachments'),
  ],
  execute: async (run) => {
    const files = await filesGiven(run);
    const commentText = run.parameters.collection('additionalFields').prose('comment');
    const id = await ticketIdOf(run);
    const comment = {
      message: commentText ?? files.map(({ file_name }) => file_name).join(', '),
      format: 'text' as const,
      is_note: isInternal(run),
    };
    const message = await attachment.upload(run.call, id, files, comment, verbsOf(run));
    const attached = await attachment.carriedBy(run.call, id, message);
    return formatRecords(run, attached, attachmentsOf(id));
  },
};
