import { tag } from '../../../../vendors/notific/operations';
import { services } from '../../../../vendors/notific/streams';
import { LIMIT_PROPERTIES, limitOf } from '../../../shared/list';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { formatRecords, outputProperties } from '../../../shared/output';
import { CUSTOMER } from '../../parameters';

export const getAll: Operation = {
  ...heading('getAll', 'Get many tags', 'Get many tags: the services that a customer hears of, or all that there are'),
  output: 'queues',
  properties: [
    {
      ...CUSTOMER,
      required: undefined,
      description: 'The customer whose services are asked for; all services where empty',
    },
    ...LIMIT_PROPERTIES,
    ...outputProperties('queues'),
  ],
  execute: async (run) => {
    const customerId = run.parameters.id('customerId');
    const found = await tag.getAll(run.call, customerId === '' ? {} : { customerId });
    return formatRecords(run, found.slice(0, limitOf(run)), { stream: services, kind: 'queues' });
  },
};
