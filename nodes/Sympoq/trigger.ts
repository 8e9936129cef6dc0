/** What the trigger follows in an account, and by what its events can be narrowed. */
import { namesOf } from '../../vendors/sympoq/operations';
import { watch } from '../../vendors/sympoq/change-feed';
import { chosenFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import { settingsIn, SYMPOQ } from './service';

export const FOLLOWING: TriggerDefinition = {
  service: SYMPOQ,
  watch,
  filters: [
    chosenFilter('Agent', 'agents', 'getAgents', ['assignee_id']),
    chosenFilter('Priority', 'priorities', 'getPriorities', ['priority_id', 'priority']),
    chosenFilter('Queue', 'queues', 'getQueues', ['queue_id']),
    chosenFilter('Status', 'statuses', 'getStatuses', ['status_id', 'status']),
    chosenFilter('Tag', 'tags', 'getTags', ['tags']),
    chosenFilter('Topic', 'topics', 'getTopics', ['ticket_type_id']),
  ],
  settings: (_context, { access }) => settingsIn(access.credentials),
  names: ({ call }, _records, { paths }) => namesOf(call, paths),
};
