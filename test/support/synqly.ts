/** Reading Synqly's streams over real sockets, as the exporter does: slice by slice, detours followed. */
import type { Sandbox } from '../../sandbox/server';
import { callWith } from '../../vendors/answer';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { readSlices as pagesOfSlices } from '../../vendors/paging';
import { synqly } from '../../vendors/synqly/vendor';
import type { PagingContext, PlanInput, Slice, SourceSettings, Stream } from '../../vendors/vendor';
import type { SentRequest } from './send';
import { fetchSend } from './send';

export const SETTINGS: SourceSettings = { timezone: null, pageSize: null, projects: [], paths: {} };

/** @param ending of the token: `-jira`, `-pagerduty`, `-scroll`, `-organization`; empty: the mock provider */
export function synqlyCall(sandbox: Sandbox, ending = '', log: SentRequest[] = []): Call {
  const { url, key } = sandbox.service('synqly');
  return callWith(fetchSend(url, synqly.secrets({ key: key + ending }), log), synqly.errorParser);
}

export interface Reading {
  ids: string[];
  records: Json[];
  notes: string[];
  slices: string[];
}

/** Every slice to its end, and the slices that take another's place. */
export async function readSlices(
  stream: Stream,
  slices: readonly Slice[],
  call: Call,
  context: PagingContext,
): Promise<Reading> {
  const reading: Reading = { ids: [], records: [], notes: [], slices: [] };
  for await (const page of pagesOfSlices(stream, slices, call, context)) {
    if (page.cursor === null) reading.slices.push(page.slice.key);
    for (const record of page.records) reading.records.push(record);
    reading.ids.push(...page.records.flatMap((record) => stream.idOf(record) ?? []));
    if (page.note !== null) reading.notes.push(page.note);
  }
  return reading;
}

export function planInput(call: Call, change: Partial<PlanInput> = {}): PlanInput {
  return {
    settings: SETTINGS,
    queueIds: [],
    mode: 'full',
    watermark: { created_at: null, updated_at: null },
    since: null,
    openTicketIds: [],
    call,
    now: '2026-11-02T00:00:00.000000Z',
    ...change,
  };
}

export function streamNamed(name: string): Stream {
  const stream = synqly.streams.find((candidate) => candidate.name === name);
  if (!stream) throw new Error(`Synqly has no stream ${name}`);
  return stream;
}

/** A whole stream, as a run reads it. */
export async function readStream(name: string, call: Call, change: Partial<PlanInput> = {}): Promise<Reading> {
  const stream = streamNamed(name);
  const input = planInput(call, change);
  if (!stream.plan) throw new Error(`${name} is read ticket by ticket`);
  const { slices } = await stream.plan(input);
  return readSlices(stream, slices, call, input);
}
