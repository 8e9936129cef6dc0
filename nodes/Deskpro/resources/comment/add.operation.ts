import type { NewComment } from '../../../../vendors/deskpro/operations';
import { attachment, comment, person, status } from '../../../../vendors/deskpro/operations';
import { filesGiven } from '../../../shared/binary';
import { additionalFields, EMAIL, oneOf, text } from '../../../shared/fields';
import { heading } from '../../../shared/operation';
import type { Operation, OperationRun } from '../../../shared/operation';
import { isInternal, visibilityProperties } from '../../../shared/visibility';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { commentItem } from '../../rows';
import { IS_HTML, TEXT } from './text';

export const add: Operation = {
  ...heading('add', 'Add comment to ticket', 'Add a reply, which the user sees, or an internal note to a ticket'),
  output: 'comments',
  properties: [
    TICKET,
    TEXT,
    ...visibilityProperties(false, 'Whether only agents see it', 'user'),
    additionalFields([
      text('Author', 'author', 'Email address or ID of who says it; the agent of the key where empty', EMAIL),
      text('Input Data Field Names', 'attachments', 'Fields of the input item whose files are attached', {
        placeholder: 'e.g. data, photo',
      }),
      IS_HTML,
      oneOf('Status', 'status', 'getStatuses'),
    ]),
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const input = await commentGiven(run);
    return commentItem(run, id, await comment.add(run.call, id, input, verbsOf(run)));
  },
};

async function commentGiven(run: OperationRun): Promise<NewComment> {
  const fields = run.parameters.collection('additionalFields');
  const [author, state, files] = [fields.text('author'), fields.text('status'), fields.names('attachments')];
  return {
    message: run.parameters.requiredProse('comment'),
    format: fields.isOn('isHtml') ? 'html' : 'text',
    is_note: isInternal(run),
    person: author === undefined ? undefined : person.reachable(author),
    status: state === undefined ? undefined : await status.codeNamed(run.call, state),
    attachments: files.length === 0 ? undefined : await attachment.uploadBlobs(run.call, await filesGiven(run, files)),
  };
}
