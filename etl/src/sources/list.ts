/** The sources that are published, beside those that the configuration names. */
import { heldSources } from '../catalog/held-sources';
import type { HeldSource } from '../catalog/held-sources';
import { LakeError } from '../base/errors';
import type { Config } from '../config/config';
import { openPublished, publishedRows } from '../publish/published';
import { tickets } from '../schema/ticket-tables';

export interface ListedSource extends HeldSource {
  is_configured: boolean;
  /** False: configured, and never exported. */
  is_published: boolean;
}

/** @throws LakeError when what is published cannot be read */
export async function listSources({ lake, sources }: Config): Promise<ListedSource[]> {
  const held = await published(lake);
  const listed = held.map((each) => ({
    ...each,
    is_configured: sources.some(({ name }) => name === each.source),
    is_published: true,
  }));
  const waiting = sources
    .filter(({ name }) => !held.some(({ source }) => source === name))
    .map(({ name, vendor }) => {
      return { source: name, vendor: vendor.name, tickets: 0, also_in: [], is_configured: true, is_published: false };
    });
  return [...listed, ...waiting].sort((a, b) => (a.source < b.source ? -1 : 1));
}

async function published(lake: string): Promise<HeldSource[]> {
  const reader = await openPublished(lake).catch((error: unknown) => {
    if (error instanceof LakeError && error.code === 'not_published') return null;
    throw error;
  });
  if (reader === null) return [];
  try {
    return await heldSources(reader, await publishedRows(reader, tickets));
  } finally {
    await reader.close();
  }
}
