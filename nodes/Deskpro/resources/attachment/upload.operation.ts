import { attachment } from '../../../../vendors/deskpro/operations';
import { filesGiven, INPUT_FILES_PROPERTY } from '../../../shared/binary';
import type { Operation } from '../../../shared/operation';
import { outputProperties, shown } from '../../../shared/output';
import { TICKET, ticketIdOf, verbsOf } from '../../parameters';
import { attachmentsOf } from '../../rows';

export const upload: Operation = {
  value: 'upload',
  name: 'Upload',
  action: 'Upload attachment',
  description: 'Upload files from binary data to a ticket, in an internal note unless it says otherwise',
  output: 'attachments',
  properties: [
    TICKET,
    INPUT_FILES_PROPERTY,
    {
      displayName: 'Internal Note',
      name: 'isPrivate',
      type: 'boolean',
      default: true,
      description:
        'Whether only agents see the files, as is the case unless it is switched off; otherwise Deskpro sends them to the user as a reply',
    },
    {
      displayName: 'Additional Fields',
      name: 'additionalFields',
      type: 'collection',
      placeholder: 'Add Field',
      default: {},
      options: [
        {
          displayName: 'Comment',
          name: 'comment',
          type: 'string',
          typeOptions: { rows: 4 },
          default: '',
          description: 'What to say with it; the names of the files where empty',
        },
      ],
    },
    ...outputProperties('attachments'),
  ],
  execute: async (run) => {
    const files = await filesGiven(run);
    const said = run.given.collection('additionalFields').prose('comment');
    const id = await ticketIdOf(run);
    const comment = {
      message: said ?? files.map(({ file_name }) => file_name).join(', '),
      format: 'text' as const,
      is_note: run.given.isOn('isPrivate'),
    };
    const message = await attachment.upload(run.call, id, files, comment, verbsOf(run));
    const attached = await attachment.carriedBy(run.call, id, message);
    return shown(run, attached, attachmentsOf(id));
  },
};
