/** Who sees a comment: only the people who work on tickets, or the requester too. */
import type { INodeProperties } from 'n8n-workflow';
import { choice, filters, flag } from './fields';
import type { OperationRun } from './operation';

/** @param isNote whether it is a note at first. A file that went to a requester cannot be called back. */
export function internalNote(isNote: boolean, description: string): INodeProperties {
  return flag('Internal Note', 'isPrivate', isNote, description);
}

/** @throws VendorError where the switch is neither on nor off */
export function isInternal({ given }: OperationRun): boolean {
  return given.isOn('isPrivate');
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
export function wantedVisibility({ given }: OperationRun): 'internal' | 'public' | undefined {
  const chosen = given.collection('filters').choice('visibility');
  return chosen === 'internal' || chosen === 'public' ? chosen : undefined;
}
