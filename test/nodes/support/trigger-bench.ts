/** Polls a trigger outside of n8n: the real class and credential, requests over loopback, static data kept between polls. */
import type {
  ICredentialType,
  IDataObject,
  IHttpRequestOptions,
  INode,
  INodeParameters,
  INodePropertyOptions,
  INodeType,
  IPollFunctions,
  ILoadOptionsFunctions,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import type { Helpers } from './authenticated';
import { posing, requestWithAuthentication, Vault } from './authenticated';
import { httpRequest } from './http';

export interface TriggerBench {
  /** The `json` of the items of one poll; empty when it gave null. */
  poll(parameters: INodeParameters, mode?: 'trigger' | 'manual'): Promise<IDataObject[]>;
  options(method: string): Promise<INodePropertyOptions[]>;
  /** As n8n stores it with the workflow; may be replaced, as by a restart. */
  stored: IDataObject;
  /** Every poll works on a copy, which is stored when it has ended: as with n8n's durable scheduler. */
  givesCopies: boolean;
  credentialId: string;
  readonly warnings: string[];
  readonly requests: number;
  /** What `getPollBudgetMs` says; undefined: this n8n does not have it. */
  budgetMs?: number;
}

let benches = 0;

export function triggerBenchFor(type: INodeType, credential: ICredentialType, data: () => IDataObject): TriggerBench {
  const node: INode = {
    id: '1',
    name: type.description.displayName,
    type: `n8n-nodes-ticketlake.${type.description.name}`,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
  };
  let requests = 0;
  const plain: Helpers = {
    httpRequest: (options) => {
      requests += 1;
      return httpRequest(options);
    },
  };
  const vault = new Vault(credential, data, plain);
  const warnings: string[] = [];
  const workflow = { id: `w${(benches += 1)}`, name: 'Workflow', active: true };
  const shared = {
    getNode: () => ({ ...node, credentials: { [credential.name]: { id: bench.credentialId, name: 'account' } } }),
    getWorkflow: () => workflow,
    getCredentials: () => Promise.resolve(vault.decrypted()),
    logger: { warn: (text: string) => warnings.push(text) },
    helpers: {
      httpRequestWithAuthentication: (_name: string, options: IHttpRequestOptions) =>
        requestWithAuthentication(vault, node, plain, options),
    },
  };
  const bench: TriggerBench = {
    stored: {},
    givesCopies: false,
    credentialId: 'c1',
    warnings,
    get requests() {
      return requests;
    },
    async poll(given, mode = 'trigger') {
      const { properties } = type.description;
      const parameters = NodeHelpers.getNodeParameters(properties, given, true, false, node, type.description) ?? {};
      const { budgetMs } = bench;
      const before = JSON.stringify(bench.stored);
      const stored = bench.givesCopies ? structuredClone(bench.stored) : bench.stored;
      const context = {
        ...shared,
        getMode: () => mode,
        getActivationMode: () => 'activate',
        getWorkflowStaticData: () => stored,
        getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
        ...(budgetMs === undefined ? {} : { getPollBudgetMs: () => budgetMs }),
      };
      const output = await type.poll?.call(posing<IPollFunctions>(context));
      // What a poll left as it was is not stored.
      if (bench.givesCopies && JSON.stringify(stored) !== before) bench.stored = stored;
      return (output?.[0] ?? []).map(({ json }) => json);
    },
    options: async (method) => {
      const context = { ...shared, getNodeParameter: () => undefined, getCurrentNodeParameter: () => undefined };
      return (await type.methods?.loadOptions?.[method]?.call(posing<ILoadOptionsFunctions>(context))) ?? [];
    },
  };
  return bench;
}
