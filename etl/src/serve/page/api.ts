/** Asks the service; what it refuses is an error with its words and its remedy. */
import type { ErrorAnswer, QueryAnswer, QueryFormat } from '../answers';
import type { Question } from './figures';

export class ServiceError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly remedy: string | null,
  ) {
    super(message);
    this.name = 'ServiceError';
  }
}

/** @throws ServiceError */
export async function get<T>(path: string): Promise<T> {
  return jsonOf<T>(await ask(path, {}));
}

/** @throws ServiceError */
export async function post<T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<T> {
  return jsonOf<T>(await send(path, body, headers));
}

/** @throws ServiceError */
export async function remove<T>(path: string): Promise<T> {
  return jsonOf<T>(await ask(path, { method: 'DELETE' }));
}

/** Rows of a question of the page itself. @throws ServiceError */
export async function rowsOf<T>({ sql, params }: Question): Promise<T[]> {
  const { rows } = await post<{ rows: T[] }>('api/query', { sql, params });
  return rows;
}

/** @param limit most rows @throws ServiceError */
export function query(sql: string, limit: number): Promise<QueryAnswer> {
  return post<QueryAnswer>('api/query', { sql, limit });
}

export interface ResultFile {
  content: Blob;
  isTruncated: boolean;
}

/** @param limit most rows @throws ServiceError */
export async function queryFile(sql: string, format: QueryFormat, limit: number): Promise<ResultFile> {
  const response = await send('api/query', { sql, format, limit }, {});
  return { content: await response.blob(), isTruncated: response.headers.get('ticketlake-truncated') === 'true' };
}

function send(path: string, body: unknown, headers: Record<string, string>): Promise<Response> {
  return ask(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
}

async function ask(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, { ...init, cache: 'no-store' }).catch(() => null);
  if (response === null)
    throw new ServiceError('unreachable', 'the service does not answer', 'Is `ticketlake serve` still running?');
  if (response.ok) return response;
  const answer = await jsonOf<Partial<ErrorAnswer>>(response).catch(() => null);
  const { code, message, remedy } = answer?.error ?? {};
  throw new ServiceError(
    code ?? 'unexpected',
    message ?? `the service answered with status ${response.status}`,
    remedy ?? null,
  );
}

async function jsonOf<T>(response: Response): Promise<T> {
  const body: T = await response.json();
  return body;
}
