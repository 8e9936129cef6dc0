/** Custom fields as the provider tells them. */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { customField } from '../../../vendors/synqly/operations';
import type { CustomFieldDefinition } from '../../../vendors/synqly/operations';
import type { MappedField } from '../../shared/mapper';
import { mapperFields } from '../../shared/mapper';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { SYNQLY } from '../service';

export async function getCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const { call } = await connect(this, SYNQLY, EDITOR_POLICY);
  return mapperFields((await customField.getAll(call)).map(mapped));
}

function mapped({ name, type, options }: CustomFieldDefinition): MappedField {
  if (type === 'enum' && options.length > 0) {
    return { id: name, name, type: 'options', options: options.map((option) => ({ name: option, value: option })) };
  }
  return { id: name, name, type: type === 'number' ? 'number' : 'string' };
}
