/** Faults below the services: what goes wrong between any two machines, made on purpose. */
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyReply } from 'fastify';
import type { Fault, SandboxService, ServiceRefusal } from '../service';

/** What the sandbox answers in the service's stead: the service does not hear of the request. */
const STANDS_IN: Partial<
  Record<Fault['kind'], (fault: Fault, service: SandboxService, place: FaultTarget) => ServiceRefusal>
> = {
  rate_limited: (fault, service, place) => tooMany(service, retryAfterOf(fault, place.now)),
  server_error: (fault, service) => failed(service, Number(fault.options['status'] ?? 500)),
  maintenance: (fault, service) => failed(service, Number(fault.options['status'] ?? 423)),
  html: (fault) => ({
    status: Number(fault.options['status'] ?? 200),
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<!doctype html><html><head><title>Sign in</title></head><body><h1>Please sign in</h1></body></html>',
  }),
  empty: (fault) => ({
    status: Number(fault.options['status'] ?? 200),
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: '',
  }),
  huge: (fault) => ({
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: hugeBody(Number(fault.options['bytes'] ?? 20_000_000)),
  }),
  redirect: (fault, _service, place) => ({
    status: Number(fault.options['status'] ?? 302),
    headers: { location: place.redirectTarget + place.path },
    body: '',
  }),
};

export interface FaultTarget {
  /** The service's clock, epoch milliseconds. */
  now: number;
  /** Path and query of the request. */
  path: string;
  /** Origin of the other host. */
  redirectTarget: string;
}

/** The answer in the service's stead; undefined for a fault that lets the service answer. */
export function standIn(fault: Fault, service: SandboxService, place: FaultTarget): ServiceRefusal | undefined {
  return STANDS_IN[fault.kind]?.(fault, service, place);
}

/** The service's words for too many requests, with this Retry-After (undefined: none). */
export function tooMany(service: SandboxService, retryAfter: string | undefined): ServiceRefusal {
  const seconds = Number(retryAfter);
  const refusal = service.rateLimited?.(Number.isFinite(seconds) ? seconds : 1) ?? {
    status: 429,
    body: { message: 'Too many requests' },
  };
  const headers = { ...refusal.headers, ...(retryAfter === undefined ? {} : { 'retry-after': retryAfter }) };
  return { ...refusal, headers };
}

/** `retryAfter` as it is, "none" for no header; `retryAfterDateMs` makes the HTTP date so far from now; default 1 s. */
function retryAfterOf(fault: Fault, now: number): string | undefined {
  const ahead = fault.options['retryAfterDateMs'];
  if (ahead !== undefined) return new Date(now + Number(ahead)).toUTCString();
  const text = String(fault.options['retryAfter'] ?? '1');
  return text === 'none' ? undefined : text;
}

function failed(service: SandboxService, status: number): ServiceRefusal {
  return (
    service.failed?.(status) ?? {
      status,
      body: { message: status === 423 ? 'Down for maintenance' : 'Internal error' },
    }
  );
}

/** Valid JSON of exactly so many bytes, never in memory at once. */
function hugeBody(bytes: number): Readable {
  const head = '{"data":"';
  const tail = '"}';
  const block = 'x'.repeat(65_536);
  return Readable.from(
    (function* parts() {
      yield head;
      for (let left = bytes - head.length - tail.length; left > 0; left -= block.length) yield block.slice(0, left);
      yield tail;
    })(),
    { objectMode: false },
  );
}

/** Faults in the service's own answer: the service has done what it was asked. */
export async function spoil(
  fault: Fault,
  reply: FastifyReply,
  payload: unknown,
  closing: AbortSignal,
): Promise<unknown> {
  if (fault.kind === 'gzip_lie') {
    reply.header('content-encoding', 'gzip');
    return payload;
  }
  if (fault.kind === 'no_body') {
    // A success alone: who is refused is told why.
    return reply.statusCode < 300 ? '' : payload;
  }
  if (fault.kind === 'slow' && fault.options['dripMs'] !== undefined) {
    const body = await bytesOf(payload);
    reply.header('content-length', body.length);
    return Readable.from(drip(body, Number(fault.options['dripMs']), closing), { objectMode: false });
  }
  if (fault.kind !== 'truncated' && fault.kind !== 'reset') return payload;
  const body = await bytesOf(payload);
  const half = body.subarray(0, Math.floor(body.length / 2));
  reply.header('content-length', fault.kind === 'truncated' ? half.length : body.length);
  return fault.kind === 'truncated' ? half : Readable.from(cut(half, reply), { objectMode: false });
}

async function bytesOf(payload: unknown): Promise<Buffer> {
  if (payload instanceof Readable) {
    const parts: Buffer[] = [];
    for await (const part of payload) parts.push(Buffer.from(part));
    return Buffer.concat(parts);
  }
  if (payload instanceof Uint8Array) return Buffer.from(payload);
  return Buffer.from(typeof payload === 'string' ? payload : '');
}

/** Half of the body, then the connection is reset (RST), after the time that the half needs to be on its way. */
async function* cut(half: Buffer, reply: FastifyReply): AsyncGenerator<Buffer> {
  if (half.length > 0) yield half;
  await wait(20);
  reply.raw.socket?.resetAndDestroy();
}

const DRIPS = 20;

async function* drip(body: Buffer, totalMs: number, closing: AbortSignal): AsyncGenerator<Buffer> {
  const size = Math.max(1, Math.ceil(body.length / DRIPS));
  for (let at = 0; at < body.length; at += size) {
    await pause(totalMs / DRIPS, closing);
    yield body.subarray(at, at + size);
  }
}

/** Ends early, without an error, when the sandbox closes. */
export async function pause(ms: number, closing: AbortSignal): Promise<void> {
  await wait(ms, undefined, { signal: closing }).catch(() => undefined);
}
