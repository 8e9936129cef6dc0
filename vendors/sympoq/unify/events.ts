/** The event log of a ticket: comments, status history and attachments in one list without ids, newest first. */
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import type { Attachment, AuthorRole, Comment, Person, Rows, StatusChange } from '../../model';
import { shortHashOnce } from '../../sha256';
import { fold } from '../../text';
import { IssueCollector, parseInstant, parseText } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { fileFacts } from './attachment';
import type { Numbered } from './numbers';
import { BUILT_IN, numbered, statusGroup } from './numbers';
import { agentId, customerOf, reporterOf } from './person';

interface Event {
  id: string;
  at: string | null;
  action: string;
  description: string | null;
  by: string | null;
  url: string | null;
  isBillable: boolean;
}

/** Words of actions; the page shows three of them ("Attachment", "Notified", "Set Deadline"), the rest is assumed. */
const NOTE = /\bnotes?\b/i;
const UPDATE = /\b(?:updated?|repl(?:y|ied)|respon(?:se|ded)|comment(?:ed)?|messaged?)\b/i;
/** An update that is said to be for agents only is a note. */
const INTERNAL = /\b(?:internal(?:ly)?|private(?:ly)?|confidential(?:ly)?|hidden|(?:agents?|staff)[ -]only)\b/i;
const STATUS = /\bstatus\b/i;
/** "Closed", "Ticket closed by the customer", "Closed (spam)"; not "Close requested", after which it is open as before. */
const CLOSED = /^(?:ticket )?closed?(?:$|\s+(?:by|as|after|automatically|due)\b|\s*[^\p{L}\p{N}\s])/iu;
const REOPENED = /^(?:ticket )?re-?open(?:ed)?(?:$|\s+(?:by|as|after|automatically|due)\b|\s*[^\p{L}\p{N}\s])/iu;
const ARROW = /^(.+?)\s*(?:->|=>|→)\s*(.+)$/;

/** Adds what a ticket's event log means. `ticket` is the answer of GET ticket/{id} with the header event_log: 1. */
export function unifyEvents(ticket: JsonObject, ticketId: string, context: UnifyContext, rows: Rows): void {
  const issues = new IssueCollector(rows, ticketId);
  const customer = customerOf(ticket, reporterOf(ticket, issues), issues);
  const events = eventsOf(ticket['event_log'], context, issues);
  for (const event of events) {
    rows.comments.push(commentOf(event, ticketId, customer, agentNamed(event.by, ticket, context)));
    if (isAttachment(event)) rows.attachments.push(attachmentOf(event, ticketId, issues));
  }
  for (const each of statusChanges(events, ticketId, context)) rows.status_changes.push(each);
}

function eventsOf(log: Json | undefined, context: UnifyContext, issues: IssueCollector): Event[] {
  if (log === undefined || log === null) return [];
  if (!Array.isArray(log)) {
    issues.add('field', 'event_log', 'not_a_list', log);
    return [];
  }
  const seen = new Map<string, number>();
  return log.flatMap((item) => {
    if (isObject(item)) return [eventOf(item, context, issues, seen)];
    issues.add('field', 'event_log', 'not_an_object', item);
    return [];
  });
}

function eventOf(item: JsonObject, context: UnifyContext, issues: IssueCollector, seen: Map<string, number>): Event {
  const at = parseInstant(item['date'], 'event_log.date', context, issues);
  const action = parseText(item['action'], 'event_log.action', issues)?.trim() ?? '';
  const description = parseText(item['description'], 'event_log.description', issues);
  const by = parseText(item['applied_by'], 'event_log.applied_by', issues)?.trim() ?? null;
  const url = asText(item['attachment_url']);
  const id = eventId(at ?? asText(item['date']), action, description, by, url, seen);
  return { id, at, action, description, by, url, isBillable: asText(item['billable']) !== null };
}

/** Date, action and a hash of what else is said; the address is left out, since its secrets may change. */
function eventId(
  date: string | null,
  action: string,
  description: string | null,
  by: string | null,
  url: string | null,
  seen: Map<string, number>,
): string {
  const { file_name, size_bytes } = fileFacts(url);
  const day = (date ?? 'undated').replace(/[^0-9TZ.a-z]/g, '');
  const word = action
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const hash = shortHashOnce(JSON.stringify([date, action, description, by, file_name, size_bytes]));
  const id = [day, word, hash].filter((part) => part !== '').join('-');
  const times = (seen.get(id) ?? 0) + 1;
  seen.set(id, times);
  return times === 1 ? id : `${id}-${times}`;
}

/** What an entry of the log is: something that somebody said to the customer or to agents only, or mere activity. */
export function entryKind(entry: JsonObject): 'reply' | 'note' | 'activity' {
  return kindOf({ action: asText(entry['action'])?.trim() ?? '', url: asText(entry['attachment_url']) });
}

function kindOf(event: Pick<Event, 'action' | 'url'>): 'reply' | 'note' | 'activity' {
  if (isAttachment(event)) return 'activity';
  if (NOTE.test(event.action)) return 'note';
  if (!UPDATE.test(event.action)) return 'activity';
  return INTERNAL.test(event.action) ? 'note' : 'reply';
}

function isAttachment(event: Pick<Event, 'action' | 'url'>): boolean {
  return event.url !== null || /^attachment/i.test(event.action);
}

