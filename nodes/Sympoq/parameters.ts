/** Parameters that several operations share. */
import type { INodeProperties } from 'n8n-workflow';
import type { Paths } from '../../vendors/sympoq/paths';
import type { PagingContext } from '../../vendors/vendor';
import { jsonObject } from '../shared/fields';
import { pagingFor } from '../shared/list';
import { locator } from '../shared/locator';
import type { OperationRun } from '../shared/operation';
import { settingsIn } from './service';

/** Rows to ask for where the list is paged at all (assumed: only Oracle's REST lists know `limit`). */
export const LARGEST_PAGE = 100;

export const TICKET = locator({
  displayName: 'Ticket',
  name: 'ticketId',
  description: 'The ticket to work on',
  search: 'searchTickets',
  idPlaceholder: 'e.g. 09-13-O-TW4',
  url: {
    pattern: 'https?://.*/ticket/([^/?#]+)',
    placeholder: 'e.g. https://account.sympoq.com/app/desk/api/ticket/09-13-O-TW4',
  },
});

export const QUEUE = locator({
  displayName: 'Queue',
  name: 'queueId',
  description: 'The queue to get',
  search: 'searchQueues',
  idPlaceholder: 'e.g. 2',
  url: { pattern: 'https?://.*/queue/([^/?#]+)', placeholder: 'e.g. https://account.sympoq.com/app/desk/api/queue/2' },
});

export const TOPIC = locator({
  displayName: 'Topic',
  name: 'topicId',
  description: 'The topic to get',
  search: 'searchTopics',
  idPlaceholder: 'e.g. 3',
  url: { pattern: 'https?://.*/topic/([^/?#]+)', placeholder: 'e.g. https://account.sympoq.com/app/desk/api/topic/3' },
});

export const USER = locator({
  displayName: 'User',
  name: 'userId',
  description: 'The agent or customer to get',
  search: 'searchUsers',
  idPlaceholder: 'e.g. 4',
  url: { pattern: 'https?://.*/user/([^/?#]+)', placeholder: 'e.g. https://account.sympoq.com/app/desk/api/user/4' },
});

export const MEMBERS: INodeProperties = jsonObject(
  'Members (JSON)',
  'members',
  'Further members by the names that SympoQ has for them; null empties one',
);

export function pathsOf(run: OperationRun): Paths {
  return settingsIn(run.access.credentials).paths;
}

/** @param filtered whether what comes is filtered here: then a page of as many rows as are wanted is too small */
export function pagingOf(run: OperationRun, filtered: boolean): PagingContext {
  const settings = settingsIn(run.access.credentials);
  if (filtered) return { settings: { ...settings, pageSize: LARGEST_PAGE }, queueIds: [] };
  return pagingFor(run, settings, LARGEST_PAGE);
}
