/** The comment that goes with files and links. */
import type { INodeProperties } from 'n8n-workflow';
import type { NewComment } from '../../../../vendors/teamswork/operations/comment';
import { additionalFields, longText } from '../../../shared/fields';
import { isInternal, visibilityProperties } from '../../../shared/visibility';
import type { OperationRun } from '../../../shared/operation';

/** Deskpro's Upload has the same: a file that went to a user cannot be called back. */
export const VISIBILITY: INodeProperties[] = visibilityProperties(
  true,
  'Whether only the people who work on tickets see it, as is the case unless it is switched off; otherwise the requestor sees it too',
  'requestor',
);

export const REMARK: INodeProperties = additionalFields([longText('Comment', 'comment', 'What to say with it')]);

export function remarkGiven(run: OperationRun): NewComment {
  const isPrivate = isInternal(run);
  return { text: run.parameters.collection('additionalFields').prose('comment'), isPrivate };
}
