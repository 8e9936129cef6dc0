/**
 * Another host, for the fault redirect: `localhost` is not the `127.0.0.1` of the services, and the port differs too.
 * It writes down what reaches it, so that a test can prove that no key was sent after a redirect.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';

export interface StrayRequest {
  method: string;
  path: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
  /** Whether one of the sandbox's keys stood anywhere in it. */
  carriesKey: boolean;
}

export interface RedirectTarget {
  /** `http://localhost:PORT` */
  url: string;
  requests(): StrayRequest[];
  reset(): void;
  close(): Promise<void>;
}

const BODY_KEPT = 1_000_000;

async function read(request: IncomingMessage, keys: readonly string[]): Promise<StrayRequest> {
  let body = '';
  for await (const chunk of request) if (body.length < BODY_KEPT) body += String(chunk);
  const method = request.method ?? 'GET';
  const path = request.url ?? '/';
  const text = JSON.stringify([path, request.headers, body]);
  const basic = keys.flatMap((key) => [
    key,
    encodeURIComponent(key),
    Buffer.from(key).toString('base64').replace(/=+$/, ''),
  ]);
  return { method, path, headers: request.headers, body, carriesKey: basic.some((key) => text.includes(key)) };
}

export async function startRedirectTarget(keys: readonly string[]): Promise<RedirectTarget> {
  let requests: StrayRequest[] = [];
  const server = createServer((request, response) => {
    read(request, keys).then(
      (stray) => {
        requests.push(stray);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{"elsewhere":true}');
      },
      () => response.destroy(),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://localhost:${port}`,
    requests: () => [...requests],
    reset: () => {
      requests = [];
    },
    close: async () => {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}
