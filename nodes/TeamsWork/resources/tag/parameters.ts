/** Parameters of writing tags. */
import type { INodeProperties } from 'n8n-workflow';
import type { TagChoice } from '../../../../vendors/teamswork/operations/tag';
import { additionalFields, oneOf, severalOf } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';

export const TAGS: INodeProperties = severalOf('Tag', 'tags', 'getTags', { required: true });

export const NEW_TAGS: INodeProperties = additionalFields([oneOf('Category', 'tagCategoryId', 'getTagCategories')]);

/** The tags to write, in the category that was chosen. */
export function tagsGiven(run: OperationRun): TagChoice[] {
  const tagCategoryId = run.parameters.collection('additionalFields').text('tagCategoryId');
  return run.parameters.replacing('tags').map((text) => ({ text, tagCategoryId }));
}

/** @throws VendorError when no tag is named */
export function tagsRequired(run: OperationRun): TagChoice[] {
  run.parameters.requiredNames('tags');
  return tagsGiven(run);
}
