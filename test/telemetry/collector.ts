/** What a collector received. */
import type { Webhook } from '../support/webhook';
import type { LineageEvent } from './openlineage';
import type { OtlpMetrics } from './otlp';

export function eventsOf({ got }: Webhook): LineageEvent[] {
  return got.filter(({ url }) => url?.endsWith('/lineage')).map(({ text }) => JSON.parse(text) as LineageEvent);
}

export function typesOf(webhook: Webhook): string[] {
  return eventsOf(webhook).map(({ eventType }) => eventType);
}

export function metricsOf({ got }: Webhook): OtlpMetrics[] {
  return got.filter(({ url }) => url?.endsWith('/metrics')).map(({ text }) => JSON.parse(text) as OtlpMetrics);
}
