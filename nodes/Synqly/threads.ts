/** What hangs on a ticket: the part of the service's data that belongs to it, and how its records become rows. */
import type { Slice, Stream } from '../../vendors/vendor';
import type { Unifier } from '../shared/output';
import type { RowKind } from '../shared/shape';

export function sliceOf(stream: Stream, ticketId: string): Slice {
  return stream.childSlice?.(ticketId) ?? { key: ticketId, ticketId, params: {} };
}

export function rowsOf(stream: Stream, ticketId: string, kind: RowKind): Unifier {
  return { stream, kind, slice: sliceOf(stream, ticketId) };
}
