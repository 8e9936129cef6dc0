/** Input that ends for its reader when every request in it was answered: the protocol's own library drops the answers. */
import { Readable } from 'node:stream';
import type { Writable } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/server';
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio';

/** A subscription is answered when it ends, which is when the assistant leaves. */
const ANSWERED_LAST = 'subscriptions/listen';

type Id = string | number;

/** Standard input and output, as `StdioServerTransport` is; the end of input waits for the answers that are due. */
export class AnsweringTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Resolves when it is closed. */
  readonly left: Promise<void>;
  private readonly wire: StdioServerTransport;
  private readonly due = new Set<Id>();
  private whenLeft: () => void = () => undefined;
  private whenAnswered: () => void = () => undefined;

  constructor(input: Readable, output: Writable) {
    this.left = new Promise((resolve) => {
      this.whenLeft = resolve;
    });
    this.wire = new StdioServerTransport(Readable.from(this.untilAnswered(input), { objectMode: false }), output);
  }

  async start(): Promise<void> {
    this.wire.onclose = () => {
      this.whenLeft();
      this.onclose?.();
    };
    this.wire.onerror = (error) => this.onerror?.(error);
    this.wire.onmessage = (message) => {
      this.note(message);
      this.onmessage?.(message);
    };
    await this.wire.start();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    try {
      await this.wire.send(message);
    } finally {
      if (!('method' in message) && message.id !== undefined) this.settle(message.id);
    }
  }

  async close(): Promise<void> {
    await this.wire.close();
  }

  private note(message: JSONRPCMessage): void {
    if (!('method' in message)) return;
    if ('id' in message) {
      if (message.method !== ANSWERED_LAST) this.due.add(message.id);
      return;
    }
    // Whoever cancels a request waits for no answer.
    const id = message.method === 'notifications/cancelled' ? message.params?.['requestId'] : undefined;
    if (typeof id === 'string' || typeof id === 'number') this.settle(id);
  }

  private settle(id: Id): void {
    this.due.delete(id);
    if (this.due.size === 0) this.whenAnswered();
  }

  private async *untilAnswered(input: Readable): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of input) yield chunk as Buffer;
    } catch (error) {
      this.onerror?.(error instanceof Error ? error : new Error(String(error)));
    }
    // What was read last reaches the reader before this.
    await new Promise((resolve) => setImmediate(resolve));
    if (this.due.size === 0) return;
    await new Promise<void>((resolve) => {
      this.whenAnswered = resolve;
    });
  }
}
