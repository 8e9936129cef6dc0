/** What the trigger follows in an installation, and by what its events can be narrowed. */
import { idOf, member } from '../../vendors/notific/members';
import { service } from '../../vendors/notific/operations';
import { STATES } from '../../vendors/notific/unify/state';
import { watch } from '../../vendors/notific/change-feed';
import { asText } from '../../vendors/json';
import { choices } from '../shared/fields';
import { chosenFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import { NOTIFIC } from './service';

export const FOLLOWING: TriggerDefinition = {
  service: NOTIFIC,
  watch,
  filters: [
    chosenFilter('Service', 'services', 'getServices', ['queue_id', 'queue']),
    {
      members: ['status'],
      property: choices(
        'Status',
        'statuses',
        'Only tickets in one of these states, which follow from the times of a ticket',
        STATES.map((state) => ({ name: state, value: state })),
      ),
    },
  ],
  names: async ({ call }) => {
    const names = new Map((await service.getAll(call)).map((record) => [idOf(record), asText(member(record, 'Name'))]));
    return (kind, id) => (kind === 'queue' ? (names.get(id) ?? null) : null);
  },
};
