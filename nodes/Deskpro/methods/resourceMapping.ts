/** Custom fields as the helpdesk defines them. */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import type { FieldDefinition, FieldOwner } from '../../../vendors/deskpro/operations';
import { customField } from '../../../vendors/deskpro/operations';
import type { MappedField } from '../../shared/mapper';
import { mapperFields } from '../../shared/mapper';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { DESKPRO } from '../service';

export async function getCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  return fieldsOf(this, 'ticket');
}

export async function getPersonCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  return fieldsOf(this, 'person');
}

export async function getOrganizationCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  return fieldsOf(this, 'organization');
}

async function fieldsOf(context: ILoadOptionsFunctions, owner: FieldOwner): Promise<ResourceMapperFields> {
  const { call } = await connect(context, DESKPRO, EDITOR_POLICY);
  return mapperFields((await customField.definitions(call, owner)).map(mapped));
}

function mapped(field: FieldDefinition): MappedField {
  const options = field.options.map(({ id, name }) => ({ name, value: id }));
  const isChoice = field.kind === 'choice' && !field.isMultiple;
  return {
    id: field.id,
    name: field.title ?? field.id,
    type: isChoice ? 'options' : TYPES[field.kind],
    ...(isChoice ? { options } : {}),
  };
}

/** Several choices are given as a list, or as text with commas. */
const TYPES: Readonly<Record<FieldDefinition['kind'], MappedField['type']>> = {
  choice: 'string',
  toggle: 'boolean',
  date: 'dateTime',
  datetime: 'dateTime',
  number: 'number',
  text: 'string',
};
