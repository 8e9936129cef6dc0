/** The service over real sockets, on a lake of the test. */
import { request } from 'undici';
import type { Config, ServeConfig } from '../../etl/src/config/config';
import { secretsOf } from '../../etl/src/config/config';
import type { RunEvent } from '../../etl/src/base/events';
import { exportToEnd } from '../../etl/src/serve/runs/export-to-end';
import type { StartExport } from '../../etl/src/serve/runs/start';
import { startService } from '../../etl/src/serve/service';
import type { Service, ServiceOptions } from '../../etl/src/serve/service';
import { redactor } from '../../vendors/redact';

export const TOKEN = 'token-of-the-readers-1';

/** Exports in the process of the test: quick, and what it does is seen. */
export const exportHere: StartExport = (config, options, listener) => {
  const ending = new AbortController();
  return {
    ended: exportToEnd(config, options, ending.signal, listener),
    end: () => {
      ending.abort();
    },
    kill: () => undefined,
  };
};

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  bytes: Buffer;
  /** The body as JSON. */
  json<T = Record<string, unknown>>(): T;
}

export interface Asking {
  method?: 'GET' | 'HEAD' | 'POST' | 'DELETE';
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is. */
  raw?: string;
  /** Default: the right one, as Bearer. */
  authorization?: string | null;
}

export interface RunningService extends Service {
  ask(path: string, asking?: Asking): Promise<Answer>;
  /** Log lines, redacted as they would be written. */
  logged: string[];
  events: RunEvent[];
}

const running: RunningService[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

type Options = Partial<ServiceOptions> & { serve?: Partial<ServeConfig> };

/** Closed after the test. */
export async function serve(config: Config, options: Options = {}): Promise<RunningService> {
  const service = await openService(config, options);
  running.push(service);
  return service;
}

/** For all tests of a file, which closes it. */
export async function openService(config: Config, options: Options = {}): Promise<RunningService> {
  const { serve: changes, ...rest } = options;
  const whole = { ...config, serve: { ...config.serve, token: TOKEN, ...changes } };
  const redact = redactor(secretsOf(whole));
  const logged: string[] = [];
  const events: RunEvent[] = [];
  const line = (facts: object, message: string): void => {
    logged.push(redact(JSON.stringify({ ...facts, message })));
  };
  const service = await startService({
    config: whole,
    host: whole.serve.host,
    port: 0,
    log: { info: line, warn: line, error: line, request: line },
    listener: (event) => {
      events.push(event);
    },
    redact,
    startExport: exportHere,
    ...rest,
  });
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => {
    closing ??= service.close();
    return closing;
  };
  return { ...service, close, ask: (path, asking) => ask(`${service.url}${path}`, asking), logged, events };
}

export async function ask(url: string, asking: Asking = {}): Promise<Answer> {
  const { method = 'GET', body, raw, authorization = `Bearer ${TOKEN}` } = asking;
  const {
    statusCode,
    headers,
    body: content,
  } = await request(url, {
    method,
    headers: {
      ...(authorization === null ? {} : { authorization }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...asking.headers,
    },
    ...(body === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
  });
  const bytes = Buffer.from(await content.arrayBuffer());
  const text = bytes.toString();
  return { status: statusCode, headers, text, bytes, json: <T>() => JSON.parse(text) as T };
}
