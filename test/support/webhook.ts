/** Who is told how runs end: a server that writes down what comes, and answers as the test says. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { IncomingHttpHeaders, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { NoticeConfig } from '../../etl/src/config/config';
import type { Notice } from '../../etl/src/notify/notice';

export interface Received {
  method: string | undefined;
  url: string | undefined;
  headers: IncomingHttpHeaders;
  text: string;
}

export class Webhook {
  readonly got: Received[] = [];
  /** Of the next answers, one each; then 200. */
  statuses: number[] = [];
  private server: Server | undefined;

  async start(): Promise<void> {
    this.server = createServer((request, response) => {
      let text = '';
      request.on('data', (piece: Buffer) => (text += piece.toString()));
      request.on('end', () => {
        const { method, url, headers } = request;
        this.got.push({ method, url, headers, text });
        const status = this.statuses.shift() ?? 200;
        response
          .writeHead(status, status < 400 && status >= 300 ? { location: '/elsewhere' } : {})
          .end('the path is secret');
      });
    });
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
  }

  stop(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }

  /** @param behind the host, with / */
  url(behind = '/hook/very-secret-path'): string {
    return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}${behind}`;
  }

  /** What was POSTed as JSON. */
  notices(): Notice[] {
    return this.got.map(({ text }) => JSON.parse(text) as Notice);
  }

  events(): string[] {
    return this.notices().map(({ event }) => event);
  }

  async told(count: number): Promise<void> {
    while (this.got.length < count) await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export function useWebhook(): () => Webhook {
  let webhook: Webhook | undefined;
  beforeEach(async () => {
    webhook = new Webhook();
    await webhook.start();
  });
  afterEach(() => webhook?.stop());
  return () => {
    if (!webhook) throw new Error('the webhook is there only inside of tests');
    return webhook;
  };
}

export function receiver(url: string, changes: Partial<NoticeConfig> = {}): NoticeConfig {
  return { place: 'notify 1', url, on: ['failure', 'recovery'], format: 'json', ping: false, ...changes };
}
