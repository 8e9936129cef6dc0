/** The fields of a ticket that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import { serviceIds } from '../../../../vendors/notific/operations';
import type { TicketInput } from '../../../../vendors/notific/operations/ticket';
import type { OperationRun } from '../../../shared/operation';
import { MEMBERS } from '../../parameters';
import type { Given } from '../../../shared/given';

/** Alphabetical, as n8n wants it. */
export const TIME_FIELDS: INodeProperties[] = [
  {
    displayName: 'End Time',
    name: 'endTime',
    type: 'dateTime',
    default: '',
    description: 'When the disturbance ended or will end',
  },
  {
    displayName: 'Expected Resolution Time',
    name: 'expectedResolutionTime',
    type: 'dateTime',
    default: '',
    description: 'When it is expected to be resolved',
  },
  MEMBERS,
  {
    displayName: 'Next Update Time',
    name: 'nextUpdateTime',
    type: 'dateTime',
    default: '',
    description: 'When the customers will hear of it again',
  },
];

export const START_TIME: INodeProperties = {
  displayName: 'Start Time',
  name: 'startTime',
  type: 'dateTime',
  default: '',
  description: 'When the disturbance began or will begin',
};

export async function inputOf(run: OperationRun, fields: Given): Promise<TicketInput> {
  const more = fields.object(MEMBERS.name);
  const service = fields.text('service');
  const [serviceId] = service === undefined ? [] : await serviceIds(run.call, [service]);
  return {
    description: fields.prose('description'),
    startTime: fields.instant('startTime'),
    endTime: fields.instant('endTime'),
    expectedResolutionTime: fields.instant('expectedResolutionTime'),
    nextUpdateTime: fields.instant('nextUpdateTime'),
    serviceId: serviceId !== undefined && /^\d{1,15}$/.test(serviceId) ? Number(serviceId) : serviceId,
    more,
  };
}
