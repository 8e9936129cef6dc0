import { attachment } from '../../../../vendors/teamswork/operations';
import { text } from '../../../shared/fields';
import type { Operation } from '../../../shared/operation';
import { formatRecord, outputProperties } from '../../../shared/output';
import { activitiesOf } from '../../activities';
import { ACTING_USER, actingUser, TICKET, ticketIdOf } from '../../parameters';
import { REMARK, remarkGiven, VISIBILITY } from './remark';

export const add: Operation = {
  value: 'add',
  name: 'Add Link',
  action: 'Add link to ticket',
  description: 'Attach a file that is already on the web to a ticket, in an internal note unless it says otherwise',
  output: 'attachments',
  properties: [
    TICKET,
    text('URL', 'url', 'Where the file is', { required: true, placeholder: 'e.g. https://example.com/manual.pdf' }),
    text('Caption', 'caption', 'What the link is called; the URL where empty', { placeholder: 'e.g. Manual' }),
    ...VISIBILITY,
    REMARK,
    ACTING_USER,
    ...outputProperties('attachments'),
  ],
  execute: async (run) => {
    const id = await ticketIdOf(run);
    const src = run.parameters.requiredText('url');
    const links = [{ src, caption: run.parameters.prose('caption') ?? src }];
    const activity = await attachment.link(run.call, id, links, remarkGiven(run), actingUser(run));
    return formatRecord(run, activity, activitiesOf(id, 'attachments'));
  },
};
