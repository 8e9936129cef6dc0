/** The one instance that the key opens, and its tags. */
import type { Office } from './office';
import { fieldView } from './fields';
import { userView } from './people';
import { workflowGraph } from './workflow';

const ID = '0f4a7c52-6a0e-4d5b-8d7e-2f1b9c3a6e10';
/** The one category that takes tags. */
export const TAG_CATEGORY = '2f9b6c1e-7d43-4b8a-9a51-c0e8d4f7a362';
/** Tags are gathered from so many tickets. */
const LOOKED_AT = 300;

export function instanceView(office: Office): object {
  const fields = office.world.fields().map(fieldView);
  const agents = office.world.people().filter(({ isAgent, isActive }) => isAgent && isActive);
  return {
    id: ID,
    groupId: 'c7d1e0b4-3f52-49a6-8b0d-5e6f7a8b9c01',
    name: 'Support',
    instanceName: 'Support',
    displayName: 'Support',
    code: 'SUP',
    instanceType: 'team',
    enabled: true,
    tenantId: '3a2b1c0d-9e8f-4a7b-8c6d-5e4f3a2b1c0d',
    teamId: 'c7d1e0b4-3f52-49a6-8b0d-5e6f7a8b9c01',
    channelId: '19:sandbox@thread.example',
    mailAddress: 'support@sandbox.example',
    customFields: fields,
    // The same fields again, in the two columns of the form, between built-in ones.
    customFieldsLeft: fields.filter((_, at) => at % 2 === 0),
    customFieldsRight: fields.filter((_, at) => at % 2 === 1),
    optionalFieldsLeft: [{ id: 'priority', title: 'Priority', type: 'priority', status: 'visible' }],
    optionalFieldsRight: [{ id: 'tags', title: 'Tags', type: 'tags', status: 'visible' }],
    assignees: { type: 'customAssignee', peoples: agents.map((agent) => userView(office, agent)) },
    isAutomaticAssignTickets: false,
    isAutoAssignIdleTickets: false,
    dayBeforeTicketsIdle: 7,
    isNotifyIdleTicket: false,
    sla: { enabled: true },
    workflows: { ticket: [workflowGraph()] },
  };
}

export function tagCategories(office: Office): object[] {
  const seen = new Set<string>();
  for (let index = 0; index < Math.min(LOOKED_AT, office.world.size); index += 1) {
    for (const tag of office.world.ticket(index)?.tags ?? []) seen.add(tag);
  }
  for (const tag of office.newTags) seen.add(tag);
  const tags = [...seen].sort().map((text) => ({ text, deleted: false }));
  return [
    { id: TAG_CATEGORY, instanceId: ID, text: 'General', color: '#0078d4', tags, deleted: false },
    {
      id: '9c4e2d7a-51b0-4f36-8e29-b7a6c5d4e3f2',
      instanceId: ID,
      text: 'Retired',
      color: '#a0a0a0',
      tags: [{ text: 'old', deleted: true }],
      deleted: true,
    },
  ];
}
