/** What a provider has beside tickets: slices for `pagesOf`, and lists that are not paged. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { asText } from '../../json';
import type { Slice } from '../../vendor';
import { checkedFilter } from '../filters';
import { listOnCall, listRemoteFields } from '../requests';
import { readAll } from './result';

/** Every project, for `pagesOf(projects, …)`. */
export const projectSlice: Slice = { key: 'queues', params: {} };

/** Escalation policies, for `pagesOf(escalationPolicies, …)`. @param filters each `field[op]value` */
export function escalationPolicySlice(filters: readonly string[] = []): Slice {
  const checkedFilters = filters.map(checkedFilter);
  return { key: `escalation_policies ${JSON.stringify(checkedFilters)}`, params: { filters: checkedFilters } };
}

export const remoteField = {
  /** @param projectId only the fields of this project, and those of all projects */
  getAll: async (call: Call, projectId?: string): Promise<JsonObject[]> => {
    const fields = await readAll(call, listRemoteFields());
    return fields.filter((field) => projectId === undefined || [null, projectId].includes(asText(field['project_id'])));
  },
};

export const onCall = {
  /** Who is on call for an escalation policy now. */
  getAll: (call: Call, policyId: string): Promise<JsonObject[]> => readAll(call, listOnCall(policyId)),
};
