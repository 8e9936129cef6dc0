/** Deskpro, as the tests that hold for every service have to know it. */
import { ALL_GROUPS, created, last, pairs, zulu } from '../support/lives';
import type { TestedService } from './tested-service';

const CODES = {
  new: 'awaiting_agent',
  open: 'awaiting_agent',
  pending: 'awaiting_user',
  on_hold: 'pending',
  solved: 'resolved',
  closed: 'archived',
};

export const deskpro: TestedService = {
  credential: { verbs: 'auto' },
  newTicket: { subject: 'Printer', person: { __rl: true, mode: 'id', value: 'ana@example.org' } },
  createEndpoint: 'tickets.create',
  unknownId: '987654',
  refusal: '401',
  basePath: '',
  list: (records) => ({
    data: records,
    meta: { pagination: { total: records.length, count: records.length, current_page: 1, total_pages: 1 } },
    linked: {},
  }),
  record: (at) => ({ id: at + 1 }),
  withCustomValue: (value) => ({ id: 1, fields: { f: { value } } }),
  hasComments: true,
  hasFullForms: true,
  telling: {
    begins: 'open',
    groups: ALL_GROUPS,
    log: 'history',
    lookups: [],
    record: (id, life) => ({
      id: Number(id),
      status: CODES[last(life).group],
      date_created: zulu(created(life)),
      date_status: zulu(last(life).at),
    }),
    entries: (id, life) =>
      pairs(life).map(({ from, to, at, n }) => ({
        id: Number(id) * 100 + n,
        ticket: Number(id),
        action_type: 'changed_status',
        details: { old_status: CODES[from], new_status: CODES[to] },
        date_created: zulu(at),
      })),
  },
};
