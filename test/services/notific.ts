/** Notific, as the tests that hold for every service have to know it. */
import { created, instant, isDone, lastInto, orNull } from '../support/lives';
import type { TestedService } from './tested-service';

export const notific: TestedService = {
  credential: {},
  newTicket: { description: 'Printer', sendEmails: false },
  createEndpoint: 'create_ticket',
  unknownId: '987654',
  // It sends whoever has no key to its login page.
  refusal: '302',
  basePath: '/api',
  list: (records) => records,
  record: (at) => ({ Id: at + 1 }),
  withCustomValue: (value) => ({ Id: 1, GoLive: value }),
  withDueDate: (value) => ({ Id: 1, ExpectedResolutionTime: value }),
  hasComments: false,
  hasFullForms: false,
  telling: {
    begins: 'open',
    groups: ['open', 'closed'],
    log: null,
    lookups: [],
    record: (id, life) => ({
      Id: Number(id),
      StartTime: instant(created(life)),
      ClosedTime: orNull(lastInto(life, isDone)),
      ReopenedTime: orNull(life.length > 1 ? lastInto(life.slice(1), (group) => !isDone(group)) : null),
    }),
    entries: () => [],
  },
};
