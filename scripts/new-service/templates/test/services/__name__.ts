/** __title__, as the tests that hold for every service have to know it. */
import type { TestedService } from './tested-service';

export const __name__: TestedService = {
  credential: {},
  newTicket: { subject: 'Printer' },
  createEndpoint: 'create_ticket',
  unknownId: '987654',
  refusal: '401',
  basePath: '',
  list: () => {
    throw new Error('test/services/__name__.ts: list is not written yet');
  },
  record: () => {
    throw new Error('test/services/__name__.ts: record is not written yet');
  },
  hasComments: false,
  hasFullForms: false,
  telling: {
    begins: 'open',
    groups: ['open', 'closed'],
    log: null,
    lookups: [],
    record: () => {
      throw new Error('test/services/__name__.ts: telling.record is not written yet');
    },
    entries: () => [],
  },
};
