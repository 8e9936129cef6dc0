/** A server of a service's lists. */
import type { IncomingMessage, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  url: URL;
  header: (name: string) => string | undefined;
}

/**
 * @param answer what is at this address now; null when there is nothing
 * @param now the service's clock
 */
export async function serve(
  answer: (asked: Asked) => object | null,
  now: () => string,
): Promise<{ origin: string; server: Server }> {
  const server = createServer((request, response) => {
    const found = answer(askedOf(request));
    response.writeHead(found === null ? 404 : 200, {
      'content-type': 'application/json',
      date: new Date(now()).toUTCString(),
    });
    response.end(JSON.stringify(found ?? { error: true, message: 'Not found', statusCode: 404, status: 404 }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { origin: `http://127.0.0.1:${String(port)}`, server };
}

function askedOf(request: IncomingMessage): Asked {
  return {
    url: new URL(request.url ?? '/', 'http://127.0.0.1'),
    header: (name) => {
      const value = request.headers[name.toLowerCase()];
      return Array.isArray(value) ? value[0] : value;
    },
  };
}
