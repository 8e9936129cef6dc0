/** `parquet/_manifest.json`: what a publication consists of. Whoever copies the files can prove that they fit together. */
import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { LakeError } from '../state/lake-error';
import { syncFile } from './disk';

const ENTRY = z.object({
  /** Below the folder of the manifest, with `/`. */
  path: z.string(),
  table: z.string(),
  /** As `created_month=2026-11`. */
  partition: z.string().nullable(),
  rows: z.number(),
  bytes: z.number(),
  sha256: z.string(),
  schema_version: z.number(),
  /** The run that wrote the file. */
  run_id: z.string(),
});

const MANIFEST = z.object({
  schema_version: z.number(),
  /** The run that published. */
  run_id: z.string(),
  published_at: z.string(),
  files: z.array(ENTRY),
});

export type ManifestEntry = z.infer<typeof ENTRY>;
export type Manifest = z.infer<typeof MANIFEST>;

export async function writeManifest(file: string, manifest: Manifest): Promise<void> {
  await writeFile(file, `${JSON.stringify(manifest, null, 2)}\n`);
  await syncFile(file);
}

/** @throws LakeError when there is none, or it is not one of ours */
export async function readManifest(file: string): Promise<Manifest> {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) throw new LakeError('not_published', `there is no ${file} yet`, 'Run `ticketlake export` first.');
  const parsed = MANIFEST.safeParse(jsonOf(text));
  if (parsed.success) return parsed.data;
  throw new LakeError(
    'unreadable',
    `${file} is not a manifest of Ticketlake`,
    'Run `ticketlake export`: it writes a new one.',
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
