/**
 * What stands behind an integration token. In earnest it is Jira, PagerDuty and others, and they differ in what
 * they need, filter and support; a token selects one, as Synqly's do.
 */
import { dictionary } from '../dictionary';
import type { WorldStatus } from '../world/world';

export interface Provider {
  /** Also the id of its integration, and the ending of its token. */
  id: string;
  type: string;
  title: string;
  /** keyset: opaque, stable; offset: a number that stays on the last page; scroll: opaque, absent at the end. */
  cursor: 'keyset' | 'offset' | 'scroll';
  needsProject: boolean;
  wantsCreator: boolean;
  has: { notes: boolean; attachments: boolean; remoteFields: boolean; escalation: boolean };
  /** Fields that it filters by; all others are refused, or ignored. */
  filters: readonly string[] | 'all';
  ignoresUnknownFilters: boolean;
  orders: boolean;
  statuses: Readonly<Record<Exclude<WorldStatus, 'deleted'>, string>>;
  /** Words beside those of `statuses` are accepted as they are. */
  freeStatuses: boolean;
}

const JIRA_WORDS = {
  new: 'To Do',
  open: 'In Progress',
  pending: 'Waiting for customer',
  on_hold: 'Blocked',
  solved: 'Done',
  closed: 'Closed',
} as const;

const EVERYTHING = { notes: true, attachments: true, remoteFields: true, escalation: true };

export const PROVIDERS: readonly Provider[] = [
  {
    id: 'mock',
    type: 'ticketing_mock_ticketing',
    title: 'Mock Ticketing',
    cursor: 'keyset',
    needsProject: false,
    wantsCreator: false,
    has: EVERYTHING,
    filters: 'all',
    ignoresUnknownFilters: false,
    orders: true,
    statuses: { ...JIRA_WORDS, new: 'New', on_hold: 'On Hold', solved: 'Resolved' },
    freeStatuses: true,
  },
  {
    id: 'jira',
    type: 'ticketing_jira',
    title: 'Jira',
    cursor: 'offset',
    needsProject: true,
    wantsCreator: false,
    has: { ...EVERYTHING, escalation: false },
    filters: ['project', 'status', 'creator', 'assignee', 'priority', 'tags', 'created_at', 'updated_at'],
    ignoresUnknownFilters: false,
    orders: true,
    statuses: JIRA_WORDS,
    freeStatuses: false,
  },
  {
    id: 'pagerduty',
    type: 'ticketing_pagerduty',
    title: 'PagerDuty',
    cursor: 'offset',
    needsProject: false,
    wantsCreator: true,
    has: { notes: false, attachments: false, remoteFields: false, escalation: true },
    filters: ['status'],
    ignoresUnknownFilters: false,
    orders: false,
    statuses: {
      new: 'triggered',
      open: 'acknowledged',
      pending: 'acknowledged',
      on_hold: 'acknowledged',
      solved: 'resolved',
      closed: 'resolved',
    },
    freeStatuses: false,
  },
  {
    id: 'scroll',
    type: 'ticketing_freshdesk',
    title: 'Freshdesk',
    cursor: 'scroll',
    needsProject: false,
    wantsCreator: false,
    has: { ...EVERYTHING, escalation: false },
    filters: ['project', 'status'],
    ignoresUnknownFilters: true,
    orders: false,
    statuses: { ...JIRA_WORDS, new: 'Open', open: 'Open', solved: 'Resolved', on_hold: 'Pending', pending: 'Pending' },
    freeStatuses: true,
  },
];

/** The status that a provider's word means to the world; undefined for a word of its own. */
export function worldStatusOf(provider: Provider, word: string): WorldStatus | undefined {
  const folded = word.trim().toLowerCase();
  const known = (Object.entries(provider.statuses) as Array<[WorldStatus, string]>).find(
    ([, name]) => name.toLowerCase() === folded,
  );
  return known?.[0] ?? COMMON[folded];
}

const COMMON: Readonly<Record<string, WorldStatus>> = dictionary({
  'to do': 'new',
  new: 'new',
  triggered: 'new',
  open: 'open',
  'in progress': 'open',
  acknowledged: 'open',
  pending: 'pending',
  'on hold': 'on_hold',
  done: 'solved',
  resolved: 'solved',
  closed: 'closed',
});
