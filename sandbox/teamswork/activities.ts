/** What happened on a ticket, newest first: comments, uploads, changes. */
import type { WorldAttachment, WorldChange, WorldTicket } from '../world/world';
import type { Office } from './office';
import { PRIORITIES } from './office';
import type { User } from './people';
import { userOf } from './people';
import { plainOf } from '../world/plain';
import { iso, markupOf } from './texts';
import { stepsOf } from './workflow';

export interface ActivityView {
  id: string;
  ticketId: string;
  comment: string;
  comment_HTML?: string;
  isPrivate: boolean;
  createdDateTime: string;
  createdBy: User | null;
  attachments: object[];
  changes: Array<{ name: string; oldValue: string; newValue: string }>;
}

export function activitiesOf(office: Office, ticket: WorldTicket, html: boolean): ActivityView[] {
  const comments = ticket.comments.map((comment): [number, ActivityView] => [
    comment.createdAt,
    {
      ...blank(office, ticket, activityId(ticket, comment.id), comment.createdAt, comment.author),
      comment: plainOf(comment.body, comment.format),
      ...(html ? { comment_HTML: markupOf(comment.body, comment.format) } : {}),
      isPrivate: !comment.isPublic,
      attachments: filesOf(ticket, comment.id).map((file) => attachmentView(office, ticket, file)),
    },
  ]);
  const changed = changesOf(office, ticket).map(({ change, name, from, to }): [number, ActivityView] => [
    change.at,
    {
      ...blank(office, ticket, activityId(ticket, FIRST_CHANGE + change.id), change.at, change.by),
      changes: [{ name, oldValue: from, newValue: to }],
    },
  ]);
  return [creation(office, ticket), ...comments, ...changed]
    .reverse()
    .sort(([a], [b]) => b - a)
    .map(([, activity]) => activity);
}

/** The first of all: from nothing to Open, with the files that came with the ticket. */
function creation(office: Office, ticket: WorldTicket): [number, ActivityView] {
  const files = filesOf(ticket, null).map((file) => attachmentView(office, ticket, file));
  const first = { name: 'status', oldValue: '', newValue: 'Open' };
  const id = activityId(ticket, 0);
  return [
    ticket.createdAt,
    { ...blank(office, ticket, id, ticket.createdAt, ticket.requester), attachments: files, changes: [first] },
  ];
}

interface NamedChange {
  change: WorldChange;
  name: string;
  from: string;
  to: string;
}

/** Queues are nothing that this service knows. */
const NAMES = {
  assignee: 'assignee',
  priority: 'priority',
  tags: 'tags',
  subject: 'title',
  custom: 'customFields',
} as const;

function changesOf(office: Office, ticket: WorldTicket): NamedChange[] {
  const steps = stepsOf(ticket).map(({ change, from, to }) => ({ change, name: 'status', from, to }));
  const others = ticket.changes.flatMap((change): NamedChange[] => {
    if (change.field === 'status' || change.field === 'queue') return [];
    const word = (value: string | null): string => wordOf(office, change.field, value);
    return [{ change, name: NAMES[change.field], from: word(change.from), to: word(change.to) }];
  });
  return [...steps, ...others];
}

function wordOf(office: Office, field: WorldChange['field'], value: string | null): string {
  if (value === null) return '';
  if (field === 'assignee') return userOf(office, Number(value))?.name ?? '';
  return field === 'priority' && value in PRIORITIES ? PRIORITIES[value as keyof typeof PRIORITIES] : value;
}

function blank(office: Office, ticket: WorldTicket, id: string, at: number, by: number | null): ActivityView {
  return {
    id,
    ticketId: ticket.uuid,
    comment: '',
    isPrivate: false,
    createdDateTime: iso(at),
    createdBy: userOf(office, by),
    attachments: [],
    changes: [],
  };
}

/** Comments and changes are numbered apart, and both are activities. */
const FIRST_CHANGE = 2 ** 40;

export function activityId(ticket: WorldTicket, number: number): string {
  return `${ticket.uuid.slice(0, 23)}-${number.toString(16).padStart(12, '0')}`;
}

function filesOf(ticket: WorldTicket, comment: number | null): WorldAttachment[] {
  return ticket.attachments.filter((file) => file.comment === comment);
}

export function attachmentView(office: Office, ticket: WorldTicket, file: WorldAttachment): object {
  const link = office.links.get(file.id);
  return {
    id: file.uuid,
    caption: file.fileName,
    createdDateTime: iso(file.createdAt),
    // A name here, not a user.
    createdBy: userOf(office, file.author)?.name ?? '',
    src: link ?? blobUrl(office, ticket, file),
    isArchive: /zip|tar|compressed/.test(file.mediaType),
    isHyperlink: link !== undefined,
    isImage: file.mediaType.startsWith('image/'),
    filename: file.fileName,
  };
}

/** Storage of its own, with a signature instead of the key. */
function blobUrl(office: Office, ticket: WorldTicket, file: WorldAttachment): string {
  return `${office.origin()}/blobs/${ticket.index}/${file.uuid}?sig=${file.uuid.slice(0, 8)}`;
}
