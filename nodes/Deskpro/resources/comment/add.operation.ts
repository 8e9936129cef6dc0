import type { NewComment } from '../../../../vendors/deskpro/operations';
import { attachment, comment, person, status } from '../../../../vendors/deskpro/operations';
import { filesGiven } from '../../../shared/binary';
import type { Operation, OperationRun } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { commentItem } from '../../rows';
import { IS_HTML, TEXT } from './text';

export const add: Operation = {
  value: 'add',
  name: 'Add',
  action: 'Add comment to ticket',
  description: 'Add a reply, which the user sees, or an internal note to a ticket',
  output: 'comments',
  properties: [
    TICKET,
    TEXT,
    {
      displayName: 'Internal Note',
      name: 'isPrivate',
      type: 'boolean',
      default: false,
      description: 'Whether only agents see it',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Author',
          name: 'author',
          type: 'string',
          default: '',
          placeholder: 'name@email.com',
          description: 'Email address or ID of who says it; the agent of the key where empty',
        },
        {
          displayName: 'Input Binary Fields',
          name: 'attachments',
          type: 'string',
          default: '',
          placeholder: 'e.g. data, photo',
          description: 'Names of the binary fields of the input item whose files are attached',
        },
        IS_HTML,
        {
          displayName: 'Status Name or ID',
          name: 'status',
          type: 'options',
          typeOptions: { loadOptionsMethod: 'getStatuses' },
          default: '',
          description:
            'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
        },
      ],
    },
    ...outputProperties('comments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const input = await commentGiven(run);
    return commentItem(run, id, await comment.add(run.call, id, input, verbsOf(run)));
  },
};

async function commentGiven(run: OperationRun): Promise<NewComment> {
  const fields = run.given.collection('additionalFields');
  const [author, state, files] = [fields.text('author'), fields.text('status'), fields.names('attachments')];
  return {
    message: run.given.requiredProse('comment'),
    format: fields.isOn('isHtml') ? 'html' : 'text',
    is_note: run.given.isOn('isPrivate'),
    person: author === undefined ? undefined : person.reachable(author),
    status: state === undefined ? undefined : await status.codeNamed(run.call, state),
    attachments: files.length === 0 ? undefined : await attachment.uploadBlobs(run.call, await filesGiven(run, files)),
  };
}
