/** The fields of a ticket that may be written. */
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { serviceIds } from '../../../../vendors/notific/operations';
import type { TicketInput } from '../../../../vendors/notific/operations/ticket';
import { objectGiven, textIn } from '../../../shared/parameters';
import type { OperationRun } from '../../../shared/operation';
import { instantGiven } from '../../../shared/time';
import { MEMBERS } from '../../parameters';

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

export async function inputOf(run: OperationRun, fields: IDataObject): Promise<TicketInput> {
  const time = (name: string, displayName: string): string | undefined => instantGiven(run, fields[name], displayName);
  const more = objectGiven(fields[MEMBERS.name], MEMBERS.displayName);
  const service = textIn(fields['service']);
  const [serviceId] = service === undefined ? [] : await serviceIds(run.call, [service]);
  return {
    description: textIn(fields['description']),
    startTime: time('startTime', 'Start Time'),
    endTime: time('endTime', 'End Time'),
    expectedResolutionTime: time('expectedResolutionTime', 'Expected Resolution Time'),
    nextUpdateTime: time('nextUpdateTime', 'Next Update Time'),
    serviceId: serviceId !== undefined && /^\d{1,15}$/.test(serviceId) ? Number(serviceId) : serviceId,
    more,
  };
}
