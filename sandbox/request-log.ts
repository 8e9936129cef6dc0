/** What was asked of the sandbox: counts for ever, the last requests in full, never a key. */

export interface LoggedRequest {
  /** Sandbox clock, ISO. */
  at: string;
  service: string;
  /** The route's name; `unknown` for a path that the service does not have. */
  endpoint: string;
  method: string;
  /** Path and query, keys replaced by `***`. */
  path: string;
  /** null while it is under way; 0 when the connection was cut before a status was sent. */
  status: number | null;
  ms: number | null;
  /** The fault that struck it, if any. */
  fault: string | null;
}

export interface RequestCounts {
  total: number;
  /** service → endpoint → requests. */
  byEndpoint: Record<string, Record<string, number>>;
  /** service → status → requests. */
  byStatus: Record<string, Record<string, number>>;
}

export interface RequestLog {
  /** On arrival: from then on it counts. */
  add(request: LoggedRequest): void;
  /** Fills in what is known at its end. */
  end(request: LoggedRequest, result: { status: number; ms: number; fault: string | null }): void;
  /** Of one service, or of one endpoint of it; without arguments of all. */
  count(service?: string, endpoint?: string): number;
  counts(): RequestCounts;
  /** Newest last; default all that are kept. */
  last(count?: number): LoggedRequest[];
  reset(): void;
}

const KEPT = 1000;

export function createRequestLog(): RequestLog {
  let kept: LoggedRequest[] = [];
  let counts: RequestCounts = { total: 0, byEndpoint: {}, byStatus: {} };

  const increase = (table: Record<string, Record<string, number>>, service: string, member: string): void => {
    const row = (table[service] ??= {});
    row[member] = (row[member] ?? 0) + 1;
  };

  return {
    add: (request) => {
      counts.total++;
      increase(counts.byEndpoint, request.service, request.endpoint);
      kept.push(request);
      if (kept.length >= 2 * KEPT) kept = kept.slice(-KEPT);
    },
    end: (request, result) => {
      Object.assign(request, result);
      increase(counts.byStatus, request.service, String(result.status));
    },
    count: (service, endpoint) => {
      if (service === undefined) return counts.total;
      const row = counts.byEndpoint[service] ?? {};
      if (endpoint !== undefined) return row[endpoint] ?? 0;
      return Object.values(row).reduce((sum, requests) => sum + requests, 0);
    },
    counts: () => structuredClone(counts),
    last: (count = KEPT) => (count > 0 ? kept.slice(-Math.min(count, KEPT)) : []).map((request) => ({ ...request })),
    reset: () => {
      kept = [];
      counts = { total: 0, byEndpoint: {}, byStatus: {} };
    },
  };
}

const SECRET_MEMBER =
  /([?&](?:[\w.-]*[._-])?(?:apikey|key|token|secret|password|auth|authorization|signature)=)[^&#]*/gi;

/** `secrets` are replaced wherever they stand, plain or percent-encoded; query members named like a key too. */
export function withoutSecrets(path: string, secrets: readonly string[]): string {
  let clean = path.replace(SECRET_MEMBER, '$1***');
  for (const secret of secrets) clean = clean.replaceAll(secret, '***').replaceAll(encodeURIComponent(secret), '***');
  return clean;
}
