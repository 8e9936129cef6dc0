/** What hangs on a ticket: comments, notes, attachments. */
import { dictionary } from '../dictionary';
import type { WorldComment, WorldTicket } from '../world/world';
import type { AccessCheck } from './access';
import type { SynqlyState } from './state';
import { personFor, ticketBy } from './state';
import { patched, stepsIn } from './json-patch';
import { badBody, missing, ProblemError, unsupported } from './answers';
import type { Provider } from './provider';
import type { JsonObject } from './render';
import { renderAttachment, renderComment, renderNote, renderTicket } from './render';
import type { Route, RouteRequest } from './route';
import { bodyObject } from './route';
import { announce, checkCreator } from './tickets';

const MEDIA: Readonly<Record<string, string>> = dictionary({
  txt: 'text/plain',
  md: 'text/markdown',
  png: 'image/png',
  pdf: 'application/pdf',
  json: 'application/json',
});

interface ThreadLocation {
  ticket: WorldTicket;
  provider: Provider;
}

export function threadRoutes(route: Route, state: SynqlyState, access: AccessCheck): void {
  const { world } = state;

  const placeOf = (ask: RouteRequest): ThreadLocation => {
    const { provider } = access.integration(ask.request);
    const id = ask.params['id'] ?? '';
    const ticket = ticketBy(world, id);
    if (ticket === undefined) throw missing('ticket', id);
    return { ticket, provider };
  };

  const notesOf = (ask: RouteRequest): ThreadLocation => {
    const { provider } = access.integration(ask.request);
    if (!provider.has.notes) throw unsupported('notes');
    return placeOf(ask);
  };

  const filesOf = (ask: RouteRequest): ThreadLocation => {
    const { provider } = access.integration(ask.request);
    if (!provider.has.attachments) throw unsupported('attachments');
    return placeOf(ask);
  };

  const addComment = (ask: RouteRequest, { ticket }: ThreadLocation, isPublic: boolean): WorldComment => {
    const { content, creator, title } = bodyObject(ask.body);
    if (typeof content !== 'string') throw badBody('content is required', '/content');
    if (!isPublic && typeof title !== 'string') throw badBody('title is required', '/title');
    const author =
      typeof creator === 'string' ? personFor(world, creator, true) : world.people().find(({ isAgent }) => isAgent);
    const comment = world.comment(ticket.index, {
      author: author?.id ?? 1,
      isPublic,
      title: typeof title === 'string' ? title : null,
      body: content,
      format: 'markdown',
      attachments: [],
    });
    if (comment === undefined) throw missing('ticket', ask.params['id'] ?? '');
    return comment;
  };

  const commentIn = ({ ticket }: ThreadLocation, id: string, isPublic: boolean): WorldComment => {
    const comment = ticket.comments.find((candidate) => String(candidate.id) === id && candidate.isPublic === isPublic);
    if (comment === undefined) throw missing(isPublic ? 'comment' : 'note', id);
    return comment;
  };

  const notify = (
    event: 'TicketCommentCreated' | 'TicketCommentDeleted',
    { ticket, provider }: ThreadLocation,
  ): void => {
    const now = world.ticket(ticket.index) ?? ticket;
    announce(state, event, now, renderTicket(state, provider, now));
  };

  const comments = '/v1/ticketing/tickets/:id/comments';
  route('GET', comments, 'list_comments', (ask) => {
    const { ticket } = placeOf(ask);
    return {
      result: ticket.comments
        .filter(({ isPublic }) => isPublic)
        .map((comment) => renderComment(state, ticket, comment)),
    };
  });
  route('POST', comments, 'create_comment', (ask) => {
    const place = placeOf(ask);
    checkCreator(place.provider, bodyObject(ask.body)['creator']);
    if (place.provider.id === 'jira' && bodyObject(ask.body)['creator'] !== undefined) {
      throw new ProblemError({
        status: 400,
        message: 'creator is not supported by Jira',
        parameter: { id: '/creator', location: 'body' },
      });
    }
    const comment = addComment(ask, place, true);
    notify('TicketCommentCreated', place);
    return { result: renderComment(state, place.ticket, comment) };
  });
  route('DELETE', `${comments}/:comment`, 'delete_comment', (ask) => {
    const place = placeOf(ask);
    world.removeComment(place.ticket.index, commentIn(place, ask.params['comment'] ?? '', true).id);
    notify('TicketCommentDeleted', place);
    return null;
  });

  const notes = '/v1/ticketing/tickets/:id/notes';
  route('GET', notes, 'list_notes', (ask) => {
    const { ticket } = notesOf(ask);
    return {
      result: ticket.comments.filter(({ isPublic }) => !isPublic).map((comment) => renderNote(state, ticket, comment)),
    };
  });
  route('POST', notes, 'create_note', (ask) => {
    const place = notesOf(ask);
    return { result: renderNote(state, place.ticket, addComment(ask, place, false)) };
  });
  route('PATCH', `${notes}/:note`, 'patch_note', (ask) => {
    const place = notesOf(ask);
    return { result: changedNote(state, place, commentIn(place, ask.params['note'] ?? '', false), ask) };
  });
  route('DELETE', `${notes}/:note`, 'delete_note', (ask) => {
    const place = notesOf(ask);
    world.removeComment(place.ticket.index, commentIn(place, ask.params['note'] ?? '', false).id);
    return null;
  });

  const files = '/v1/ticketing/attachments/:id';
  route('GET', files, 'list_attachments', (ask) => {
    const { ticket } = filesOf(ask);
    return { result: ticket.attachments.map((file) => renderAttachment(state, ticket, file)) };
  });
  route('POST', files, 'create_attachment', (ask) => {
    const { ticket } = filesOf(ask);
    const { file_name: fileName, content } = bodyObject(ask.body);
    if (typeof fileName !== 'string') throw badBody('file_name is required', '/file_name');
    if (typeof content !== 'string' || !/^[A-Za-z0-9+/]*={0,2}$/.test(content)) {
      throw badBody('content must be base64', '/content');
    }
    const file = world.attach(ticket.index, {
      comment: null,
      fileName,
      mediaType: MEDIA[fileName.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
      bytes: new Uint8Array(Buffer.from(content, 'base64')),
      author: world.people()[0]?.id ?? 1,
    });
    if (file === undefined) throw missing('ticket', ask.params['id'] ?? '');
    return { result: renderAttachment(state, ticket, file) };
  });
  route('GET', `${files}/:file/download`, 'download_attachment', (ask) => {
    const { ticket } = filesOf(ask);
    const file = ticket.attachments.find(({ id }) => String(id) === ask.params['file']);
    if (file === undefined) throw missing('attachment', ask.params['file'] ?? '');
    const content = Buffer.from(file.bytes).toString('base64');
    return { result: { file_name: file.fileName, file_type: file.mediaType, content } };
  });
  route('DELETE', `${files}/:file`, 'delete_attachment', (ask) => {
    const { ticket } = filesOf(ask);
    if (!world.removeAttachment(ticket.index, Number(ask.params['file'])))
      throw missing('attachment', ask.params['file'] ?? '');
    return null;
  });
}

function changedNote(
  state: SynqlyState,
  { ticket }: ThreadLocation,
  note: WorldComment,
  ask: RouteRequest,
): JsonObject {
  const before = renderNote(state, ticket, note);
  const after = bodyObject(patched({ title: before['title'], content: before['content'] }, stepsIn(ask.body)));
  const { title, content } = after;
  if (typeof title !== 'string' || typeof content !== 'string') throw badBody('title and content must be strings', '');
  state.titles.set(note.id, title);
  const edited = state.world.editComment(ticket.index, note.id, content);
  return renderNote(state, ticket, edited ?? note);
}
