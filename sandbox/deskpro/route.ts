/** Routes below /api/v2: the key first, then the handler, then the answer. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { callerIn } from './access';
import type { Caller, DeskproState } from './state';
import type { Json, JsonObject } from './json';
import { isObject } from './json';
import type { RawQuery } from './listing';
import { badRequest, notFound, Refused } from './answers';

export interface RouteRequest {
  caller: Caller;
  path: Readonly<Record<string, string>>;
  query: RawQuery;
  headers: FastifyRequest['headers'];
  /** Parsed JSON, or the bytes of a form. */
  rawBody: unknown;
  /** @throws Refused 400 when it is no object */
  body(): JsonObject;
}

/** An answer that is not the usual one of its verb. */
export class Reply {
  constructor(
    readonly status: number,
    readonly body: JsonObject | null,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

export interface Created {
  /** Path of the new or changed record below /api/v2. */
  location: string;
  record: JsonObject;
  /** What `include` side-loads where the record is asked for with the write. */
  linked?(include: readonly string[]): JsonObject;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Routes {
  /** 200 with the body that is returned. */
  get(path: string, endpoint: string, handler: (ask: RouteRequest) => JsonObject | Reply): void;
  /** 201 with the record; a POST that only asks answers by itself. */
  post(path: string, endpoint: string, handler: (ask: RouteRequest) => Created | Reply): void;
  /** 204, or 200 with the record when `follow_location=1` was asked. */
  put(path: string, endpoint: string, handler: (ask: RouteRequest) => Created): void;
  /** 200 with empty data. */
  delete(path: string, endpoint: string, handler: (ask: RouteRequest) => void): void;
  /** One request inside of another: what it would answer. */
  within(outer: RouteRequest, method: string, url: string, body: Json | undefined): Reply;
}

interface KnownRoute {
  method: Method;
  segments: string[];
  run(ask: RouteRequest): Reply;
}

const ROOT = '/api/v2';

export function routesOf(app: FastifyInstance, state: DeskproState): Routes {
  const known: KnownRoute[] = [];
  const add = (method: Method, path: string, endpoint: string, run: (ask: RouteRequest) => Reply): void => {
    known.push({ method, segments: path.split('/'), run });
    app.route({
      method,
      url: `${ROOT}${path}`,
      config: { endpoint },
      handler: async (request, reply) => {
        const { status, headers, body } = run(askOf(state, request));
        return reply
          .code(status)
          .headers(headers)
          .send(body ?? undefined);
      },
    });
  };
  const located = ({ query }: RouteRequest, status: number, { location, record, linked }: Created): Reply => {
    const body = { data: record, meta: {}, linked: {} };
    const headers = { location: `${state.instance.origin()}${ROOT}${location}` };
    if (status === 201) return new Reply(201, body, headers);
    if (query['follow_location'] !== '1') return new Reply(204, null, headers);
    const include = String(query['include'] ?? '').split(',');
    return new Reply(200, { ...body, linked: linked?.(include) ?? {} }, headers);
  };
  return {
    get: (path, endpoint, handler) => add('GET', path, endpoint, (ask) => replyOf(handler(ask))),
    post: (path, endpoint, handler) =>
      add('POST', path, endpoint, (ask) => {
        const outcome = handler(ask);
        return outcome instanceof Reply ? outcome : located(ask, 201, outcome);
      }),
    put: (path, endpoint, handler) => add('PUT', path, endpoint, (ask) => located(ask, 204, handler(ask))),
    delete: (path, endpoint, handler) =>
      add('DELETE', path, endpoint, (ask) => {
        handler(ask);
        return new Reply(200, { data: [], meta: [], linked: [] });
      }),
    within: (outer, method, url, body) => runWithin(known, outer, method, url, body),
  };
}

function replyOf(outcome: JsonObject | Reply): Reply {
  return outcome instanceof Reply ? outcome : new Reply(200, outcome);
}

function runWithin(
  known: readonly KnownRoute[],
  outer: RouteRequest,
  method: string,
  url: string,
  body: Json | undefined,
): Reply {
  const { pathname, searchParams } = new URL(url.replace(ROOT, ''), 'http://localhost');
  const parts = pathname.split('/');
  const fits = ({ segments }: KnownRoute) =>
    segments.length === parts.length && segments.every((one, at) => one.startsWith(':') || one === parts[at]);
  const route = known.find((one) => one.method === method && fits(one));
  const path = Object.fromEntries(
    (route?.segments ?? []).flatMap((one, at) => (one.startsWith(':') ? [[one.slice(1), parts[at] ?? '']] : [])),
  );
  try {
    if (!route) throw notFound(pathname);
    return route.run({
      ...outer,
      path,
      query: Object.fromEntries(searchParams),
      rawBody: body,
      body: () => objectIn(body),
    });
  } catch (error) {
    if (!(error instanceof Refused) || !isObject(error.refusal.body)) throw error;
    return new Reply(error.refusal.status, error.refusal.body);
  }
}

function askOf(state: DeskproState, request: FastifyRequest): RouteRequest {
  return {
    caller: callerIn(state, request),
    path: textsIn(request.params),
    query: queryIn(request.query),
    headers: request.headers,
    rawBody: request.body,
    body: () => objectIn(request.body),
  };
}

function objectIn(body: unknown): JsonObject {
  if (!isObject(body)) throw badRequest('The body must be a JSON object');
  return body;
}

function textsIn(params: unknown): Record<string, string> {
  return isObject(params)
    ? Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
    : {};
}

function queryIn(query: unknown): RawQuery {
  if (typeof query !== 'object' || query === null) return {};
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.map(String) : String(value)]),
  );
}
