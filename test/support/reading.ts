/** Reading any vendor's streams over real sockets, slice by slice, detours followed. */
import type { Sandbox } from '../../sandbox/server';
import { callWith } from '../../vendors/answer';
import type { Call } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import type { Rows } from '../../vendors/model';
import { emptyRows } from '../../vendors/model';
import { readSlices as pagesOfSlices } from '../../vendors/paging';
import { UTC_ZONE_RULE } from '../../vendors/time';
import type {
  PagingContext,
  PlanInput,
  Slice,
  SourceSettings,
  Stream,
  UnifyContext,
  Vendor,
} from '../../vendors/vendor';
import type { SentRequest } from './send';
import { fetchSend } from './send';

export const SETTINGS: SourceSettings = { timezone: null, pageSize: null, projects: [], paths: {} };
export const PAGING: PagingContext = { settings: SETTINGS, queueIds: [] };

/** @param key default: the service's full key */
export function callTo(sandbox: Sandbox, vendor: Vendor, log: SentRequest[] = [], key?: string): Call {
  const service = sandbox.service(vendor.name);
  const address = vendor.baseUrl(service.url);
  if (!address.ok) throw new Error(address.reason);
  return callWith(fetchSend(address.url, vendor.secrets({ key: key ?? service.key }), log), vendor.errorParser);
}

export function planInput(call: Call, change: Partial<PlanInput> = {}): PlanInput {
  return {
    ...PAGING,
    mode: 'full',
    watermark: { created_at: null, updated_at: null },
    since: null,
    openTicketIds: [],
    call,
    now: '2026-11-02T09:00:00.000000Z',
    ...change,
  };
}

export interface Reading {
  records: Json[];
  /** Distinct, in the order of their first coming. */
  ids: string[];
  notes: string[];
  slices: Slice[];
}

export async function readSlices(
  stream: Stream,
  slices: readonly Slice[],
  call: Call,
  context = PAGING,
): Promise<Reading> {
  const reading: Reading = { records: [], ids: [], notes: [], slices: [] };
  for await (const page of pagesOfSlices(stream, slices, call, context)) {
    if (page.cursor === null) reading.slices.push(page.slice);
    for (const record of page.records) reading.records.push(record);
    reading.ids.push(...page.fresh.flatMap((record) => stream.idOf(record) ?? []));
    if (page.note !== null) reading.notes.push(page.note);
  }
  return reading;
}

/** Everything that the stream's own plan names. */
export async function readStream(stream: Stream, call: Call, context = PAGING): Promise<Reading> {
  const plan = await stream.plan?.(planInput(call, context));
  return readSlices(stream, plan?.slices ?? [], call, context);
}

/** Wall-clock times count as UTC; HTML loses its tags. */
export function unifying(change: Partial<UnifyContext> = {}): UnifyContext {
  return {
    settings: SETTINGS,
    url: 'https://desk.example',
    now: '2026-11-02T09:00:00.000000Z',
    zoneRule: UTC_ZONE_RULE,
    plainText: {
      html: (markup) =>
        markup
          .replace(/<[^>]*>/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      markdown: (markup) => markup,
    },
    nameOf: () => null,
    ...change,
  };
}

/** @param slice default: an empty one */
export function unify(stream: Stream, records: readonly Json[], context = unifying(), slice?: Slice): Rows {
  const rows = emptyRows();
  for (const record of records) stream.unify(record, slice ?? { key: stream.name, params: {} }, context, rows);
  return rows;
}