function commentOf(
  event: Event,
  ticketId: string,
  customer: Person | null,
  agent: Pick<Person, 'person_id' | 'email'> | null,
): Comment {
  const kind = kindOf(event);
  const author = authorOf(event, customer, agent, kind === 'note');
  return {
    ticket_id: ticketId,
    comment_id: event.id,
    ...author,
    author_name: event.by,
    visibility: kind === 'reply' ? 'public' : 'internal',
    kind,
    title: event.action === '' ? null : event.action,
    body: event.description,
    created_at: event.at,
    updated_at: null,
  };
}

/** The log names people without ids: the customer and agents are known by name, notes are an agent's. */
function authorOf(
  event: Event,
  customer: Person | null,
  agent: Pick<Person, 'person_id' | 'email'> | null,
  isNote: boolean,
): { author_id: string | null; author_email: string | null; author_role: AuthorRole } {
  if (event.by === null) return { author_id: null, author_email: null, author_role: 'system' };
  if (customer?.name && fold(customer.name) === fold(event.by)) {
    return { author_id: customer.person_id, author_email: customer.email, author_role: 'requester' };
  }
  if (agent) return { author_id: agent.person_id, author_email: agent.email, author_role: 'agent' };
  return { author_id: null, author_email: null, author_role: isNote || event.isBillable ? 'agent' : 'unknown' };
}

/** The agent whom a name means: the ticket's assignee, else the only one who bears it. */
function agentNamed(
  name: string | null,
  ticket: JsonObject,
  { nameOf, agents = [] }: UnifyContext,
): Pick<Person, 'person_id' | 'email'> | null {
  if (name === null) return null;
  const assignee = asText(ticket['assignee']);
  const id = assignee === null ? null : agentId(assignee);
  const bearers = agents.filter((agent) => agent.name !== null && fold(agent.name) === fold(name));
  const assigned = bearers.find(({ person_id }) => person_id === id);
  if (assigned !== undefined) return assigned;
  const assigneeName = id === null ? null : nameOf('person', id);
  if (id !== null && assigneeName !== null && fold(assigneeName) === fold(name)) return { person_id: id, email: null };
  return bearers.length === 1 ? (bearers[0] ?? null) : null;
}

function attachmentOf(event: Event, ticketId: string, issues: IssueCollector): Attachment {
  const { size_text: sizeText, size_bytes: size, ...facts } = fileFacts(event.url);
  const fits = size !== null && Number.isSafeInteger(size);
  if (!fits && sizeText !== null) issues.add('field', 'event_log.attachment_url', 'not_a_size', sizeText);
  return {
    attachment_id: event.id,
    ticket_id: ticketId,
    comment_id: event.id,
    ...facts,
    size_bytes: fits ? size : null,
    file_name: facts.file_name ?? event.description,
    created_at: event.at,
  };
}

/** Changes in the order of time; each begins where the one before ended, the first one at New. */
function statusChanges(events: readonly Event[], ticketId: string, context: UnifyContext): StatusChange[] {
  const changes: StatusChange[] = [];
  let before: Numbered = numbered('status', '1', context.nameOf);
  for (const event of inOrder(events)) {
    const status = statusIn(event, context);
    if (status === undefined) continue;
    const from = status.from ?? before;
    if (status.to.name !== null && from.name !== null && fold(status.to.name) === fold(from.name)) continue;
    changes.push({
      ticket_id: ticketId,
      event_id: event.id,
      from_status: from.name,
      to_status: status.to.name,
      from_status_id: from.id,
      to_status_id: status.to.id,
      from_group: statusGroup(from),
      to_group: status.to.name === null ? 'open' : statusGroup(status.to),
      changed_at: event.at,
      changed_by_id: null,
      changed_by_name: event.by,
    });
    before = status.to;
  }
  return changes;
}

/** Oldest first; of events at one instant, the one that stands lower in the log came first. */
function inOrder(events: readonly Event[]): Array<Event & { at: string }> {
  const dated = events.filter((event): event is Event & { at: string } => event.at !== null);
  return dated.toReversed().sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** What an event says about the status; a reopened ticket's new status is not said. */
function statusIn(event: Event, context: UnifyContext): { from: Numbered | null; to: Numbered } | undefined {
  if (CLOSED.test(event.action)) return { from: null, to: numbered('status', '4', context.nameOf) };
  if (REOPENED.test(event.action)) return { from: null, to: { id: null, name: null } };
  if (!STATUS.test(event.action) || event.description === null) return undefined;
  const arrow = ARROW.exec(event.description.trim());
  const to = statusNamed(arrow?.[2] ?? event.description, context);
  return to === null ? undefined : { from: statusNamed(arrow?.[1] ?? null, context), to };
}

/** Free text counts as a status only when it is a word or a number of one. */
function statusNamed(text: string | null, context: UnifyContext): Numbered | null {
  const word = text?.trim() ?? '';
  if (/^\d{1,3}$/.test(word)) return numbered('status', word, context.nameOf);
  const id = Object.entries(BUILT_IN.status).find(([, name]) => fold(name) === fold(word))?.[0];
  if (id !== undefined) return { id, name: BUILT_IN.status[id] ?? word };
  return /^[\p{L}][\p{L} -]{0,39}$/u.test(word) ? { id: null, name: word } : null;
}
