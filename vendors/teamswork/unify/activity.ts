/** What an activity means: a comment, changes of the status, attachments, or several of them. */
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, isObject } from '../../json';
import type { Rows } from '../../model';
import { isOpen } from '../../model';
import { isKeptInternal, noteUnreadableFlag } from '../../private-flag';
import { clean, fold } from '../../text';
import { IssueCollector, htmlFrom, parseInstant, parseText, refuseRecord } from '../../unify';
import type { UnifyContext } from '../../vendor';
import { addFile } from './file';
import type { Identity } from './person';
import { addPerson, personOf } from './person';
import { meaningOf, wordGroup } from './status';

interface Activity {
  ticket_id: string;
  id: string;
  at: string | null;
  author: Identity | null;
}

/**
 * @param ticketId the ticket whose activities were asked for
 * @param ends folded labels that the ticket counts as resolved, where the caller has them: the exporter looks them up
 *   when it publishes
 */
export function unifyActivity(
  record: Json,
  ticketId: string,
  context: UnifyContext,
  rows: Rows,
  ends: ReadonlySet<string> = new Set(),
): void {
  const id = isObject(record) ? (asText(record['id']) ?? asText(record['activityId'])) : null;
  if (!isObject(record) || id === null) {
    refuseRecord(rows, record, null, 'activity_without_id');
    return;
  }
  const issues = new IssueCollector(rows, clean(id));
  const activity: Activity = {
    ticket_id: clean(ticketId),
    id: clean(id),
    at: parseInstant(record['createdDateTime'] ?? record['createdOn'], 'createdDateTime', context, issues),
    author: personOf(record['createdBy'] ?? record['user']),
  };
  addPerson(rows, activity.author, null);
  const hasComment = addComment(record, activity, context, issues, rows);
  addChanges(record, activity, issues, rows, ends);
  const owner = { ticket_id: activity.ticket_id, comment_id: hasComment ? activity.id : null, at: activity.at };
  for (const file of arrayAt(record, 'attachments')) addFile(file, owner, context, issues, rows);
}

function addComment(
  record: JsonObject,
  activity: Activity,
  context: UnifyContext,
  issues: IssueCollector,
  rows: Rows,
): boolean {
  if (!isComment(record, activity.author)) return false;
  const isPrivate = isKeptInternal(record['isPrivate']);
  noteUnreadableFlag(record['isPrivate'], 'isPrivate', issues);
  rows.comments.push({
    ticket_id: activity.ticket_id,
    comment_id: activity.id,
    author_id: activity.author?.person_id ?? null,
    author_name: activity.author?.name ?? null,
    author_email: activity.author?.email ?? null,
    author_role: activity.author === null ? 'system' : 'unknown',
    visibility: isPrivate ? 'internal' : 'public',
    kind: isPrivate ? 'note' : 'comment',
    title: null,
    body:
      parseText(record['comment'], 'comment', issues) ??
      htmlFrom(record['comment_HTML'], 'comment_HTML', context, issues),
    created_at: activity.at,
    updated_at: null,
  });
  return true;
}

/** Something was written, if only a picture; or somebody sent files without a word. A mere change is no comment. */
function isComment(record: JsonObject, author: Identity | null): boolean {
  const isWritten = [record['comment'], record['comment_HTML']].some((text) => (asText(text)?.trim() ?? '') !== '');
  const isSent = author !== null && arrayAt(record, 'attachments').length > 0;
  return isWritten || (isSent && arrayAt(record, 'changes').length === 0);
}

function addChanges(
  record: JsonObject,
  activity: Activity,
  issues: IssueCollector,
  rows: Rows,
  ends: ReadonlySet<string>,
): void {
  const groupOf = (word: string) => (ends.size === 0 ? wordGroup(word) : meaningOf([word], ends).group);
  const changes = arrayAt(record, 'changes').filter((change) => isObject(change) && isStatus(change['name']));
  changes.forEach((change, at) => {
    if (!isObject(change)) return;
    const from = wordOf(change['oldValue']);
    const to = wordOf(change['newValue']);
    // Creation is no change: it goes from nothing to the first status of the workflow. What a word of the customer's own
    // means, and what it means in this workflow, only the ticket tells.
    const group = to === null ? null : groupOf(to);
    if (to === null || to === from || (from === null && group !== null && isOpen(group))) return;
    if (activity.at === null) {
      issues.add('field', 'createdDateTime', 'status_change_without_time', change);
      return;
    }
    rows.status_changes.push({
      ticket_id: activity.ticket_id,
      event_id: changes.length === 1 ? activity.id : `${activity.id}/${at + 1}`,
      from_status: from,
      to_status: to,
      from_group: from === null ? null : groupOf(from),
      to_group: group,
      changed_at: activity.at,
      changed_by_id: activity.author?.person_id ?? null,
      changed_by_name: activity.author?.name ?? null,
    });
  });
}

/** Whether an activity holds a change of the status. */
export function changesStatus(record: Json): boolean {
  return arrayAt(record, 'changes').some((change) => isObject(change) && isStatus(change['name']));
}

function isStatus(name: Json | undefined): boolean {
  return ['status', 'ticketstatus', 'ticket status'].includes(fold(asText(name) ?? ''));
}

function wordOf(value: Json | undefined): string | null {
  const word = isObject(value)
    ? (asText(value['label']) ?? asText(value['name']) ?? asText(value['text']))
    : asText(value);
  return word === null ? null : clean(word.trim());
}
