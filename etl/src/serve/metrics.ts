/** Figures for Prometheus. Those of the lake are read when they are asked for, once a publication. */
import type { FastifyInstance } from 'fastify';
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';
import type { LakeContents } from '../status/status';
import type { RunAnswer } from './answers';
import { onEnd } from './http/ended';

export interface LakeFigures {
  publishedAt: string;
  contents: LakeContents;
}

export interface MetricsOptions {
  /** null while nothing is published. */
  lake(): Promise<LakeFigures | null>;
  isRunning(): boolean;
  /** Epoch ms. */
  now(): number;
}

export class Metrics {
  private readonly registry = new Registry();
  private readonly runs = new Counter({
    name: 'ticketlake_runs_total',
    help: 'Runs that ended, by what began them and how they ended.',
    labelNames: ['trigger', 'outcome'],
    registers: [this.registry],
  });
  private readonly requests = new Histogram({
    name: 'ticketlake_http_request_duration_seconds',
    help: 'From the request to the last byte of the answer.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [this.registry],
  });
  private readonly running = this.gauge('ticketlake_run_running', '1 while a run of this service is under way.', []);
  private readonly published = this.gauge(
    'ticketlake_published_timestamp_seconds',
    'When the tables were last published.',
    [],
  );
  private readonly fresh = this.gauge(
    'ticketlake_source_last_complete_timestamp_seconds',
    'When the tickets of a source were last read as a whole.',
    ['source', 'vendor'],
  );
  private readonly age = this.gauge(
    'ticketlake_source_freshness_seconds',
    'Age of the last complete reading of the tickets of a source.',
    ['source', 'vendor'],
  );
  private readonly outcome = this.gauge(
    'ticketlake_source_last_outcome',
    '1 for the outcome of the last run of a source.',
    ['source', 'vendor', 'outcome'],
  );
  private readonly rows = this.gauge('ticketlake_table_rows', 'Rows of a published table.', ['table']);

  constructor(private readonly options: MetricsOptions) {
    collectDefaultMetrics({ register: this.registry });
  }

  runEnded({ trigger, outcome }: RunAnswer): void {
    this.runs.inc({ trigger, outcome: outcome ?? 'unknown' });
  }

  /** Counts every request of the app. */
  watch(app: FastifyInstance): void {
    onEnd(app, (request, reply, milliseconds) => {
      const route = request.routeOptions.url ?? 'unknown';
      const labels = { method: request.method, route, status: String(reply.statusCode) };
      this.requests.observe(labels, milliseconds / 1000);
    });
  }

  get mediaType(): string {
    return this.registry.contentType;
  }

  async text(): Promise<string> {
    this.running.set(this.options.isRunning() ? 1 : 0);
    const lake = await this.options.lake();
    for (const gauge of [this.published, this.fresh, this.age, this.outcome, this.rows]) gauge.reset();
    if (lake !== null) this.readLake(lake);
    return this.registry.metrics();
  }

  private readLake({ publishedAt, contents }: LakeFigures): void {
    this.published.set(Date.parse(publishedAt) / 1000);
    for (const { source, vendor, last_complete_at: at, last_outcome: outcome } of contents.sources) {
      if (outcome !== null) this.outcome.set({ source, vendor, outcome }, 1);
      if (at === null) continue;
      this.fresh.set({ source, vendor }, Date.parse(at) / 1000);
      this.age.set({ source, vendor }, Math.max(0, (this.options.now() - Date.parse(at)) / 1000));
    }
    for (const [table, rows] of Object.entries(contents.tables)) this.rows.set({ table }, rows);
  }

  private gauge<T extends string>(name: string, help: string, labelNames: T[]): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers: [this.registry] });
  }
}
