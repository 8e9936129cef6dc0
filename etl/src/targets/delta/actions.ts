/** The actions of a Delta Lake log, as far as a writer has to know them. */
import { z } from 'zod';
import { jsonOf } from '../../base/json-text';

const TEXTS = z.record(z.string(), z.string().nullable());

const ADD = z.looseObject({
  path: z.string(),
  partitionValues: TEXTS,
  size: z.number(),
  modificationTime: z.number(),
  stats: z.string().nullish(),
  tags: TEXTS.nullish(),
});

const REMOVE = z.looseObject({
  path: z.string(),
  deletionTimestamp: z.number().nullish(),
  partitionValues: TEXTS.nullish(),
  size: z.number().nullish(),
});

const META = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  description: z.string().nullish(),
  schemaString: z.string(),
  partitionColumns: z.array(z.string()),
  configuration: TEXTS.nullish(),
  createdTime: z.number().nullish(),
});

const PROTOCOL = z.looseObject({
  minReaderVersion: z.number(),
  minWriterVersion: z.number(),
  readerFeatures: z.array(z.string()).nullish(),
  writerFeatures: z.array(z.string()).nullish(),
});

const TXN = z.looseObject({ appId: z.string(), version: z.number(), lastUpdated: z.number().nullish() });

const ACTION = z.looseObject({
  add: ADD.nullish(),
  remove: REMOVE.nullish(),
  metaData: META.nullish(),
  protocol: PROTOCOL.nullish(),
  txn: TXN.nullish(),
});

export type Add = z.infer<typeof ADD>;
export type Remove = z.infer<typeof REMOVE>;
export type MetaData = z.infer<typeof META>;
export type Protocol = z.infer<typeof PROTOCOL>;
export type Txn = z.infer<typeof TXN>;
export type Action = z.infer<typeof ACTION>;

/** @returns null for a line that is none */
export function actionIn(line: string): Action | null {
  return ACTION.safeParse(jsonOf(line)).data ?? null;
}

export function logLines(actions: readonly object[]): Buffer {
  return Buffer.from(actions.map((action) => `${JSON.stringify(action)}\n`).join(''));
}

/** Object of a version, below the folder of the table. */
export function commitName(version: number): string {
  return `_delta_log/${digits(version)}.json`;
}

export function checkpointName(version: number): string {
  return `_delta_log/${digits(version)}.checkpoint.parquet`;
}

function digits(version: number): string {
  return String(version).padStart(20, '0');
}
