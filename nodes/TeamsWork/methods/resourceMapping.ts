/** Custom fields as the instance defines them. */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import type { FieldDefinition } from '../../../vendors/teamswork/instance';
import { instance } from '../../../vendors/teamswork/operations';
import type { MappedField } from '../../shared/mapper';
import { mapperFields } from '../../shared/mapper';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { TEAMSWORK } from '../service';

export async function getCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const { call } = await connect(this, TEAMSWORK, EDITOR_POLICY);
  return mapperFields((await instance.customFields(call)).map(mapped));
}

function mapped(field: FieldDefinition): MappedField {
  const options = field.options.map(({ key, text }) => ({ name: text, value: key }));
  const isChoice = field.type === 'list' && !field.isMultiple;
  return {
    id: field.id,
    name: field.title ?? field.id,
    type: isChoice ? 'options' : kindOf(field),
    ...(isChoice ? { options } : {}),
  };
}

/** Lists of several options and persons are given as a list, or as text with commas. */
function kindOf(field: FieldDefinition): MappedField['type'] {
  if (field.type === 'date') return 'dateTime';
  return field.type === 'toggle' ? 'boolean' : 'string';
}
