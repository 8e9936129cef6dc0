import type { Resource } from '../../../shared/operation';
import { download } from './download.operation';
import { getAll } from './getAll.operation';
import { upload } from './upload.operation';

export const attachment: Resource = { value: 'attachment', name: 'Attachment', operations: [download, getAll, upload] };
