/** Which notices were sent, kept in `state/notices.json` of the lake, so that `export` and `serve` send each once. */
import { createHash } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { jsonOf } from '../base/json-text';
import { readIfThere, writeWhole } from '../base/whole-file';
import type { NoticeConfig } from '../config/config';
import { lakePaths } from '../store/database';

const TROUBLE = z.object({ source: z.string().nullable(), stream: z.string().nullable() });
const MEMORY = z.object({
  version: z.literal(1),
  /** Grows with every run that notes something: of two copies the one with more is the later one. */
  revision: z.number().int().nonnegative().default(0),
  outage: z.object({ since: z.iso.datetime(), troubles: z.array(TROUBLE).readonly() }).nullable(),
  /** By receiver: what it heard of the outage. */
  heard: z.record(z.string(), z.object({ subjects: z.array(z.string()).readonly(), isUnsure: z.boolean() })),
});

export type NoticeMemory = z.infer<typeof MEMORY>;

const EMPTY: NoticeMemory = { version: 1, revision: 0, outage: null, heard: {} };

function fileOf(lake: string): string {
  return path.join(lakePaths(lake).state, 'notices.json');
}

/** One that is missing or cannot be read counts as empty: notices of what still fails are sent again. */
export function readMemory(lake: string): NoticeMemory {
  try {
    return memoryIn(readIfThere(fileOf(lake))) ?? EMPTY;
  } catch {
    return EMPTY;
  }
}

/** @returns null for a text that is none */
export function memoryIn(text: string): NoticeMemory | null {
  return MEMORY.safeParse(jsonOf(text)).data ?? null;
}

export function laterMemory(one: NoticeMemory | null, other: NoticeMemory): NoticeMemory {
  return one !== null && one.revision >= other.revision ? one : other;
}

export function memoryText(memory: NoticeMemory): string {
  return `${JSON.stringify(memory)}\n`;
}

/** @throws errors of the system */
export function writeMemory(lake: string, memory: NoticeMemory): void {
  writeWhole(fileOf(lake), memoryText(memory), 0o600);
}

/** Names a receiver without its URL, which is a secret. One that was changed is another one. */
export function receiverOf({ url, on, format, ping }: NoticeConfig): string {
  const text = JSON.stringify([url, [...on].sort(), ping ? 'ping' : format]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
