/** SympoQ, as the tests that hold for every service have to know it. */
import type { LifeGroup } from '../support/lives';
import { ALL_GROUPS, created, instant, isDone, last, lastInto, orNull, pairs } from '../support/lives';
import type { TestedService } from './tested-service';

const NUMBERS = { new: 1, open: 2, pending: 3, closed: 4, on_hold: 5, solved: 6 };
/** As an account calls them: numbers 1 to 4 mean what they are, others what they are called. */
const NAMES = {
  new: 'Neu',
  open: 'In Arbeit',
  pending: 'Wartet',
  closed: 'Geschlossen',
  on_hold: 'On Hold',
  solved: 'Done',
};

export const sympoq: TestedService = {
  credential: { changePaths: false },
  newTicket: { description: 'Printer' },
  createEndpoint: 'create_ticket',
  unknownId: '987654',
  refusal: '401',
  basePath: '/app/desk/api',
  list: (records) => ({ items: records }),
  record: (at) => ({ id: `id-${at + 1}` }),
  withCustomValue: (value) => ({ id: '1', custom_fields: { 'Go live': value } }),
  withDueDate: (value) => ({ id: '1', deadline: value }),
  hasComments: true,
  hasFullForms: true,
  telling: {
    begins: 'new',
    groups: ALL_GROUPS,
    log: 'comments',
    lookups: [['statuses', Object.entries(NAMES).map(([group, name]) => ({ id: NUMBERS[group as LifeGroup], name }))]],
    record: (id, life) => ({
      id,
      status: NUMBERS[last(life).group],
      created: instant(created(life)),
      updated: instant(last(life).at),
      closed_on: orNull(lastInto(life, isDone)),
    }),
    entries: (id, life) => [
      {
        id,
        created: instant(created(life)),
        event_log: pairs(life)
          .map(({ from, to, at, n }) => ({
            date: instant(at),
            action: 'Set Status',
            description: n % 2 === 0 ? NAMES[to] : `${NUMBERS[from]} -> ${NUMBERS[to]}`,
            applied_by: `Agent ${n}`,
          }))
          .toReversed(),
      },
    ],
  },
};
