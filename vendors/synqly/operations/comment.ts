/** Comments are public; Synqly has no way to change one. */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { write } from '../../outcome';
import { createComment, deleteComment, listComments } from '../requests';
import { createOne, readAll } from './result';

export interface NewComment {
  content: string;
  /** E-mail. Required by PagerDuty, refused by Jira, ServiceNow and Torq. */
  creator?: string;
}

export const comment = {
  add: (call: Call, ticketId: string, input: NewComment): Promise<JsonObject> =>
    createOne(call, createComment(ticketId, input)),
  getAll: (call: Call, ticketId: string): Promise<JsonObject[]> => readAll(call, listComments(ticketId)),
  delete: async (call: Call, ticketId: string, commentId: string): Promise<void> => {
    await write(call, deleteComment(ticketId, commentId));
  },
};
