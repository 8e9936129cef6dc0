/** What the trigger follows through an integration, and by what its events can be narrowed. */
import type { INodeProperties, IPollFunctions } from 'n8n-workflow';
import { projectNamed } from '../../vendors/synqly/operations';
import { watch } from '../../vendors/synqly/change-feed';
import type { SourceSettings } from '../../vendors/vendor';
import { choices, severalOf } from '../shared/fields';
import { namesIn } from '../shared/parameters';
import { NO_SETTINGS } from '../shared/list';
import { chosenFilter, typedFilter } from '../shared/polling/properties';
import type { TriggerDefinition } from '../shared/polling/trigger';
import type { ServiceConnection } from '../shared/transport';
import { PRIORITY_OPTIONS } from './parameters';
import { integrationIn, SYNQLY } from './service';

export const MORE: INodeProperties[] = [
  severalOf('Project', 'projects', 'getProjects', {
    hint: 'All projects where none is chosen. Some providers, for example Jira, need one.',
  }),
];

export const FOLLOWING: TriggerDefinition = {
  service: SYNQLY,
  watch,
  filters: [
    typedFilter('Assignees', 'assignees', 'e.g. ana@example.com', 'Only tickets of these people, separated by commas', [
      'assignee_id',
      'assignee_name',
      'assignee_email',
    ]),
    chosenFilter('Issue Type', 'issueTypes', 'getIssueTypes', ['ticket_type']),
    {
      members: ['priority'],
      property: choices('Priorities', 'priorities', 'Only tickets of these priorities', PRIORITY_OPTIONS),
    },
    chosenFilter('Status', 'statuses', 'getStatuses', ['status']),
    chosenFilter('Tag', 'tags', 'getTags', ['tags']),
  ],
  settings: chosenProjects,
  identity: { accountOf: ({ access }) => Promise.resolve(integrationIn(access.credentials)) },
};

async function chosenProjects(context: IPollFunctions, { call }: ServiceConnection): Promise<SourceSettings> {
  const projects: string[] = [];
  for (const input of namesIn(context.getNodeParameter('projects', []), 'Projects'))
    projects.push(await projectNamed(call, input));
  return { ...NO_SETTINGS, projects };
}
