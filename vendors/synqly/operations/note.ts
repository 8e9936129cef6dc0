/** Notes are internal and carry a title. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { write } from '../../outcome';
import { createNote, deleteNote, listNotes, patchNote } from '../requests';
import { membersSet } from './patch';
import { createOne, readAll, writeOne } from './result';

export interface NoteText {
  title: string;
  /** Markdown. */
  content: string;
}

export const note = {
  add: (call: Call, ticketId: string, input: NoteText): Promise<JsonObject> =>
    createOne(call, createNote(ticketId, input)),
  getAll: (call: Call, ticketId: string): Promise<JsonObject[]> => readAll(call, listNotes(ticketId)),
  update,
  delete: async (call: Call, ticketId: string, noteId: string): Promise<void> => {
    await write(call, deleteNote(ticketId, noteId));
  },
};

async function update(call: Call, ticketId: string, noteId: string, change: Partial<NoteText>): Promise<JsonObject> {
  const { title, content } = change;
  const steps = membersSet({ title, content });
  if (steps.length === 0) {
    throw new VendorError({ code: 'bad_input', message: 'Nothing to update', remedy: 'Give a title or a content.' });
  }
  return writeOne(call, patchNote(ticketId, noteId, steps));
}
