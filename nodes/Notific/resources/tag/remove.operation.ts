import { tag } from '../../../../vendors/notific/operations';
import { heading } from '../../../shared/operation';
import type { Operation } from '../../../shared/operation';
import { outputProperties } from '../../../shared/output';
import { CUSTOMER } from '../../parameters';
import { inputOf, SERVICE_IDS, SERVICES, withServices } from './parameters';

export const remove: Operation = {
  ...heading('remove', 'Remove services from customer', 'Remove services from those that a customer hears of'),
  output: 'people',
  adds: SERVICE_IDS,
  properties: [CUSTOMER, SERVICES, ...outputProperties('people')],
  execute: async (run) => withServices(run, await tag.remove(run.call, inputOf(run))),
};
