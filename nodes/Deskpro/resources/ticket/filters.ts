/** Every filter of the list of tickets that is documented. */
import type { INodeProperties } from 'n8n-workflow';
import { choices, EMAIL, jsonObject, range, severalOf, text } from '../../../shared/fields';

/** Alphabetical, as n8n wants it. */
export const TICKET_FILTERS: INodeProperties[] = [
  severalOf('Agent', 'agent', 'getAgents'),
  ...range('Created', 'created', 'were created', 'at this time or earlier'),
  jsonObject(
    'Custom Fields (JSON)',
    'customFields',
    'Only tickets whose custom fields hold these values, as a JSON object by ID or name',
  ),
  severalOf('Department', 'department', 'getDepartments'),
  severalOf('Except Status', 'notStatus', 'getAllStatuses'),
  severalOf('Language', 'language', 'getLanguages'),
  ...range('Last Agent Reply', 'lastAgentReply', 'an agent last replied to', 'at this time or earlier'),
  ...range('Last User Reply', 'lastUserReply', 'the user last replied to', 'at this time or earlier'),
  text('Organizations', 'organization', 'Only tickets of these organizations, by name or ID, separated by commas', {
    placeholder: 'e.g. Example Ltd, 17',
  }),
  text('Problem IDs', 'problem', 'Only tickets that are linked to one of these, separated by commas', {
    placeholder: 'e.g. 3, 4',
  }),
  text('Requesters', 'person', 'Only tickets of these people, by email address or ID, separated by commas', EMAIL),
  ...range('Resolved', 'resolved', 'were resolved', 'at this time or earlier'),
  severalOf('SLA', 'sla', 'getSlas'),
  choices('SLA Status', 'slaStatus', 'Only tickets with this SLA status', [
    { name: 'Breached', value: 'fail' },
    { name: 'OK', value: 'ok' },
    { name: 'Warning', value: 'warning' },
  ]),
  severalOf('Star', 'star', 'getStars'),
  severalOf('Status', 'status', 'getAllStatuses'),
  severalOf('Tag', 'tags', 'getTags'),
  severalOf('Team', 'agentTeam', 'getTeams'),
  text(
    'Ticket IDs',
    'ids',
    'Only these tickets, by ID or reference, separated by commas. It stands alone: Deskpro takes no other filter with it.',
    { placeholder: 'e.g. 9001, 9002' },
  ),
  text('Urgency', 'urgency', 'Only tickets of these urgencies, from 1 to 10, separated by commas', {
    placeholder: 'e.g. 8, 9, 10',
  }),
];
