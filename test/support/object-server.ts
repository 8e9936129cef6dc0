/**
 * A store over real sockets, as strict as its maker's documents are: conditions, checksums of every body, proofs of who
 * asks, lists in pages. What goes wrong is decided a request at a time. Each protocol has a class of its own.
 */
import type { IncomingHttpHeaders, IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Held {
  body: Buffer;
  tag: string;
  modified: Date;
}

/**
 * cut: half of the body, then the socket closes. lost: it takes effect, and the socket closes without an answer. page and
 * missing_page: something on the way answers with a page of its own, as a success or as 404.
 */
export type StoreFault = 'cut' | 'lost' | 'page' | 'missing_page' | 409 | 412 | 503 | 403;

const HTML = Buffer.from('<!doctype html><html><body><h1>404 Not Found</h1><p>Sign in to go on.</p></body></html>');

export interface Received {
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export interface Asked {
  does: 'read' | 'write' | 'delete' | 'list' | 'other';
  key: string;
  headers: IncomingHttpHeaders;
}

export interface Answer {
  status: number;
  headers?: Record<string, string | number>;
  body?: Buffer;
}

/** Objects on a page of a list. */
export const PAGE = 3;

export abstract class ObjectServer {
  readonly objects = new Map<string, Held>();
  readonly asked: Asked[] = [];
  /** Decides what goes wrong with a request. */
  fault: (asked: Asked) => StoreFault | null = () => null;
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, response) => {
      void this.answer(request, response);
    });
  }

  /** @returns the URL of the service */
  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** What a request is about. */
  protected abstract about(received: Received): Omit<Asked, 'headers'>;
  /** Why it is refused before anything else is looked at. */
  protected abstract refused(received: Received): Answer | null;
  protected abstract take(received: Received, key: string): Answer;
  /** A refusal in the form of the protocol. */
  protected abstract refusal(status: number): Answer;

  /** A page of names in their order. */
  protected page(prefix: string, after: string): { keys: string[]; next: string } {
    const keys = [...this.objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    return { keys: keys.slice(0, PAGE), next: keys.length > PAGE ? (keys[PAGE - 1] ?? '') : '' };
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', 'http://store');
    const received = { method: request.method ?? '', url, headers: request.headers, body: Buffer.concat(chunks) };
    const asked = { ...this.about(received), headers: request.headers };
    this.asked.push(asked);
    const fault = this.fault(asked);
    const refused = faultyAnswer(fault) ?? (typeof fault === 'number' ? this.refusal(fault) : this.refused(received));
    const answer = refused ?? this.take(received, asked.key);
    if (fault === 'lost') {
      response.destroy();
      return;
    }
    const { status, headers = {}, body = Buffer.alloc(0) } = answer;
    response.writeHead(status, { 'content-length': body.length, ...headers });
    if (fault === 'cut' && body.length > 0) {
      response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
      return;
    }
    response.end(received.method === 'HEAD' ? undefined : body);
  }
}

function faultyAnswer(fault: StoreFault | null): Answer | null {
  if (fault !== 'page' && fault !== 'missing_page') return null;
  return { status: fault === 'page' ? 200 : 404, headers: { 'content-type': 'text/html' }, body: HTML };
}
