/** The fields of a ticket that may be written. */
import type { INodeProperties } from 'n8n-workflow';
import { serviceIds } from '../../../../vendors/notific/operations';
import type { TicketInput } from '../../../../vendors/notific/operations/ticket';
import { time } from '../../../shared/fields';
import type { OperationRun } from '../../../shared/operation';
import { MEMBERS } from '../../parameters';
import type { ParameterReader } from '../../../shared/parameter-reader';

/** Alphabetical, as n8n wants it. */
export const TIME_FIELDS: INodeProperties[] = [
  time('End Time', 'endTime', 'When the disturbance ended or will end'),
  time('Expected Resolution Time', 'expectedResolutionTime', 'When it is expected to be resolved'),
  MEMBERS,
  time('Next Update Time', 'nextUpdateTime', 'When the customers will hear of it again'),
];

export const START_TIME: INodeProperties = time('Start Time', 'startTime', 'When the disturbance began or will begin');

export async function inputOf(run: OperationRun, fields: ParameterReader): Promise<TicketInput> {
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
