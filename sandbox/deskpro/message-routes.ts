/** Messages of a ticket: replies and notes. */
import type { WorldTicket } from '../world/world';
import { replaceAttachments, takeAttachments } from './blobs';
import type { Caller, Desk } from './desk';
import { isRepeated } from './desk';
import type { Json, JsonObject } from './json';
import { arrayList, listAnswer, pageAsked, refuseUnknown, single } from './listing';
import { attachmentView, commentIdOf, firstMessageId, htmlOf, messagesOf } from './message-view';
import { invalidInput, notFound } from './answers';
import { Told, type Ask, type Created, type Routes } from './route';
import { personFrom, ticketChange } from './ticket-body';
import { linkedTo } from './ticket-list';
import { ticketFor } from './tickets';

const KNOWN = new Set(['message', 'format', 'is_note', 'person', 'attachments', 'status', 'macros', 'date_created']);

export function messageRoutes(routes: Routes, desk: Desk): void {
  routes.get('/tickets/:id/messages', 'messages.list', (ask) => listMessages(desk, ask));
  routes.post('/tickets/:id/messages', 'messages.create', (ask) => addMessage(desk, ask));
  routes.get('/tickets/:id/messages/:message', 'messages.get', (ask) => {
    const { record } = messageFor(desk, ask.caller, ask.path);
    return single(record);
  });
  routes.put('/tickets/:id/messages/:message', 'messages.update', (ask) => editMessage(desk, ask));
  routes.delete('/tickets/:id/messages/:message', 'messages.delete', (ask) => {
    const { ticket, id } = messageFor(desk, ask.caller, ask.path);
    if (id === firstMessageId(ticket)) desk.world.change(ticket.index, { description: '' }, null);
    else desk.world.removeComment(ticket.index, commentIdOf(id));
  });
  routes.get('/tickets/:id/messages/:message/attachments', 'messages.attachments', (ask) => {
    const { ticket, record } = messageFor(desk, ask.caller, ask.path);
    const files = ticket.attachments.map((file) => attachmentView(desk, ticket, file));
    const own = files.filter((file) => file['message'] === record['id']);
    return arrayList(desk, 'messages.attachments', own, ask.query);
  });
}

function listMessages(desk: Desk, { caller, path, query }: Ask): JsonObject | Told {
  refuseUnknown(query, (name) => ['page', 'count', 'order_by', 'order_dir', 'include', 'ids'].includes(name));
  const ticket = ticketFor(desk, caller, path['id'] ?? '');
  if (ticket.mergedInto !== null) {
    return new Told(302, null, { location: `${desk.house.origin()}/api/v2/tickets/${ticket.mergedInto}/messages` });
  }
  const messages = messagesOf(desk, ticket);
  if (String(query['order_dir']).toLowerCase() === 'desc') messages.reverse();
  const include = String(query['include'] ?? '').split(',');
  return listAnswer(
    desk,
    {
      endpoint: 'messages.list',
      length: messages.length,
      at: (position) => messages[position] ?? null,
      linked: (rows) => linkedTo(desk, rows, include),
    },
    pageAsked(query),
  );
}

interface Found {
  ticket: WorldTicket;
  id: number;
  record: JsonObject;
}

function messageFor(desk: Desk, caller: Caller, path: Ask['path']): Found {
  const ticket = ticketFor(desk, caller, path['id'] ?? '');
  const record = messagesOf(desk, ticket).find(({ id }) => String(id) === path['message']);
  if (!record) throw notFound(path['message'] ?? '');
  return { ticket, id: Number(record['id']), record };
}

function addMessage(desk: Desk, ask: Ask): Created {
  const ticket = ticketFor(desk, ask.caller, ask.path['id'] ?? '');
  const body = ask.body();
  checkMembers(body);
  const text = body['message'];
  if (typeof text !== 'string' || text.trim() === '')
    throw invalidInput('message', 'required', 'This value should not be blank.');
  const author = body['person'] === undefined ? (ask.caller.person?.id ?? 0) : personFrom(desk, body['person']).id;
  if (isRepeated(desk, JSON.stringify(['message', ticket.id, author, text]))) {
    throw invalidInput('', 'dupe_ticket', 'This reply was submitted already');
  }
  const isPublic = ![true, 1, '1'].includes(scalar(body['is_note']));
  const said = htmlOf(text, body['format'] === 'text' ? 'text' : 'html');
  const comment = desk.world.comment(ticket.index, {
    author,
    isPublic,
    title: null,
    body: said,
    format: 'html',
    attachments: [],
  });
  if (!comment) throw notFound(String(ticket.id));
  takeAttachments(desk, ticket, body['attachments'], comment.id, author);
  if (body['status'] !== undefined) setStatus(desk, ask.caller, ticket, body['status']);
  return written(desk, ask.caller, ticket, comment.id * 2);
}

function scalar(value: Json | undefined): string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : false;
}

function checkMembers(body: JsonObject): void {
  const unknown = Object.keys(body).filter((name) => !KNOWN.has(name));
  if (unknown.length > 0) throw invalidInput('', 'extra_fields', `Unexpected field names: ${unknown.join(', ')}`);
}

function setStatus(desk: Desk, caller: Caller, ticket: WorldTicket, status: Json): void {
  const { patch, extras } = ticketChange(desk, caller, { status });
  desk.world.change(ticket.index, patch, caller.person?.id ?? null);
  desk.extras.set(ticket.id, { ...desk.extras.get(ticket.id), ...extras });
}

function editMessage(desk: Desk, ask: Ask): Created {
  const { ticket, id } = messageFor(desk, ask.caller, ask.path);
  const body = ask.body();
  checkMembers(body);
  const isFirst = id === firstMessageId(ticket);
  if (typeof body['message'] === 'string') {
    const text = htmlOf(body['message'], body['format'] === 'text' ? 'text' : 'html');
    if (isFirst) desk.world.change(ticket.index, { description: text }, null);
    else desk.world.editComment(ticket.index, commentIdOf(id), text);
  }
  // Not sent counts as none: an edit wipes what it does not name again.
  replaceAttachments(
    desk,
    ticket,
    body['attachments'] ?? [],
    isFirst ? null : commentIdOf(id),
    ask.caller.person?.id ?? 0,
  );
  return written(desk, ask.caller, ticket, id);
}

function written(desk: Desk, caller: Caller, ticket: WorldTicket, id: number): Created {
  const { record } = messageFor(desk, caller, { id: String(ticket.id), message: String(id) });
  return { location: `/tickets/${ticket.id}/messages/${id}`, record };
}
