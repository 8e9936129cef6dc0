/** How this account of SympoQ is set up: where the public pages contradict each other or are silent, both can be had. */

export interface SympoqOptions {
  /** Where `permissions` stands for queues: `?permissions=1`, or as a segment `/1`. The other form is a 404. */
  permissions: 'query' | 'segment';
  /**
   * bare: every list is an array. envelope: every list is Oracle's `{items, hasMore, offset, limit}`. auto: the
   * documented lists are bare; the tickets are too, as long as they are few enough for one answer.
   */
  lists: 'auto' | 'bare' | 'envelope';
  /** Rows a page of an envelope, where the request names no limit. */
  pageSize: number;
  /** The lists that no page names: statuses, priorities, channels. */
  optionalLists: boolean;
  /** Whether a PUT of `status` has an effect: the setting "Manually change ticket status". */
  manualStatus: boolean;
  /** What a setting answers to an Agent's key. */
  agentSettings: 401 | 403 | 404;
  /** People paste markup into their texts: the service, which has none, shows it as it is. */
  hasMarkup: boolean;
  /** IANA zone of the account: for times that carry none, and for the offsets of the event log. */
  timeZone: string;
  /** Requests a minute, apart for reads and writes; null: no limit. The service says that there is one, not which. */
  limits: { reads: number; writes: number } | null;
}

export const DEFAULTS: SympoqOptions = {
  permissions: 'query',
  lists: 'auto',
  pageSize: 100,
  optionalLists: true,
  hasMarkup: false,
  manualStatus: true,
  agentSettings: 403,
  timeZone: 'Europe/Berlin',
  limits: { reads: 600, writes: 120 },
};

/** Above so many tickets `auto` answers in pages. */
export const BARE_TICKETS = 100;
