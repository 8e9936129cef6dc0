/** The instance's workflow, and where a ticket stands in it: the five default states and two of the customer's own. */
import { dictionary } from '../dictionary';
import type { WorldChange, WorldStatus, WorldTicket } from '../world/world';

export interface WorkflowState {
  /** Equal to the label for default states. */
  id: string;
  label: string;
  status: WorldStatus;
  next: readonly string[];
  /** Whether steps into it ask for a comment. */
  asksComment: boolean;
}

const ACTIVE = ['waiting-on-customer', 'on-hold', 'Resolved', 'Closed'];

const STATES: readonly WorkflowState[] = [
  { id: 'Open', label: 'Open', status: 'new', next: ['In Progress', ...ACTIVE], asksComment: false },
  { id: 'In Progress', label: 'In Progress', status: 'open', next: ACTIVE, asksComment: false },
  { id: 'Reopened', label: 'Reopened', status: 'open', next: ACTIVE, asksComment: false },
  {
    id: 'waiting-on-customer',
    label: 'Waiting on customer',
    status: 'pending',
    next: ['In Progress', 'on-hold', 'Resolved', 'Closed'],
    asksComment: false,
  },
  {
    id: 'on-hold',
    label: 'On hold',
    status: 'on_hold',
    next: ['In Progress', 'waiting-on-customer', 'Resolved', 'Closed'],
    asksComment: true,
  },
  { id: 'Resolved', label: 'Resolved', status: 'solved', next: ['Reopened', 'Closed'], asksComment: false },
  { id: 'Closed', label: 'Closed', status: 'closed', next: ['Reopened'], asksComment: false },
];

/** Labels that count as resolved. */
export const RESOLVED = ['Resolved', 'Closed'];

const LABELS: Readonly<Record<WorldStatus, string>> = dictionary({
  new: 'Open',
  open: 'In Progress',
  pending: 'Waiting on customer',
  on_hold: 'On hold',
  solved: 'Resolved',
  closed: 'Closed',
  deleted: 'Closed',
});

export interface WorkflowStep {
  change: WorldChange;
  from: string;
  to: string;
}

/** A ticket's way through the workflow, oldest first. */
export function stepsOf(ticket: WorldTicket): WorkflowStep[] {
  const steps: WorkflowStep[] = [];
  let label = LABELS[firstStatus(ticket)];
  for (const change of ticket.changes) {
    if (change.field !== 'status' || change.to === 'deleted' || change.to === null) continue;
    const to = labelAfter(label, asStatus(change.to));
    if (to !== label) steps.push({ change, from: label, to });
    label = to;
  }
  return steps;
}

export function labelOf(ticket: WorldTicket, steps: readonly WorkflowStep[] = stepsOf(ticket)): string {
  const last = steps.at(-1);
  if (last !== undefined && stateNamed(last.to)?.status === plain(ticket.status)) return last.to;
  return LABELS[ticket.status];
}

/** By id or by label, whatever the case. */
export function stateNamed(name: string): WorkflowState | undefined {
  const folded = name.trim().toLowerCase();
  return STATES.find((state) => state.id.toLowerCase() === folded || state.label.toLowerCase() === folded);
}

/** As a whole ticket shows it. */
export function workflowView(): object[] {
  return STATES.map(({ id, label, next }) => ({
    id,
    label,
    recordResolutionSLA: RESOLVED.includes(label),
    nextSteps: next.map((targetId) => ({
      targetId,
      transitionLabel: `To ${stateNamed(targetId)?.label ?? targetId}`,
      authorizedUsers: ['owner', 'assignee', 'requestor'],
      recordComment: stateNamed(targetId)?.asksComment ?? false,
      recordResolutionSLA: RESOLVED.includes(targetId),
    })),
  }));
}

/** As the instance shows it: a graph. */
export function workflowGraph(): object {
  return {
    nodes: STATES.map(({ id, label }) => ({ id, data: { label } })),
    edges: STATES.flatMap(({ id, next }) =>
      next.map((target) => ({
        source: id,
        target,
        data: { authorizedUsers: ['owner', 'assignee', 'requestor'] },
      })),
    ),
  };
}

/** Back to work after an end is Reopened, whatever the work. */
function labelAfter(label: string, status: WorldStatus): string {
  const isBack = RESOLVED.includes(label) && (status === 'open' || status === 'new');
  return isBack ? 'Reopened' : LABELS[status];
}

function firstStatus(ticket: WorldTicket): WorldStatus {
  const first = ticket.changes.find((change) => change.field === 'status' && change.from !== null);
  return first?.from ? plain(asStatus(first.from)) : plain(ticket.status);
}

function plain(status: WorldStatus): WorldStatus {
  return status === 'deleted' ? 'closed' : status;
}

function asStatus(text: string): WorldStatus {
  return text in LABELS ? (text as WorldStatus) : 'open';
}
