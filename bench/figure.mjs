// What figures are made of: a lake with its service, and rows.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startService } from './processes.mjs';

export async function withLake({ dist, tickets }, serviceOptions, measure) {
  const lake = mkdtempSync(path.join(tmpdir(), 'ticketlake-bench-'));
  const service = await startService({ dist, tickets, ...serviceOptions });
  try {
    return await measure({ service, job: (job) => ({ dist, job: { lake, url: service.url, ...job } }) });
  } finally {
    await service.close();
    rmSync(lake, { recursive: true, force: true });
  }
}

/** A run that did not read everything says nothing about speed. */
export function sound({ outcome, streams }, tickets) {
  const found = streams.find(({ stream }) => stream === 'tickets')?.rows_new;
  if (outcome === 'complete' && found === tickets) return [];
  throw new Error(`the export ended ${outcome} with ${found} of ${tickets} tickets`);
}

export function last({ publications }) {
  return publications[publications.length - 1];
}

export function row(what, value, target, bound) {
  return { what, value, target, bound };
}

export function seconds(ms) {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s`;
}

export function times(ratio) {
  return `${ratio.toFixed(1)} ×`;
}

export function megabytes(mb) {
  return `${Math.round(mb)} MB`;
}
