/** TeamsWork, as the tests that hold for every service have to know it. */
import type { Json } from '../../vendors/json';
import { ALL_GROUPS, created, instant, isDone, last, lastInto, orNull, pairs } from '../support/lives';
import type { TestedService } from './tested-service';

const LABELS = {
  new: 'Nieuw',
  open: 'Heropend',
  pending: 'Waiting for customer',
  on_hold: 'On hold',
  solved: 'Opgelost',
  closed: 'Closed',
};

export const teamswork: TestedService = {
  credential: {
    region: 'custom',
    userId: '11111111-1111-4111-8111-111111111111',
    userName: 'Jo Doe',
    userEmail: 'jo@example.org',
  },
  newTicket: { title: 'Printer', requestorEmail: 'ana@example.org' },
  createEndpoint: 'createTicket',
  unknownId: '6f1d0f0e-5b1a-4c3e-9a55-0d2f3c1b7a10',
  refusal: '401',
  basePath: '/ticketing/v1',
  list: (records) => records,
  record: (at) => ({ id: `id-${at + 1}` }),
  withCustomValue: (value) => ({ id: '1', customFields: { f: value } }),
  withDueDate: (value) => ({ id: '1', expectedDate: value }),
  hasComments: true,
  hasFullForms: true,
  telling: {
    begins: 'open',
    groups: ALL_GROUPS,
    log: 'comments',
    lookups: [],
    record: (id, life) => ({
      id,
      status: LABELS[last(life).group],
      resolvedStatus: ['Opgelost', 'Closed'],
      createdOn: instant(created(life)),
      lastUpdatedOn: instant(last(life).at),
      lastResolutionOn: orNull(lastInto(life, isDone)),
    }),
    entries: (id, life) =>
      pairs(life)
        .map(({ from, to, at, n }): Json => ({
          id: `${(n * 7919) % 97}-${id}`,
          createdDateTime: instant(at),
          changes: [{ name: 'status', oldValue: LABELS[from], newValue: LABELS[to] }],
        }))
        .toReversed(),
  },
};
