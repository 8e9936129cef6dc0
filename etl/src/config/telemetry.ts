/**
 * Where what runs do is reported: `telemetry:` of the file, else the variables that the clients of OpenLineage and
 * OpenTelemetry read. What the environment says wrongly is meant for others, too: it is reported, and stops no run.
 */
import { z } from 'zod';
import type { MetricsConfig, LineageConfig, TelemetryConfig } from './config';
import { about, leaf } from './leaf';
import { read, refuse } from './readers';
import type { ValueReader } from './readers';
import type { Variables } from './variables';

export const telemetrySchema = z.strictObject({
  openlineage: leaf(receiverUrl)
    .optional()
    .meta(
      about({
        form: 'URL',
        default: 'OPENLINEAGE_URL of the environment',
        description:
          'Where events of OpenLineage are sent, without `/api/v1/lineage`: one when a run starts, one when it ends.',
      }),
    ),
  otlp: leaf(receiverUrl)
    .optional()
    .meta(
      about({
        form: 'URL',
        default: 'OTEL_EXPORTER_OTLP_ENDPOINT of the environment',
        description: 'Where metrics are sent after a run, as OTLP over HTTP in JSON, without `/v1/metrics`.',
      }),
    ),
});

export type TelemetryUrls = z.infer<typeof telemetrySchema>;

function receiverUrl(text: string): ReturnType<ValueReader<string>> {
  const url = urlOf(text);
  return url === null
    ? refuse(() => 'this is not an http or https URL', 'Write it like http://collector.example:4318.')
    : read(url);
}

function urlOf(text: string): string | null {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  return url !== null && /^https?:$/.test(url.protocol) ? url.href : null;
}

/** @param urls of the file */
export function readTelemetry(urls: TelemetryUrls, variables: Variables): TelemetryConfig {
  const environment = new Environment(variables);
  return { lineage: lineageOf(urls, environment), metrics: metricsOf(urls, environment), refused: environment.refused };
}

/** Of a receiver that does not answer; the clients of OpenLineage wait as long. */
const LINEAGE_MS = 5000;
const METRICS_MS = 10_000;
const MOST_MS = 15_000;

function lineageOf(urls: TelemetryUrls, environment: Environment): LineageConfig | null {
  if (environment.isTrue('OPENLINEAGE_DISABLED')) return null;
  const url = urls.openlineage ?? environment.url('OPENLINEAGE_URL');
  if (url === undefined) return null;
  const key = environment.text('OPENLINEAGE_API_KEY');
  return {
    url: below(url, environment.text('OPENLINEAGE_ENDPOINT') ?? 'api/v1/lineage'),
    headers: key === undefined ? {} : environment.headers('OPENLINEAGE_API_KEY', { authorization: `Bearer ${key}` }),
    timeoutMs: LINEAGE_MS,
    namespace: environment.text('OPENLINEAGE_NAMESPACE') ?? 'ticketlake',
  };
}

function metricsOf(urls: TelemetryUrls, environment: Environment): MetricsConfig | null {
  const exporter = environment.text('OTEL_METRICS_EXPORTER');
  if (environment.isTrue('OTEL_SDK_DISABLED') || (exporter !== undefined && !exporter.split(',').includes('otlp')))
    return null;
  const base = urls.otlp ?? environment.url('OTEL_EXPORTER_OTLP_ENDPOINT');
  const own = urls.otlp === undefined ? environment.url('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT') : undefined;
  const url = own ?? (base === undefined ? undefined : below(base, 'v1/metrics'));
  if (url === undefined || (urls.otlp === undefined && environment.isGrpc())) return null;
  const headers = ['OTEL_EXPORTER_OTLP_METRICS_HEADERS', 'OTEL_EXPORTER_OTLP_HEADERS'].find(
    (name) => environment.text(name) !== undefined,
  );
  return {
    url,
    headers: headers === undefined ? {} : environment.headers(headers, environment.pairs(headers, true)),
    timeoutMs:
      environment.milliseconds('OTEL_EXPORTER_OTLP_METRICS_TIMEOUT') ??
      environment.milliseconds('OTEL_EXPORTER_OTLP_TIMEOUT') ??
      METRICS_MS,
    resource: {
      ...environment.pairs('OTEL_RESOURCE_ATTRIBUTES', false),
      ...(environment.text('OTEL_SERVICE_NAME') === undefined
        ? {}
        : { 'service.name': environment.text('OTEL_SERVICE_NAME') ?? '' }),
    },
  };
}

function below(base: string, path: string): string {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`;
  return url.href;
}

/** No value is shown: it may hold a key. */
class Environment {
  readonly refused: string[] = [];

  constructor(private readonly variables: Variables) {}

  text(name: string): string | undefined {
    const value = this.variables[name]?.trim();
    return value === '' ? undefined : value;
  }

  isTrue(name: string): boolean {
    return this.text(name)?.toLowerCase() === 'true';
  }

  url(name: string): string | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const url = urlOf(value);
    if (url !== null) return url;
    this.refused.push(`the variable ${name} is not an http or https URL, so nothing is sent there`);
    return undefined;
  }

  isGrpc(): boolean {
    const names = ['OTEL_EXPORTER_OTLP_METRICS_PROTOCOL', 'OTEL_EXPORTER_OTLP_PROTOCOL'];
    const name = names.find((each) => this.text(each) !== undefined);
    if (name === undefined || this.text(name)?.toLowerCase() !== 'grpc') return false;
    this.refused.push(`the variable ${name} asks for gRPC. Metrics are sent over HTTP only, so nothing is sent`);
    return true;
  }

  milliseconds(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d{1,9}$/.test(value) && Number(value) > 0) return Math.min(Number(value), MOST_MS);
    this.refused.push(`the variable ${name} is not a number of milliseconds, so the default is used`);
    return undefined;
  }

  /** `name=value,name=value`, each percent-encoded. */
  pairs(name: string, inSmallLetters: boolean): Record<string, string> {
    const pieces = (this.text(name) ?? '').split(',').filter((piece) => piece.trim() !== '');
    const pairs = pieces.map((piece) => pairOf(piece));
    if (pairs.some((pair) => pair === null))
      this.refused.push(`the variable ${name} is not written as name=value,name=value`);
    const found = pairs.filter((pair) => pair !== null);
    return Object.fromEntries(found.map(([key, value]) => [inSmallLetters ? key.toLowerCase() : key, value]));
  }

  /** Those that HTTP can carry. */
  headers(name: string, headers: Readonly<Record<string, string>>): Record<string, string> {
    const entries = Object.entries(headers);
    const good = entries.filter(
      ([key, value]) => /^[!#$%&'*+.^_`|~0-9a-z-]+$/.test(key) && /^[\x20-\x7e]*$/.test(value),
    );
    if (good.length < entries.length)
      this.refused.push(`the variable ${name} holds a character that no header of HTTP can carry`);
    return Object.fromEntries(good);
  }
}

function pairOf(piece: string): [string, string] | null {
  const at = piece.indexOf('=');
  if (at < 1) return null;
  try {
    return [decodeURIComponent(piece.slice(0, at).trim()), decodeURIComponent(piece.slice(at + 1).trim())];
  } catch {
    return null;
  }
}
