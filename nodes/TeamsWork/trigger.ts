/** What the trigger follows in an instance, and by what its events can be narrowed. */
import { instance } from '../../vendors/teamswork/operations';
import { watch } from '../../vendors/teamswork/change-feed';
import { choices } from '../shared/fields';
import { chosenFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import { PRIORITY_OPTIONS } from './parameters';
import { TEAMSWORK } from './service';

export const FOLLOWING: TriggerDefinition = {
  service: TEAMSWORK,
  watch,
  identity: { accountOf: ({ call }) => instance.identity(call) },
  filters: [
    chosenFilter('Assignee', 'assignees', 'getAssignees', ['assignee_id', 'assignee_name', 'assignee_email']),
    {
      members: ['priority'],
      property: choices('Priorities', 'priorities', 'Only tickets of these priorities', PRIORITY_OPTIONS),
    },
    chosenFilter('Status', 'statuses', 'getStatuses', ['status', 'status_id']),
    chosenFilter('Tag', 'tags', 'getTags', ['tags']),
  ],
};
