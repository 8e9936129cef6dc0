/** Parameters of writing tags, which Deskpro calls labels. */
import type { INodeProperties } from 'n8n-workflow';
import { severalOf } from '../../../shared/fields';

export const TAGS: INodeProperties = severalOf('Tag', 'tags', 'getTags', { required: true });
