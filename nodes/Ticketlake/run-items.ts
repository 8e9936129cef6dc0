/** A run as an item: what happened in one sentence, and the figures that workflows decide by. */
import { dictionary } from '../../vendors/dictionary';
import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { flag } from '../shared/fields';
import type { Shape } from '../shared/shape';
import type { Run } from './api/answers';

export const RUN: Shape = {
  id: 'text',
  run_id: 'text',
  state: 'text',
  outcome: 'text',
  exit_code: 'number',
  summary: 'text',
  trigger: 'text',
  is_ending: 'flag',
  started_at: 'text',
  finished_at: 'text',
  published_at: 'text',
  rows_read: 'number',
  rows_new: 'number',
  rows_changed: 'number',
  rows_deleted: 'number',
  sources: { each: { source: 'text', vendor: 'text', outcome: 'text', error: 'text' } },
};

export const SIMPLIFY: INodeProperties = flag(
  'Simplify',
  'simplify',
  true,
  'Whether to return a simplified version of the response instead of the raw data',
);

/** @param isSimple else the whole record of the service, with the sentence added */
export function runItem(run: Run, isSimple: boolean): IDataObject {
  const summary = summaryOf(run);
  if (!isSimple) return { ...(run.record as IDataObject), summary };
  const facts: IDataObject = dictionary({
    ...run,
    record: null,
    summary,
    sources: run.sources.map((source) => ({ ...source })),
  });
  return Object.fromEntries(Object.keys(RUN).map((name) => [name, facts[name]]));
}

/** It ended, and what it was to read is not there as a whole. */
export const hasFailed = ({ outcome }: Run): boolean => ['failed', 'crashed', 'interrupted'].includes(outcome ?? '');

/** What was read counts, but it is not all there is: exit code 3 of `ticketlake export`. */
export const isPartly = ({ outcome }: Run): boolean => outcome === 'incomplete';

const ENDS: Readonly<Record<string, string>> = dictionary({
  complete: 'Complete',
  incomplete: 'Only a part could be read',
  failed: 'Nothing could be read',
  interrupted: 'It was ended before it was through; what it had read is kept, and the next run goes on from there',
  crashed: 'It ended without a result. The next run goes on from there',
});

/** One sentence about the run, as `Only a part could be read: acme: comments: …`. */
export function summaryOf(run: Run): string {
  const { state, outcome, is_ending: isEnding, rows_read: rows, waits } = run;
  if (state !== 'finished') {
    const now = isEnding ? 'It ends after the page in hand' : 'It is under way';
    return [`${now}, ${rows} rows read`, ...(waits === null ? [] : [waits])].join('; ');
  }
  const end = ENDS[outcome ?? ''] ?? `It ended ${outcome ?? ''}`;
  if (outcome === 'complete')
    return `${end}: ${rows} rows read, ${run.rows_new} new, ${run.rows_changed} changed, ${run.rows_deleted} deleted`;
  const faults = faultsOf(run);
  return faults === '' ? end : `${end}: ${faults}`;
}

function faultsOf({ error, sources }: Run): string {
  const ofSources = sources.flatMap(({ source, error: fault }) => (fault === null ? [] : `${source}: ${fault}`));
  return [...(error === null ? [] : [error.message]), ...ofSources].join('; ');
}
