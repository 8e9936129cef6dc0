/** Who sees a comment: only the people who work on tickets, or the requester too. */
import type { INodeProperties } from 'n8n-workflow';
import { choice, filters, flag } from './fields';
import type { OperationRun } from './operation';
import { onlyIn } from './version';

/**
 * A switch in version 1, a list in version 2, where nothing is public unless somebody chose so.
 * @param isNote whether the switch of version 1 is on at first
 * @param whether what the switch says
 * @param requester as the service calls the person who asks for help
 */
export function visibilityProperties(isNote: boolean, whether: string, requester: string): INodeProperties[] {
  const visibilities = [
    { name: 'Internal Note', value: INTERNAL, description: 'Only the people who work on tickets see it' },
    { name: 'Public Reply', value: 'public', description: `The ${requester} sees it too` },
  ];
  return [
    ...onlyIn(1, [flag('Internal Note', 'isPrivate', isNote, whether)]),
    ...onlyIn(2, [choice('Visibility', 'visibility', INTERNAL, 'Who gets to see it', visibilities)]),
  ];
}

const INTERNAL = 'internal';

/** @throws VendorError where it is not clear who may see it */
export function isInternal({ parameters, version }: OperationRun): boolean {
  return version === 1 ? parameters.isOn('isPrivate') : parameters.requiredChoice('visibility') === INTERNAL;
}

/** @param requester as the service calls the person who asks for help */
export function visibilityFilters(requester: string): INodeProperties {
  const description = `Only internal notes, or only what the ${requester} sees too`;
  const visibilities = [
    { name: 'Internal', value: 'internal' },
    { name: 'Public', value: 'public' },
  ];
  return filters([choice('Visibility', 'visibility', 'public', description, visibilities)]);
}

/** Which comments are wanted; undefined for all. */
export function wantedVisibility({ parameters }: OperationRun): 'internal' | 'public' | undefined {
  const chosen = parameters.collection('filters').choice('visibility');
  return chosen === 'internal' || chosen === 'public' ? chosen : undefined;
}
