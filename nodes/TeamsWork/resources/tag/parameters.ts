/** Parameters of writing tags. */
import type { INodeProperties } from 'n8n-workflow';
import type { TagChoice } from '../../../../vendors/teamswork/operations/tag';
import type { OperationRun } from '../../../shared/operation';

export const TAGS: INodeProperties = {
  displayName: 'Tag Names or IDs',
  name: 'tags',
  type: 'multiOptions',
  typeOptions: { loadOptionsMethod: 'getTags' },
  required: true,
  default: [],
  description:
    'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
};

export const NEW_TAGS: INodeProperties = {
  displayName: 'Additional Fields',
  name: 'additionalFields',
  type: 'collection',
  placeholder: 'Add Field',
  default: {},
  options: [
    {
      displayName: 'Category Name or ID',
      name: 'tagCategoryId',
      type: 'options',
      typeOptions: { loadOptionsMethod: 'getTagCategories' },
      default: '',
      description:
        'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
    },
  ],
};

/** The tags to write, in the category that was chosen. */
export function tagsGiven(run: OperationRun): TagChoice[] {
  const tagCategoryId = run.given.collection('additionalFields').text('tagCategoryId');
  return run.given.replacing('tags').map((text) => ({ text, tagCategoryId }));
}

/** @throws VendorError when no tag is named */
export function tagsRequired(run: OperationRun): TagChoice[] {
  run.given.requiredNames('tags');
  return tagsGiven(run);
}
