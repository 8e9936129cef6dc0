import { remoteField } from '../../../../vendors/synqly/operations';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { rawItems } from '../../../shared/output';
import { PROJECT, projectIdOf } from '../../parameters';

export const getAll: Operation = {
  ...heading(
    'getAll',
    'Get many remote fields',
    'Get many fields of tickets as the provider defines them, with their choices',
  ),
  output: {
    field_id: 'text',
    field_scope: 'text',
    provider_field_name: 'text',
    provider_field_path: 'text',
    project_id: 'text',
    schema: 'object',
  },
  properties: [PROJECT, ...LIMIT_PROPERTIES],
  execute: async (run) => {
    const fields = await remoteField.getAll(run.call, await projectIdOf(run));
    return rawItems(run, fields.slice(0, limitOf(run)));
  },
};
