/** Synqly, as the tests that hold for every service have to know it. */
import { ALL_GROUPS, created, instant, last } from '../support/lives';
import type { TestedService } from './tested-service';

const WORDS = {
  new: 'New',
  open: 'In-Progress',
  pending: 'Awaiting reply',
  on_hold: 'Blocked',
  solved: 'Fixed',
  closed: 'Cancelled',
};

export const synqly: TestedService = {
  credential: { region: 'self-hosted', access: 'integration' },
  newTicket: { name: 'Printer' },
  createEndpoint: 'create_ticket',
  unknownId: 'TKT/987654',
  refusal: '401',
  basePath: '',
  list: (records) => ({ result: records, cursor: '' }),
  record: (at) => ({ id: `id-${at + 1}` }),
  withCustomValue: (value) => ({ id: '1', custom_fields: { 'Go live': value } }),
  withDueDate: (value) => ({ id: '1', due_date: value }),
  hasComments: true,
  hasFullForms: true,
  telling: {
    begins: 'open',
    groups: ALL_GROUPS,
    log: null,
    lookups: [],
    record: (id, life) => ({
      id,
      status: WORDS[last(life).group],
      created_at: instant(created(life)),
      updated_at: instant(last(life).at),
    }),
    entries: () => [],
  },
};
