/**
 * Runs a node outside of n8n: the real class with the real credential class, parameters filled with their defaults
 * by n8n's own rules, requests sent over the network (to a sandbox on loopback, or to nock).
 */
import type { Readable } from 'node:stream';
import type {
  IBinaryData,
  ICredentialType,
  IDataObject,
  IExecuteFunctions,
  IHttpRequestOptions,
  ILoadOptionsFunctions,
  INode,
  INodeExecutionData,
  INodeListSearchResult,
  INodeParameters,
  INodePropertyOptions,
  INodeType,
  ResourceMapperFields,
} from 'n8n-workflow';
import { NodeHelpers, NodeOperationError } from 'n8n-workflow';
import type { Helpers } from './authenticated';
import { posing, requestWithAuthentication, Vault } from './authenticated';
import { httpRequest } from './http';
import { extracted, resolved, valueAt } from './parameters';

/** A request as it left: after the credential was applied. */
export interface Sent {
  method: string;
  /** Below the base URL's origin. */
  path: string;
  query: Record<string, string>;
  /** Names in lower case. */
  headers: Record<string, string>;
  /** Parsed where it was JSON; text of a multipart body. */
  body: unknown;
}

export type Parameters = INodeParameters | ((item: number) => INodeParameters);

export interface RunOptions {
  /** Default one empty item. */
  items?: INodeExecutionData[];
  continueOnFail?: boolean;
  signal?: AbortSignal;
  /** Of the workflow; default UTC. */
  timezone?: string;
}

export interface Bench {
  /** The items that the node put out. */
  run(parameters: Parameters, options?: RunOptions): Promise<INodeExecutionData[]>;
  /** The `json` of those items. */
  json(parameters: Parameters, options?: RunOptions): Promise<IDataObject[]>;
  /** The error that the run ends with. */
  failure(parameters: Parameters, options?: RunOptions): Promise<NodeOperationError>;
  options(method: string, parameters?: INodeParameters): Promise<INodePropertyOptions[]>;
  list(
    method: string,
    query?: { filter?: string; token?: string; parameters?: INodeParameters },
  ): Promise<INodeListSearchResult>;
  mapper(method: string, parameters?: INodeParameters): Promise<ResourceMapperFields>;
  /** Forgets a token that was minted, as a new credential would have none. */
  forgetToken(): void;
  /** Requests of the last call, minting a token and fetching a file included, and what was hinted at. */
  readonly sent: Sent[];
  readonly hints: string[];
}

/**
 * @param data what the credential holds, asked for at every call
 * @param typeVersion as the workflow was saved with
 */
