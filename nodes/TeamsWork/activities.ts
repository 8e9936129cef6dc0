/** Activities and attachments of a ticket as rows. */
import type { Stream } from '../../vendors/vendor';
import { activitySlice, comments } from '../../vendors/teamswork/streams/activities';
import type { Unifier } from '../shared/output';

/** Activities hold comments, status changes and attachments. */
export function activitiesOf(ticketId: string, kind: 'comments' | 'attachments'): Unifier {
  return { stream: comments, kind, slice: activitySlice(ticketId) };
}

/** @param ends labels that the ticket's workflow counts as resolved */
export function statusChangesOf(ticketId: string, ends: readonly string[]): Unifier {
  const slice = activitySlice(ticketId);
  return {
    stream: comments,
    kind: 'status_changes',
    slice: { ...slice, params: { ...slice.params, ends: [...ends] } },
  };
}

/** Attachments by themselves mean what they mean on an activity. */
const attachments: Pick<Stream, 'unify'> = {
  unify: (record, slice, context, rows) => {
    comments.unify({ id: 'attachments', attachments: [record] }, slice, context, rows);
  },
};

export function attachmentsOf(ticketId: string): Unifier {
  return { stream: attachments, kind: 'attachments', slice: activitySlice(ticketId) };
}
