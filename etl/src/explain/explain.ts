/** Where everything that the lake says of a ticket comes from. */
import { dictionary } from '../../../vendors/dictionary';
import path from 'node:path';
import type { Reject } from '../../../vendors/model';
import type { Config, SourceConfig } from '../config/config';
import type { PublishedReader } from '../store/database';
import type { ExplainContext } from './columns';
import { columnOrigins, deletion, groupOf, requestedNames } from './columns';
import type { Explanation } from './explanation';
import { fieldOrigins } from './fields';
import { historyOf } from './history';
import { maskedExplanation } from './masked';
import type { PublishedRow } from './published';
import { cellText, publishedTicket } from './published';
import type { ChildReading } from './ticket-versions';
import { childReadings, namesInLists, ticketVersions } from './ticket-versions';

/** @param row the ticket as it is published */
export async function explain(
  reader: PublishedReader,
  config: Config,
  source: SourceConfig,
  row: PublishedRow,
): Promise<Explanation> {
  const raw = path.join(config.lake, 'raw');
  const ticketId = cellText(row['ticket_id']);
  const versions = await ticketVersions(raw, source, ticketId);
  const reading = versions.at(-1);
  const children = await childReadings(raw, source, ticketId);
  const names = reading ? await namesInLists(raw, source, requestedNames(reading.ticket)) : new Map<string, never>();
  const published = await publishedTicket(reader, row, children.flatMap(recordsWithRejects));
  const known: ExplainContext = { config, source, published, reading, names };
  const explanation: Explanation = {
    ticket_key: cellText(row['ticket_key']),
    subject: row['subject'] === null ? null : cellText(row['subject']),
    read: reading?.place ?? null,
    why_open: whyOpen(known),
    why_deleted: deletion(known),
    columns: columnOrigins(known),
    fields: await fieldOrigins(reader, known),
    comments: counted(published.comments),
    status_changes: published.changes,
    attachments: published.attachments,
    children: children.map(({ rejects: _rejects, ...child }) => child),
    rejects: published.rejects,
    history: historyOf(versions),
  };
  return maskedExplanation(explanation, config.mask);
}

function recordsWithRejects({ stream, rejects }: ChildReading): string[] {
  return rejects.map(({ record_id: id }: Reject) => `${stream} ${id ?? ''}`);
}

function whyOpen(known: ExplainContext): string {
  const { row } = known.published;
  const status = row['status'] === null ? 'it has no status' : `its status is "${cellText(row['status'])}"`;
  const group = cellText(row['status_group']);
  if (row['is_deleted'] === true) return `not open: it is deleted (${deletion(known)})`;
  return `${row['is_open'] === true ? 'open' : 'not open'}: ${status}, which is ${group} (${groupOf(known)})`;
}

function counted(comments: readonly PublishedRow[]): Record<string, number> {
  const counts: Record<string, number> = dictionary({});
  for (const comment of comments) {
    const deleted = comment['is_deleted'] === true ? 'deleted ' : '';
    const kind = `${deleted}${cellText(comment['visibility'])} ${cellText(comment['kind'])}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}
