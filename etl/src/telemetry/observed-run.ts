import type { ExportResult } from '../base/run-result';
import type { Table } from '../schema/column';

/** What is known of a run when it has ended. */
export interface ObservedRun {
  /** null: it ended before it held the lake. */
  runId: string | null;
  sources: readonly string[];
  /** Epoch ms. */
  startedAt: number;
  finishedAt: number;
  outcome: ExportResult['outcome'];
  exitCode: number;
  /** null: it threw. */
  result: ExportResult | null;
  error: string | null;
  /** As they were published last. */
  tables: ReadonlyMap<string, { rows: number; rewritten: boolean }>;
  /** Those of custom fields, whose columns the lake alone knows. */
  fieldTables: readonly Table[];
}
