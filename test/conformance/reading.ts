/** Reads a vendor's streams to their end, as the exporter does, without waiting between retries. */
import { understand } from '../../vendors/answer';
import { VendorError } from '../../vendors/errors';
import type { ApiRequest, Call, Send } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import type { Page } from '../../vendors/paging';
import { readSlices as pagesOfSlices } from '../../vendors/paging';
import { waitBeforeRetry } from '../../vendors/retry';
import type { PagingContext, PlanInput, Slice, SourceSettings, Stream, Vendor } from '../../vendors/vendor';

export const SETTINGS: SourceSettings = { timezone: null, pageSize: null, projects: [], paths: {} };

/** Retries what may be retried, at once. */
export function patientCall(send: Send, vendor: Vendor, asked: ApiRequest[] = []): Call {
  return async (request) => {
    for (let attempt = 1; ; attempt += 1) {
      asked.push(request);
      const outcome = await send(request).then(
        (response) => understand(request, response, vendor.errorParser),
        (error: unknown) => {
          if (error instanceof VendorError) return error;
          throw error;
        },
      );
      if (!(outcome instanceof VendorError)) return outcome;
      if (waitBeforeRetry(outcome, request, attempt, 0.5) === undefined) throw outcome;
    }
  };
}

export function planInput(call: Call, settings: SourceSettings, queueIds: readonly string[] = []): PlanInput {
  return {
    settings,
    queueIds,
    mode: 'full',
    watermark: { created_at: null, updated_at: null },
    since: null,
    openTicketIds: [],
    call,
    now: '2026-11-22T00:00:00.000000Z',
  };
}

/** All pages of some slices, detours followed. */
export async function readSlices(
  stream: Stream,
  slices: readonly Slice[],
  call: Call,
  context: PagingContext,
): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of pagesOfSlices(stream, slices, call, context)) pages.push(page);
  return pages;
}

export async function readStream(
  stream: Stream,
  call: Call,
  settings = SETTINGS,
  queueIds: readonly string[] = [],
): Promise<Page[]> {
  if (!stream.plan) throw new Error(`${stream.name} is read ticket by ticket`);
  const input = planInput(call, settings, queueIds);
  const { slices } = await stream.plan(input);
  return readSlices(stream, slices, call, input);
}

export function recordsOf(pages: readonly Page[]): Json[] {
  return pages.flatMap((page) => page.records);
}

export function idsOf(stream: Stream, pages: readonly Page[]): Set<string> {
  return new Set(recordsOf(pages).flatMap((record) => stream.idOf(record) ?? []));
}

export function ticketsOf(vendor: Vendor): Stream {
  const stream = vendor.streams.find(({ name }) => name === 'tickets');
  if (!stream) throw new Error(`${vendor.name} has no tickets`);
  return stream;
}
