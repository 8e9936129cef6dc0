/** Queues, types, teams and custom fields of the generated help desk. */
import { uuidOf, type IdentityKind } from '../world/identity';
import type { WorldField, WorldFieldType, WorldNamed } from '../world/world';

export const QUEUES = [
  'Support',
  'Billing',
  'IT Service Desk',
  'Facilities',
  'Human Resources',
  'Retours & réclamations',
  'Security',
  'Onboarding',
];
export const TYPES = ['Incident', 'Request', 'Question', 'Problem', 'Change'];
export const TEAMS = ['First Line', 'Second Line', 'Field Engineers', 'Accounts', 'Night Watch'];
export const TAGS = [
  'vpn',
  'printer',
  'Rechnung',
  'password',
  'VIP',
  'mobile',
  'facturación',
  'onboarding',
  'urgent?',
  'escalated',
  '返品',
  'hardware',
  'follow up',
  'a/b test',
];

export function named(seed: number, kind: IdentityKind, names: readonly string[], firstId = 1): WorldNamed[] {
  return names.map((name, at) => ({ id: firstId + at, uuid: uuidOf(seed, kind, firstId + at), name }));
}

const FIELDS: ReadonlyArray<readonly [name: string, type: WorldFieldType, options: readonly string[]]> = [
  ['Asset tag', 'text', []],
  ['Steps to reproduce', 'textarea', []],
  ['Cost (€)', 'number', []],
  ['Needed by', 'date', []],
  ['On site', 'toggle', []],
  ['Environment', 'list', ['Production', 'Staging', 'Test', 'Développement']],
  ['Affected sites', 'multi_list', ['Lyon', 'Boston', 'Pune', 'Osaka', 'Jeddah, North']],
  ['Approver', 'person', []],
];

/** Options of all fields are numbered through, as help desks do. */
export function customFields(seed: number): WorldField[] {
  let nextOption = 1;
  return FIELDS.map(([name, type, names], at) => {
    const options = named(seed, 'option', names, nextOption);
    nextOption += names.length;
    return { id: at + 1, uuid: uuidOf(seed, 'field', at + 1), name, type, options };
  });
}
