/** The comment that goes with files and links. */
import type { INodeProperties } from 'n8n-workflow';
import type { NewComment } from '../../../../vendors/teamswork/operations/comment';
import { collectionOf, textIn } from '../../../shared/given';
import type { OperationRun } from '../../../shared/operation';

export const REMARK: INodeProperties = {
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
      description: 'What to say with it',
    },
    {
      displayName: 'Internal Note',
      name: 'isPrivate',
      type: 'boolean',
      default: false,
      description: 'Whether only the people who work on tickets see it',
    },
  ],
};

export function remarkGiven(run: OperationRun): NewComment {
  const { comment, isPrivate } = collectionOf(run, 'additionalFields');
  return { text: textIn(comment), isPrivate: isPrivate === true };
}
