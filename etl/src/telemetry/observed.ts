/**
 * Reports a run where the configuration says so: an event of OpenLineage when it starts and one when it ends, metrics
 * of OpenTelemetry when it ended. What cannot be sent is a warning; it changes neither the run nor its exit code.
 */
import { redactedJson } from '../../../vendors/redact';
import { toResult } from '../../../vendors/result';
import type { Listener, RunEvent } from '../base/events';
import type { ExportResult } from '../base/run-result';
import { LakeError } from '../base/errors';
import { messageOf } from '../base/system-error';
import type { Config, ReceiverConfig } from '../config/config';
import { messageRedactor } from '../config/message-redaction';
import { deliver } from '../http/delivery';
import { lineageEnd, lineageStart } from './lineage';
import { metricsOf } from './metrics';
import { publishedFieldTables, readManifest } from '../publish/manifest';
import type { Table } from '../schema/column';
import { lakePaths } from '../store/database';
import type { ObservedRun } from './observed-run';

export interface ObserveOptions {
  config: Config;
  listener: Listener;
  /** Was aborted where somebody ended the run. */
  signal: AbortSignal;
  /** Epoch ms. */
  now(): number;
  /** With which the command ends that throws this. */
  exitCodeOf(error: unknown): number;
}

/**
 * @param work the export; it tells the listener that it is given
 * @returns what it returns. @throws what it throws
 */
export async function observed(
  options: ObserveOptions,
  work: (listener: Listener) => Promise<ExportResult>,
): Promise<ExportResult> {
  const { lineage, metrics, refused } = options.config.telemetry;
  const observer = new Observer(options);
  for (const message of refused) observer.warn(message);
  if (lineage === null && metrics === null) return work(options.listener);
  try {
    const result = await work(observer.listener);
    await observer.ended({ outcome: result.outcome, exitCode: result.exit_code, result, error: null });
    return result;
  } catch (error) {
    // A run that found the lake held is none.
    if (!(error instanceof LakeError && error.code === 'locked')) {
      const exitCode = options.exitCodeOf(error);
      const outcome = options.signal.aborted ? 'interrupted' : 'failed';
      await observer.ended({ outcome, exitCode, result: null, error: messageOf(error) });
    }
    throw error;
  }
}

/** None where nothing was published. */
async function fieldTablesOf({ lake }: Config): Promise<Table[]> {
  const manifest = await toResult(readManifest(lakePaths(lake).manifest));
  return manifest.status === 'fulfilled' ? publishedFieldTables(manifest.value) : [];
}

class Observer {
  private runId: string | null = null;
  private sources: readonly string[] = [];
  private readonly tables = new Map<string, { rows: number; rewritten: boolean }>();
  private readonly startedAt: number;
  private readonly warned = new Set<string>();
  private start: Promise<void> = Promise.resolve();

  constructor(private readonly options: ObserveOptions) {
    this.startedAt = options.now();
  }

  readonly listener: Listener = (event) => {
    this.hear(event);
    this.options.listener(event);
  };

  async ended(end: Pick<ObservedRun, 'outcome' | 'exitCode' | 'result' | 'error'>): Promise<void> {
    const { config, now } = this.options;
    const { runId, sources, startedAt, tables } = this;
    const fieldTables = await fieldTablesOf(config);
    const run: ObservedRun = { runId, sources, startedAt, finishedAt: now(), tables, fieldTables, ...end };
    const { lineage, metrics } = config.telemetry;
    // An end that overtakes its start would be an end of nothing. What is left of the start takes from the same time.
    const reported = async (): Promise<void> => {
      if (lineage === null || runId === null) return;
      const late = AbortSignal.timeout(lineage.timeoutMs);
      await this.start;
      await this.send('OpenLineage', lineage, lineageEnd(config, lineage, runId, run), late);
    };
    const measured =
      metrics === null ? undefined : this.send('OpenTelemetry', metrics, metricsOf(config, metrics, run));
    await Promise.all([reported(), measured]);
  }

  warn(message: string): void {
    if (this.warned.has(message)) return;
    this.warned.add(message);
    this.options.listener({ type: 'note', source: null, stream: null, level: 'warning', message });
  }

  private hear(event: RunEvent): void {
    if (event.type === 'published') this.note(event.tables);
    if (event.type !== 'run_started') return;
    this.runId = event.run_id;
    this.sources = event.sources;
    const { config, now } = this.options;
    const { lineage } = config.telemetry;
    if (lineage === null) return;
    this.start = this.send('OpenLineage', lineage, lineageStart(config, lineage, event.run_id, event.sources, now()));
  }

  /** A run publishes several times: a table is rewritten where one of them did it. */
  private note(tables: Extract<RunEvent, { type: 'published' }>['tables']): void {
    for (const { table, rows, rewritten } of tables)
      this.tables.set(table, { rows, rewritten: rewritten || this.tables.get(table)?.rewritten === true });
  }

  private async send(
    name: string,
    receiver: ReceiverConfig,
    message: object,
    signal = AbortSignal.timeout(receiver.timeoutMs),
  ): Promise<void> {
    const { config } = this.options;
    const body = redactedJson(JSON.stringify(message), messageRedactor(config));
    const delivery = await deliver(receiver, body, { proxy: config.proxy, signal, pausesMs: [] });
    if (delivery.ok && delivery.isEndless)
      this.warn(
        `${name}: the report of the run was sent, but the answer was too long or too slow to be read to its end`,
      );
    if (delivery.ok) return;
    const why = signal.aborted ? 'its host did not answer in time' : delivery.why;
    this.warn(`${name}: the report of the run could not be sent: ${why}`);
  }
}
