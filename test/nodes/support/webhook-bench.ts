/** A webhook trigger behind a real HTTP server on loopback: its life cycle and its deliveries, as n8n runs them. */
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type {
  ICredentialType,
  IDataObject,
  IHookFunctions,
  IHttpRequestOptions,
  INode,
  INodeParameters,
  INodeType,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import type { Helpers } from './authenticated';
import { posing, requestWithAuthentication, Vault } from './authenticated';
import { httpRequest } from './http';

export interface WebhookBench {
  url(): string;
  /** As publishing does: asks whether it exists, and makes it where it does not. @returns whether it was made */
  publish(parameters: INodeParameters): Promise<boolean>;
  unpublish(parameters: INodeParameters): Promise<boolean>;
  /** The `json` of the items that came so far, once there are so many. */
  items(count: number): Promise<IDataObject[]>;
  /** HTTP statuses of the answers that were given. */
  readonly answers: number[];
  stored: IDataObject;
  close(): Promise<void>;
}

export async function webhookBenchFor(
  type: INodeType,
  credential: ICredentialType,
  data: () => IDataObject,
): Promise<WebhookBench> {
  const node: INode = {
    id: '1',
    name: type.description.displayName,
    type: `n8n-nodes-ticketlake.${type.description.name}`,
    typeVersion: 1,
    position: [0, 0],
    parameters: {},
  };
  const plain: Helpers = { httpRequest };
  const vault = new Vault(credential, data, plain);
  const items: IDataObject[] = [];
  const answers: number[] = [];
  let given: INodeParameters = {};
  const filled = (): INodeParameters =>
    NodeHelpers.getNodeParameters(type.description.properties, given, true, false, node, type.description) ?? {};
  const shared = () => ({
    getNode: () => node,
    getCredentials: () => Promise.resolve(vault.decrypted()),
    getWorkflowStaticData: () => bench.stored,
    getNodeParameter: (name: string, fallback?: unknown) => filled()[name] ?? fallback,
    getNodeWebhookUrl: () => bench.url(),
    helpers: {
      httpRequestWithAuthentication: (_name: string, options: IHttpRequestOptions) =>
        requestWithAuthentication(vault, node, plain, options),
    },
  });

  const receive = async (body: Buffer, headers: IncomingHttpHeaders): Promise<{ status: number; text: string }> => {
    let answered: { status: number; text: string } | undefined;
    const response = {
      status: (status: number) => ({
        json: (value: unknown) => {
          answered = { status, text: JSON.stringify(value) };
        },
      }),
    };
    const context = {
      ...shared(),
      getRequestObject: () => ({ rawBody: body }),
      getHeaderData: () => headers,
      getResponseObject: () => response,
    };
    const result: IWebhookResponseData | undefined = await type.webhook?.call(posing<IWebhookFunctions>(context));
    items.push(...(result?.workflowData?.[0] ?? []).map(({ json }) => json));
    return answered ?? { status: 200, text: String(result?.webhookResponse ?? 'started') };
  };

  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      receive(Buffer.concat(parts), request.headers)
        .catch((error: unknown) => ({ status: 500, text: String(error) }))
        .then(({ status, text }) => {
          answers.push(status);
          response.writeHead(status).end(text);
        });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  const { default: methods } = type.webhookMethods ?? {};
  const bench: WebhookBench = {
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/1/webhook`,
    publish: async (parameters) => {
      given = parameters;
      const context = posing<IHookFunctions>(shared());
      if (await methods?.checkExists?.call(context)) return false;
      return (await methods?.create?.call(context)) ?? false;
    },
    unpublish: async (parameters) => {
      given = parameters;
      return (await methods?.delete?.call(posing<IHookFunctions>(shared()))) ?? false;
    },
    items: async (count) => {
      for (let tries = 0; tries < 100 && items.length < count; tries += 1)
        await new Promise((resolve) => setTimeout(resolve, 20));
      return items;
    },
    answers,
    stored: {},
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return bench;
}
