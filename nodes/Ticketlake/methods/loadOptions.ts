/** Choices that the service knows. */
import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';
import { asText } from '../../../vendors/json';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { recordsIn } from '../api/answers';
import { about, listTables } from '../api/requests';
import { TICKETLAKE } from '../service';

/** The configured ones, whether anything is published or not. */
export async function getSources(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TICKETLAKE, EDITOR_POLICY);
  const sources = recordsIn((await call(about())).json, 'sources');
  return sources.map(({ source, vendor }) => {
    const name = asText(source) ?? '';
    return { name, value: name, description: asText(vendor) ?? undefined };
  });
}

export async function getTables(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
  const { call } = await connect(this, TICKETLAKE, EDITOR_POLICY);
  const tables = recordsIn((await call(listTables())).json, 'tables');
  return tables.map((table) => {
    const name = asText(table['name']) ?? '';
    return { name, value: name, description: asText(table['description']) ?? undefined };
  });
}
