/** What one service's simulator has to be, and what the sandbox gives it. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { World } from './world/world';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The route's name in the request log, in the faults and in the service's contract. */
    endpoint?: string;
  }
}

/**
 * Faults that the sandbox makes by itself around any service: rate_limited, server_error, maintenance, reset
 * (in mid-body), truncated (JSON cut, with a right Content-Length), html, empty, slow, huge, gzip_lie, redirect,
 * clock_skew (the Date header and new stamps are off).
 * Faults that a service makes in its own lists: duplicate_rows, moving_rows (a row moves from a later page to an
 * earlier one between two requests, so that offset paging skips one), page_ceiling (lists end early and their
 * total agrees with the lie), repeat_cursor, ignore_filters, wrong_total, short_pages, empty_page.
 */
export const FAULT_KINDS = [
  'rate_limited',
  'server_error',
  'maintenance',
  'reset',
  'truncated',
  'html',
  'empty',
  'no_body',
  'slow',
  'huge',
  'gzip_lie',
  'redirect',
  'clock_skew',
  'duplicate_rows',
  'moving_rows',
  'page_ceiling',
  'repeat_cursor',
  'ignore_filters',
  'wrong_total',
  'short_pages',
  'empty_page',
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface Fault {
  service: string;
  kind: FaultKind;
  /** How many requests it strikes; default 1; -1 for ever. */
  times: number;
  /** Requests let through before the first strike; default 0. */
  after: number;
  /** Only this endpoint, by the name in the request log; default all. */
  endpoint?: string;
  /** As retryAfter ("2", an HTTP date, "none" for no header), status, ceiling, delayMs, skewMs; see sandbox/README.md. */
  options: Record<string, string | number>;
}

export interface InstanceContext {
  world: World;
  /** The key that the service accepts for everything; the read-only or lesser keys that it knows. */
  keys: { full: string; lesser: string };
  /** Takes one strike of a fault that the service makes itself; undefined when none is due. */
  fault(kind: FaultKind, endpoint: string): Fault | undefined;
  /** `http://127.0.0.1:PORT/<prefix>`, for links in answers. */
  origin(): string;
  random(): number;
}

/** What a service answers when it refuses: a body that is not text is sent as JSON. */
export interface ServiceRefusal {
  status: number;
  headers?: Record<string, string>;
  body: unknown;
}

/** At most `requests` in any `windowMs`; one budget for all requests that it counts. */
export interface ServiceLimit {
  requests: number;
  windowMs: number;
  /** Whether it counts this request; default every one. */
  counts?(request: FastifyRequest): boolean;
}

/**
 * A route is named by its fastify `config: { endpoint }`, the same name as in the service's contract file; that
 * name stands in the request log.
 */
export interface SandboxService {
  name: string;
  /** Path below the sandbox's root, as `/deskpro`. */
  prefix: string;
  /** Members of a source in ticketlake.yaml, beside vendor and key: the URL is prefix plus this. */
  apiPath: string;
  /** The type of its credential in n8n; absent: it has no node. */
  credentialType?: string;
  /** A second house of the same account, as a TeamsWork region, is not needed: one house a service. */
  register(app: FastifyInstance, instance: InstanceContext): void;
  /** The service's published rate limits; default none. Switched off by the sandbox's option `limits: false`. */
  limits?: readonly ServiceLimit[];
  /**
   * Its own answer to too many requests, for `limits` and for the fault rate_limited; default a plain JSON message.
   * Retry-After is set by the sandbox.
   */
  rateLimited?(retryAfterSeconds: number): ServiceRefusal;
  /** Its own answer for the faults server_error and maintenance; default a plain JSON message. */
  failed?(status: number): ServiceRefusal;
}
