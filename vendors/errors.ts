/** The one error family. Messages are for people: what happened and where; `remedy` says how to mend it. */

export type ErrorCode =
  | 'bad_input'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'method_not_allowed'
  | 'invalid_request'
  | 'conflict'
  | 'unsupported'
  | 'rate_limited'
  | 'maintenance'
  | 'server_error'
  | 'network'
  | 'timeout'
  | 'redirect'
  | 'not_json'
  | 'truncated'
  | 'empty_answer'
  | 'too_large'
  | 'refused_by_service'
  | 'unknown_outcome'
  | 'incomplete'
  | 'aborted';

export interface ErrorFacts {
  code: ErrorCode;
  message: string;
  remedy?: string;
  /** The same request may succeed later. Whether it may be sent again is the request's matter. */
  retryable?: boolean;
  /** Tries in all that are worth their time, the first one included, where that is fewer than usual. */
  triesAtMost?: number;
  /** HTTP status, when there was an answer. */
  status?: number;
  /** What the service asked to wait, in milliseconds. */
  retryAfterMs?: number;
  /** `METHOD /path?query` without secrets. */
  request?: string;
  /** The service's own codes, as `dupe_ticket`. */
  serviceCodes?: readonly string[];
  /** The path that a redirect points to, without its query. */
  redirectPath?: string;
  /**
   * The service said itself that it has nothing at the address of the request. '' or what else may be so, to be put
   * behind "Deskpro has no ticket 7".
   */
  missing?: string;
  /** What was thrown below, for whoever asks for more detail. It may hold secrets. */
  cause?: unknown;
}

export class VendorError extends Error {
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly retryable: boolean;
  readonly triesAtMost: number | undefined;
  readonly status: number | undefined;
  readonly retryAfterMs: number | undefined;
  readonly request: string | undefined;
  readonly serviceCodes: readonly string[];
  readonly redirectPath: string | undefined;
  readonly missing: string | undefined;

  constructor(facts: ErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.name = 'VendorError';
    this.code = facts.code;
    this.remedy = facts.remedy;
    this.retryable = facts.retryable ?? false;
    this.triesAtMost = facts.triesAtMost;
    this.status = facts.status;
    this.retryAfterMs = facts.retryAfterMs;
    this.request = facts.request;
    this.serviceCodes = facts.serviceCodes ?? [];
    this.redirectPath = facts.redirectPath;
    this.missing = facts.missing;
  }
}

export function isVendorError(error: unknown): error is VendorError {
  return error instanceof VendorError;
}
