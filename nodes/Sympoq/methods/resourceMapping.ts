/** Custom fields as they are seen on tickets: SympoQ has no list of them. */
import type { ILoadOptionsFunctions, ResourceMapperFields } from 'n8n-workflow';
import { ticket, ticketSlice } from '../../../vendors/sympoq/operations';
import { tickets } from '../../../vendors/sympoq/streams';
import { firstPage } from '../../shared/list';
import { mapperFields } from '../../shared/mapper';
import { connect, EDITOR_POLICY } from '../../shared/transport';
import { LARGEST_PAGE } from '../parameters';
import { settingsIn, SYMPOQ } from '../service';

export async function getCustomFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
  const { call, access } = await connect(this, SYMPOQ, EDITOR_POLICY);
  const settings = { ...settingsIn(access.credentials), pageSize: LARGEST_PAGE };
  const { records } = await firstPage(tickets, ticketSlice(), call, undefined, settings);
  const labels = ticket.customFieldsSeenOn(records);
  return mapperFields(labels.map((label) => ({ id: label, name: label, type: 'string' })));
}