export function benchFor(
  type: INodeType,
  credential: ICredentialType,
  data: () => IDataObject,
  typeVersion = 1,
): Bench {
  const state = { sent: [] as Sent[], hints: [] as string[] };
  const node: INode = {
    id: '1',
    name: type.description.displayName,
    type: `n8n-nodes-ticketlake.${type.description.name}`,
    typeVersion,
    position: [0, 0],
    parameters: {},
  };
  const filled = (given: INodeParameters): INodeParameters =>
    NodeHelpers.getNodeParameters(type.description.properties, given, true, false, node, type.description) ?? {};
  const begin = (): void => {
    state.sent = [];
    state.hints = [];
  };

  const plain: Helpers = {
    httpRequest: (options) => {
      state.sent.push(sentOf(options));
      return httpRequest(options);
    },
  };
  const vault = new Vault(credential, data, plain);
  const shared = {
    getNode: () => node,
    getCredentials: () => Promise.resolve(vault.decrypted()),
    helpers: {
      ...plain,
      httpRequestWithAuthentication: (name: string, options: IHttpRequestOptions) => {
        if (name === credential.name) return requestWithAuthentication(vault, node, plain, options);
        throw new Error(`no credential ${name}`);
      },
    },
  };

  function executeContext(parameters: Parameters, options: RunOptions): IExecuteFunctions {
    const items = options.items ?? [{ json: {} }];
    const known = new Map<number, INodeParameters>();
    const given = (item: number): INodeParameters => {
      const found = known.get(item) ?? filled(typeof parameters === 'function' ? parameters(item) : parameters);
      known.set(item, found);
      return found;
    };
    const context = {
      ...shared,
      getInputData: () => items,
      continueOnFail: () => options.continueOnFail ?? false,
      getExecutionCancelSignal: () => options.signal,
      getTimezone: () => options.timezone ?? 'UTC',
      getNodeParameter: (name: string, item: number, fallback?: unknown, asked?: { extractValue?: boolean }) =>
        parameter(given(item), name, fallback, asked?.extractValue === true),
      addExecutionHints: (...hints: Array<{ message: string }>) => {
        state.hints.push(...hints.map(({ message }) => message));
      },
      helpers: { ...shared.helpers, ...binaryHelpers(node, items) },
    };
    return posing<IExecuteFunctions>(context);
  }

  function parameter(given: INodeParameters, name: string, fallback: unknown, extract: boolean): unknown {
    const value = valueAt(given, name);
    if (value === undefined && fallback === undefined) throw new Error(`Could not get parameter "${name}"`);
    const found = value === undefined ? fallback : resolved(value);
    return extract ? extracted(found, name, given, node, type.description) : found;
  }

  function editorContext(given: INodeParameters): ILoadOptionsFunctions {
    const parameters = filled(given);
    const context = {
      ...shared,
      getNodeParameter: (name: string, fallback?: unknown, asked?: { extractValue?: boolean }) =>
        parameter(parameters, name, fallback, asked?.extractValue === true),
      // To extract a value of a parameter that is not shown throws, as in n8n.
      getCurrentNodeParameter: (name: string, asked?: { extractValue?: boolean }) =>
        asked?.extractValue === true
          ? extracted(valueAt(parameters, name), name, parameters, node, type.description)
          : valueAt(parameters, name),
      getCurrentNodeParameters: () => parameters,
    };
    return posing<ILoadOptionsFunctions>(context);
  }

  const bench: Bench = {
    async run(parameters, options = {}) {
      begin();
      const output = await type.execute?.call(executeContext(parameters, options));
      if (!Array.isArray(output)) throw new Error('the node gave no items');
      return output[0] ?? [];
    },
    json: async (parameters, options) => (await bench.run(parameters, options)).map(({ json }) => json),
    failure: (parameters, options) =>
      bench.run(parameters, options).then(
        () => Promise.reject(new Error('it did not fail')),
        (error: NodeOperationError) => error,
      ),
    async options(method, parameters = {}) {
      begin();
      return (await type.methods?.loadOptions?.[method]?.call(editorContext(parameters))) ?? [];
    },
    async list(method, { filter, token, parameters = {} } = {}) {
      begin();
      const search = type.methods?.listSearch?.[method];
      return (await search?.call(editorContext(parameters), filter, token)) ?? { results: [] };
    },
    async mapper(method, parameters = {}) {
      begin();
      return (await type.methods?.resourceMapping?.[method]?.call(editorContext(parameters))) ?? { fields: [] };
    },
    forgetToken: () => {
      vault.forget();
    },
    get sent() {
      return state.sent;
    },
    get hints() {
      return state.hints;
    },
  };
  return bench;
}

function sentOf({ method = 'GET', url, qs, headers, body }: IHttpRequestOptions): Sent {
  const target = new URL(url);
  for (const [name, value] of Object.entries(qs ?? {})) target.searchParams.append(name, String(value));
  const text = body instanceof Uint8Array ? Buffer.from(body).toString('latin1') : body;
  return {
    method,
    path: target.pathname,
    query: Object.fromEntries(target.searchParams),
    headers: Object.fromEntries(
      Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]),
    ),
    body: typeof text === 'string' && /^[[{]/.test(text) ? JSON.parse(text) : text,
  };
}

function binaryHelpers(node: INode, items: readonly INodeExecutionData[]) {
  const entry = (item: number, field: string): IBinaryData => {
    const found = items[item]?.binary?.[field];
    if (found) return found;
    throw new NodeOperationError(node, `The item has no binary field '${field}' [item ${item}]`, { itemIndex: item });
  };
  return {
    assertBinaryData: entry,
    getBinaryDataBuffer: (item: number, field: string) =>
      Promise.resolve(Buffer.from(entry(item, field).data, 'base64')),
    prepareBinaryData: async (
      content: Buffer | Readable,
      fileName?: string,
      mimeType?: string,
    ): Promise<IBinaryData> => {
      const bytes = Buffer.isBuffer(content) ? content : Buffer.concat(await content.toArray());
      return {
        data: bytes.toString('base64'),
        mimeType: mimeType ?? 'application/octet-stream',
        ...(fileName === undefined ? {} : { fileName }),
      };
    },
  };
}

/** An item's binary field, as the node before would have made it. */
export function binaryField(text: string, fileName: string, mimeType = 'text/plain'): IBinaryData {
  return { data: Buffer.from(text).toString('base64'), mimeType, fileName };
}
