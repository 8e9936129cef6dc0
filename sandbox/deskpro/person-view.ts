/** People and organizations as Deskpro shows them. */
import type { DeskproState } from './state';
import type { JsonObject } from './json';
import { stamp } from './json';
import type { WorldNamed, WorldPerson } from '../world/world';

/** The world does not say when people came. */
const JOINED = Date.UTC(2020, 0, 1);

export function personView(state: DeskproState, person: WorldPerson): JsonObject {
  const [first = '', ...rest] = person.name.split(' ');
  return {
    id: person.id,
    primary_email: person.email === '' ? null : person.email,
    name: person.name,
    display_name: person.name,
    first_name: first,
    last_name: rest.join(' '),
    emails: person.email === '' ? [] : [person.email],
    phone_numbers: [],
    organization: person.organization,
    organization_members: [],
    is_agent: person.isAgent,
    is_user: !person.isAgent,
    is_disabled: false,
    is_deleted: !person.isActive,
    timezone: person.timeZone,
    language: null,
    date_created: stamp(JOINED),
    date_last_login: null,
    labels: [],
    user_groups: [],
    fields: [],
    tickets_count: 0,
    ...state.profiles.get(`person/${person.id}`),
  };
}

export function organizationView(state: DeskproState, organization: WorldNamed): JsonObject {
  return {
    id: organization.id,
    name: organization.name,
    summary: '',
    fields: [],
    labels: [],
    email_domains: [],
    contact_data: [],
    date_created: stamp(JOINED),
    parent: null,
    tickets_count: 0,
    chats_count: 0,
    ...state.profiles.get(`organization/${organization.id}`),
  };
}
