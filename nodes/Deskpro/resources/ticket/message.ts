/** The first message of a new ticket. */
import type { INodeProperties } from 'n8n-workflow';
import type { MessageInput } from '../../../../vendors/deskpro/operations';
import { attachment, person } from '../../../../vendors/deskpro/operations';
import { VendorError } from '../../../../vendors/errors';
import { filesGiven } from '../../../shared/binary';
import { EMAIL, longText, text, time } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import type { ParameterReader } from '../../../shared/parameter-reader';

export const DESCRIPTION: INodeProperties = longText('Description', 'description', 'Plain text of the first message');

/** Alphabetical, as n8n wants it. */
export const MESSAGE_FIELDS: INodeProperties[] = [
  text('Author', 'author', 'Email address or ID of who wrote the description; left to Deskpro where empty', EMAIL),
  time(
    'Created At',
    'dateCreated',
    'When the ticket was created, for tickets that are brought in; only a superuser key may say so',
  ),
  DESCRIPTION,
  longText(
    'Description (HTML)',
    'descriptionHtml',
    'Formatted text of the first message; the plain description wins where both are given',
  ),
  text('Input Data Field Names', 'attachments', 'Fields of the input item whose files go with the description', {
    placeholder: 'e.g. data, photo',
  }),
  text('Requester Name', 'requesterName', 'Name of the requester, where the email address makes a new person', {
    placeholder: 'e.g. Nathan Smith',
  }),
];

/** The message with its files uploaded; undefined where nothing was given. */
export async function messageIn(run: OperationRun, fields: ParameterReader): Promise<MessageInput | undefined> {
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
    remedy: 'Add Description, Description (HTML) or Input Data Field Names.',
  });
}
