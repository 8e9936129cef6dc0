/** What the trigger follows, and by what its events can be narrowed. */
import { watch } from '../../vendors/__name__/change-feed';
import { typedFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import { __NAME__ } from './service';

export const FOLLOWING: TriggerDefinition = {
  service: __NAME__,
  watch,
  filters: [
    typedFilter('Statuses', 'statuses', 'e.g. Open, Waiting', 'Only tickets in one of these statuses', ['status']),
  ],
};
