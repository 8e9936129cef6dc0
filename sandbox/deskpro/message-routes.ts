/** Messages of a ticket: replies and notes. */
import type { WorldTicket } from '../world/world';
import { replaceAttachments, takeAttachments } from './blobs';
import type { Caller, DeskproState } from './state';
import { isRepeated } from './state';
import type { Json, JsonObject } from './json';
import { arrayList, listAnswer, pageAsked, refuseUnknown, single } from './listing';
import { attachmentView, commentIdOf, firstMessageId, htmlOf, messagesOf } from './message-view';
import { invalidInput, notFound } from './answers';
import { Reply, type Created, type RouteRequest, type Routes } from './route';
import { personFrom, ticketChange } from './ticket-body';
import { linkedTo } from './ticket-list';
import { ticketFor } from './tickets';

const KNOWN = new Set(['message', 'format', 'is_note', 'person', 'attachments', 'status', 'macros', 'date_created']);

export function messageRoutes(routes: Routes, state: DeskproState): void {
  routes.get('/tickets/:id/messages', 'messages.list', (ask) => listMessages(state, ask));
  routes.post('/tickets/:id/messages', 'messages.create', (ask) => addMessage(state, ask));
  routes.get('/tickets/:id/messages/:message', 'messages.get', (ask) => {
    const { record } = messageFor(state, ask.caller, ask.path);
    return single(record);
  });
  routes.put('/tickets/:id/messages/:message', 'messages.update', (ask) => editMessage(state, ask));
  routes.delete('/tickets/:id/messages/:message', 'messages.delete', (ask) => {
    const { ticket, id } = messageFor(state, ask.caller, ask.path);
    if (id === firstMessageId(ticket)) state.world.change(ticket.index, { description: '' }, null);
    else state.world.removeComment(ticket.index, commentIdOf(id));
  });
  routes.get('/tickets/:id/messages/:message/attachments', 'messages.attachments', (ask) => {
    const { ticket, record } = messageFor(state, ask.caller, ask.path);
    const files = ticket.attachments.map((file) => attachmentView(state, ticket, file));
    const own = files.filter((file) => file['message'] === record['id']);
    return arrayList(state, 'messages.attachments', own, ask.query);
  });
}

function listMessages(state: DeskproState, { caller, path, query }: RouteRequest): JsonObject | Reply {
  refuseUnknown(query, (name) => ['page', 'count', 'order_by', 'order_dir', 'include', 'ids'].includes(name));
  const ticket = ticketFor(state, caller, path['id'] ?? '');
  if (ticket.mergedInto !== null) {
    return new Reply(302, null, {
      location: `${state.instance.origin()}/api/v2/tickets/${ticket.mergedInto}/messages`,
    });
  }
  const messages = messagesOf(state, ticket);
  if (String(query['order_dir']).toLowerCase() === 'desc') messages.reverse();
  const include = String(query['include'] ?? '').split(',');
  return listAnswer(
    state,
    {
      endpoint: 'messages.list',
      length: messages.length,
      at: (position) => messages[position] ?? null,
      linked: (rows) => linkedTo(state, rows, include),
    },
    pageAsked(query),
  );
}

interface FoundMessage {
  ticket: WorldTicket;
  id: number;
  record: JsonObject;
}

function messageFor(state: DeskproState, caller: Caller, path: RouteRequest['path']): FoundMessage {
  const ticket = ticketFor(state, caller, path['id'] ?? '');
  const record = messagesOf(state, ticket).find(({ id }) => String(id) === path['message']);
  if (!record) throw notFound(path['message'] ?? '');
  return { ticket, id: Number(record['id']), record };
}

function addMessage(state: DeskproState, ask: RouteRequest): Created {
  const ticket = ticketFor(state, ask.caller, ask.path['id'] ?? '');
  const body = ask.body();
  checkMembers(body);
  const text = body['message'];
  if (typeof text !== 'string' || text.trim() === '')
    throw invalidInput('message', 'required', 'This value should not be blank.');
  const author = body['person'] === undefined ? (ask.caller.person?.id ?? 0) : personFrom(state, body['person']).id;
  if (isRepeated(state, JSON.stringify(['message', ticket.id, author, text]))) {
    throw invalidInput('', 'dupe_ticket', 'This reply was submitted already');
  }
  const isPublic = ![true, 1, '1'].includes(scalar(body['is_note']));
  const html = htmlOf(text, body['format'] === 'text' ? 'text' : 'html');
  const comment = state.world.comment(ticket.index, {
    author,
    isPublic,
    title: null,
    body: html,
    format: 'html',
    attachments: [],
  });
  if (!comment) throw notFound(String(ticket.id));
  takeAttachments(state, ticket, body['attachments'], comment.id, author);
  if (body['status'] !== undefined) setStatus(state, ask.caller, ticket, body['status']);
  return createdMessage(state, ask.caller, ticket, comment.id * 2);
}

function scalar(value: Json | undefined): string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : false;
}

function checkMembers(body: JsonObject): void {
  const unknown = Object.keys(body).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw invalidInput('', 'extra_fields', `Unexpected field names: ${unknown.join(', ')}`);
}

function setStatus(state: DeskproState, caller: Caller, ticket: WorldTicket, status: Json): void {
  const { patch, extras } = ticketChange(state, caller, { status });
  state.world.change(ticket.index, patch, caller.person?.id ?? null);
  state.extras.set(ticket.id, { ...state.extras.get(ticket.id), ...extras });
}

function editMessage(state: DeskproState, ask: RouteRequest): Created {
  const { ticket, id } = messageFor(state, ask.caller, ask.path);
  const body = ask.body();
  checkMembers(body);
  const isFirst = id === firstMessageId(ticket);
  if (typeof body['message'] === 'string') {
    const text = htmlOf(body['message'], body['format'] === 'text' ? 'text' : 'html');
    if (isFirst) state.world.change(ticket.index, { description: text }, null);
    else state.world.editComment(ticket.index, commentIdOf(id), text);
  }
  // Not sent counts as none: an edit wipes what it does not name again.
  replaceAttachments(
    state,
    ticket,
    body['attachments'] ?? [],
    isFirst ? null : commentIdOf(id),
    ask.caller.person?.id ?? 0,
  );
  return createdMessage(state, ask.caller, ticket, id);
}

function createdMessage(state: DeskproState, caller: Caller, ticket: WorldTicket, id: number): Created {
  const { record } = messageFor(state, caller, { id: String(ticket.id), message: String(id) });
  return { location: `/tickets/${ticket.id}/messages/${id}`, record };
}
