/** What the trigger follows in an instance, and by what its events can be narrowed. */
import { instance } from '../../vendors/teamswork/operations';
import { watch } from '../../vendors/teamswork/change-feed';
import { chosenFilter } from '../shared/polling/properties';
import type { Following } from '../shared/polling/trigger';
import { PRIORITY_OPTIONS } from './parameters';
import { TEAMSWORK } from './service';

export const FOLLOWING: Following = {
  service: TEAMSWORK,
  watch,
  identity: { accountOf: ({ call }) => instance.identity(call) },
  filters: [
    chosenFilter('Assignee', 'assignees', 'getAssignees', ['assignee_id', 'assignee_name', 'assignee_email']),
    {
      members: ['priority'],
      property: {
        displayName: 'Priorities',
        name: 'priorities',
        type: 'multiOptions',
        options: PRIORITY_OPTIONS,
        default: [],
        description: 'Only tickets of these priorities',
      },
    },
    chosenFilter('Status', 'statuses', 'getStatuses', ['status', 'status_id']),
    chosenFilter('Tag', 'tags', 'getTags', ['tags']),
  ],
};
