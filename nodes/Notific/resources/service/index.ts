import { service as directory } from '../../../../vendors/notific/operations';
import { services } from '../../../../vendors/notific/streams';
import type { Resource } from '../../../shared/operation';
import { operationsOf } from '../../directory';
import { SERVICE } from '../../parameters';

export const service: Resource = {
  value: 'service',
  name: 'Service',
  operations: operationsOf({
    one: 'service',
    many: 'services',
    directory,
    stream: services,
    kind: 'queues',
    locator: SERVICE,
    fields: [],
  }),
};
