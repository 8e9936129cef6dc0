/** A ticket in the service's own words. */
import { dictionary } from '../dictionary';
import type { WorldTicket } from '../world/world';
import { valuesView } from './fields';
import type { Office } from './office';
import { PRIORITIES } from './office';
import { userOf } from './people';
import { plainOf } from '../world/plain';
import { iso, isoOrNull, markupOf } from './texts';
import type { WorkflowStep } from './workflow';
import { labelOf, RESOLVED, stepsOf, workflowView } from './workflow';

export type TicketView = Record<string, unknown>;

/** A row of a list, whole. */
export function ticketRow(office: Office, ticket: WorldTicket, html: boolean): TicketView {
  const steps = stepsOf(ticket);
  const endings = steps.filter(({ from, to }) => RESOLVED.includes(to) && !RESOLVED.includes(from));
  const ending = office.endings.get(ticket.index);
  const isDone = RESOLVED.includes(labelOf(ticket, steps));
  return {
    id: ticket.uuid,
    ticketNo: ticket.id,
    title: ticket.subject,
    status: labelOf(ticket, steps),
    requestor: userOf(office, ticket.requester),
    assignee: userOf(office, ticket.assignee),
    description: plainOf(ticket.description, ticket.descriptionFormat),
    ...(html ? { description_HTML: markupOf(ticket.description, ticket.descriptionFormat) } : {}),
    priority: PRIORITIES[ticket.priority],
    expectedDate: ticket.dueAt === null ? null : midnightOf(ticket.dueAt, ticket.index),
    tags: ticket.tags,
    customFields: valuesView(office, ticket.custom),
    createdOn: iso(ticket.createdAt),
    lastUpdatedOn: iso(ticket.updatedAt),
    createdBy: userOf(office, ticket.requester),
    lastUpdatedBy: userOf(office, ticket.changes.at(-1)?.by ?? ticket.requester),
    resolvedStatus: RESOLVED,
    resolution: isDone ? (ending?.resolution ?? 'fixed') : null,
    firstResponseOn: isoOrNull(ticket.firstResponseAt),
    firstResolutionOn: isoOrNull(endings[0]?.change.at ?? ticket.resolvedAt),
    // Kept when a ticket is opened again.
    lastResolutionOn: isoOrNull(ticket.resolvedAt ?? lastEnding(endings)),
    lastResolutionComment: ending?.comment ?? null,
    trackingId: ticket.channel === 'email' ? `TT${ticket.id.toString(36).toUpperCase()}` : null,
    isCustomWorkflow: true,
    isFrtBreached: false,
    isRtBreached: ticket.isSlaBreached,
    isFrtEscalated: false,
    isRtEscalated: !isDone && ticket.dueAt !== null && ticket.dueAt < office.world.now(),
    origin: ticket.channel,
    assigneeUnseenEventCnt: 0,
    requestorUnseenEventCnt: 0,
  };
}

/** One ticket by itself shows its workflow too. */
export function wholeTicket(office: Office, ticket: WorldTicket, html: boolean): TicketView {
  return { ...ticketRow(office, ticket, html), workflow: workflowView() };
}

/** The fields that a list may be asked for; the number has another name there. */
const SELECTABLE = new Set(
  (
    'id,ticketId,title,description,status,requestor,customFields,priority,assignee,expectedDate,resolution,' +
    'firstResponseOn,firstResolutionOn,lastResolutionOn,createdOn,tags,lastUpdatedOn,isFrtEscalated,isRtEscalated,' +
    'createdBy,lastUpdatedBy,lastResolutionComment'
  ).split(','),
);

/** Names that it does not know are passed over. `include` holds beside them. */
export function selected(row: TicketView, select: readonly string[]): TicketView {
  const full: TicketView = dictionary({ ...row, ticketId: row['ticketNo'] });
  const members = select.filter((name) => SELECTABLE.has(name));
  const kept = 'description_HTML' in row ? [...members, 'description_HTML'] : members;
  return Object.fromEntries(kept.map((name) => [name, full[name]]));
}

/** A calendar day, stored as midnight at the offset of whoever set it: most at UTC, some at five hours west. */
function midnightOf(dueAt: number, index: number): string {
  return `${iso(dueAt).slice(0, 10)}T${index % 4 === 3 ? '05' : '00'}:00:00Z`;
}

function lastEnding(endings: readonly WorkflowStep[]): number | null {
  return endings.at(-1)?.change.at ?? null;
}
