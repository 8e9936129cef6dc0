/** What the trigger follows in a helpdesk, and by what its events can be narrowed. */
import { ticket } from '../../vendors/deskpro/operations';
import { watch } from '../../vendors/deskpro/change-feed';
import { chosenFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import { DESKPRO } from './service';

export const FOLLOWING: TriggerDefinition = {
  service: DESKPRO,
  watch,
  filters: [
    chosenFilter('Agent', 'agents', 'getAgents', ['assignee_id', 'assignee_name', 'assignee_email']),
    chosenFilter('Department', 'departments', 'getDepartments', ['queue_id', 'queue']),
    chosenFilter('Status', 'statuses', 'getAllStatuses', ['status']),
    chosenFilter('Tag', 'tags', 'getTags', ['tags']),
    chosenFilter('Team', 'teams', 'getTeams', ['team_id', 'team']),
  ],
  names: ({ call }, records) => ticket.namesOf(call, records),
};
