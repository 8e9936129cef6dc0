/** An answer without the list or the record that it should hold is no empty page, in any stream of any service. */
import { isVendorError } from '../../vendors/errors';
import type { Answer } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { vendorNamed, vendorNames } from '../../vendors/registry';
import type { PagingContext, Slice, Stream } from '../../vendors/vendor';

const CONTEXT: PagingContext = {
  settings: { timezone: null, pageSize: null, projects: [], paths: {} },
  queueIds: [],
};
const answer = (json: Json): Answer => ({ status: 200, headers: {}, json, bytes: null });

/** Bodies that are JSON, each in the envelope of every service. */
const WITHOUT: Json[] = [null, {}, 'none', 0, false].flatMap((value): Json[] => [
  value,
  { data: value },
  { result: value },
  { items: value },
  { item: value },
  { data: { error: 'none' } },
]);

async function slicesOf(stream: Stream): Promise<Slice[]> {
  if (stream.scope === 'ticket') return stream.childSlice ? [stream.childSlice('7')] : [];
  const watermark = { created_at: null, updated_at: null };
  const asking = {
    mode: 'full' as const,
    watermark,
    since: null,
    openTicketIds: [],
    now: '2026-01-01T00:00:00.000000Z',
  };
  const plan = await stream.plan?.({
    ...CONTEXT,
    ...asking,
    call: () => Promise.reject(new Error('a dry plan asks nothing')),
    dry: true,
  });
  return [...(plan?.slices ?? []), ...(stream.lookupSlice ? [stream.lookupSlice('7', CONTEXT)] : [])];
}

describe.each(vendorNames())('%s', (name) => {
  const streams = vendorNamed(name)?.streams ?? [];
  it.each(streams.map((stream): [string, Stream] => [stream.name, stream]))('%s', async (_stream, stream) => {
    const slices = await slicesOf(stream);
    expect(slices.length).toBeGreaterThan(0);
    for (const slice of slices) {
      for (const body of WITHOUT) {
        const read = () => stream.read(answer(body), slice, null, CONTEXT);
        let thrown: unknown = null;
        try {
          read();
        } catch (error) {
          thrown = error;
        }
        expect([slice.key, body, isVendorError(thrown)]).toEqual([slice.key, body, true]);
      }
    }
  });
});
