/** A proxy before a service of the sandbox that spoils chosen answers on the way. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string | Buffer;
}

/** @returns what is sent instead, or undefined for the answer as it is */
export type Spoil = (path: string, answer: Answer) => Partial<Answer> | undefined;

export class TamperProxy {
  private server: Server | undefined;
  spoil: Spoil = () => undefined;

  /** @param target address of the service, as `http://127.0.0.1:1234/teamswork` */
  async before(target: string): Promise<string> {
    const { origin, pathname } = new URL(target);
    this.server = createServer((request, response) => {
      const headers = Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && name !== 'host' && name !== 'connection'
          ? [[name, value] as [string, string]]
          : [],
      );
      const path = request.url ?? '/';
      void fetch(origin + path, { headers, ...(request.method ? { method: request.method } : {}), redirect: 'manual' })
        .then(async (answer) => {
          const plain = {
            status: answer.status,
            headers: { 'content-type': answer.headers.get('content-type') ?? '' },
            body: await answer.text(),
          };
          const { status, headers: sent, body } = { ...plain, ...this.spoil(path, plain) };
          response.writeHead(status, sent).end(body);
        })
        .catch(() => response.destroy());
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}${pathname}`;
  }

  async stop(): Promise<void> {
    this.server?.close();
    this.server?.closeAllConnections();
    if (this.server?.listening) await once(this.server, 'close');
  }
}
