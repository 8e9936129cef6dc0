/** Choices that the installation defines. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { asText } from '../../../vendors/json';
import { idOf, member } from '../../../vendors/notific/members';
import { service } from '../../../vendors/notific/operations';
import { byName } from '../../shared/operation';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { NOTIFIC } from '../service';

export async function getServices(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, NOTIFIC, EDITOR_POLICY);
  const services = await service.getAll(call);
  return services
    .map((record) => ({ id: idOf(record) ?? '', name: asText(member(record, 'Name')) }))
    .map(({ id, name }) => ({ name: name ?? id, value: id }))
    .sort(byName);
}
