/** The first message of a new ticket. */
import type { INodeProperties } from 'n8n-workflow';
import type { MessageInput } from '../../../../vendors/deskpro/operations';
import { attachment, person } from '../../../../vendors/deskpro/operations';
import { VendorError } from '../../../../vendors/errors';
import { filesGiven } from '../../../shared/binary';
import type { OperationRun } from '../../../shared/operation';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const MESSAGE_FIELDS: INodeProperties[] = [
  {
    displayName: 'Author',
    name: 'author',
    type: 'string',
    default: '',
    placeholder: 'name@email.com',
    description: 'Email address or ID of who wrote the description; left to Deskpro where empty',
  },
  {
    displayName: 'Created At',
    name: 'dateCreated',
    type: 'dateTime',
    default: '',
    description: 'When the ticket was created, for tickets that are brought in; only a superuser key may say so',
  },
  {
    displayName: 'Description',
    name: 'description',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'Plain text of the first message',
  },
  {
    displayName: 'Description (HTML)',
    name: 'descriptionHtml',
    type: 'string',
    typeOptions: { rows: 4 },
    default: '',
    description: 'Formatted text of the first message; the plain description wins where both are given',
  },
  {
    displayName: 'Input Binary Fields',
    name: 'attachments',
    type: 'string',
    default: '',
    placeholder: 'e.g. data, photo',
    description: 'Names of the binary fields of the input item whose files go with the description',
  },
  {
    displayName: 'Requester Name',
    name: 'requesterName',
    type: 'string',
    default: '',
    placeholder: 'e.g. Nathan Smith',
    description: 'Name of the requester, where the email address makes a new person',
  },
];

/** The message with its files uploaded; undefined where nothing was given. */
export async function messageIn(run: OperationRun, fields: Given): Promise<MessageInput | undefined> {
  const [text, html] = [fields.prose('description'), fields.prose('descriptionHtml')];
  const names = fields.names('attachments');
  const author = fields.text('author');
  if (text === undefined && html === undefined && names.length === 0) return refuseAlone(author);
  const files = names.length === 0 ? [] : await filesGiven(run, names);
  return {
    message: text ?? html ?? files.map(({ file_name }) => file_name).join(', '),
    format: text === undefined && html !== undefined ? 'html' : 'text',
    person: author === undefined ? undefined : person.reachable(author),
    ...(files.length === 0 ? {} : { attachments: await attachment.uploadBlobs(run.call, files) }),
  };
}

/** @throws VendorError where an author was named for nothing */
function refuseAlone(author: string | undefined): undefined {
  if (author === undefined) return undefined;
  throw new VendorError({
    code: 'bad_input',
    message: '"Author" was given without a description',
    remedy: 'Add Description, Description (HTML) or Input Binary Fields.',
  });
}
