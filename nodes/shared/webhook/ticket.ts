/** A delivery tells that something happened: what is told on is read from the service. */
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { isVendorError } from '../../../vendors/errors';
import type { Call } from '../../../vendors/http';
import type { Json } from '../../../vendors/json';
import type { Comment } from '../../../vendors/model';
import type { ChangeFeed } from '../../../vendors/change-feed';
import { NO_SETTINGS } from '../list';
import { outputOptions, ticketShown } from '../polling/items';
import type { Account } from '../polling/ticket-snapshot';
import { snapshotOf, withThread } from '../polling/ticket-snapshot';
import type { Service } from '../service';
import { connect, POLL_POLICY } from '../transport';

export interface Rereading {
  service: Service;
  watch: ChangeFeed;
  /** @throws VendorError, `not_found` for a ticket that is gone */
  read(call: Call, id: string): Promise<Json>;
}

export interface Reread {
  /** null: the ticket is gone. */
  ticket: IDataObject | null;
  /** The latest reply, where it was asked for and there is one. */
  comment: Comment | null;
}

/** @throws VendorError when the service cannot be asked: then the delivery is not confirmed, and may come again */
export async function reread(
  context: IWebhookFunctions,
  { service, watch, read }: Rereading,
  id: string,
  withReply: boolean,
): Promise<Reread> {
  const connection = await connect(context, service, POLL_POLICY);
  const account: Account = { ...connection, watch, settings: NO_SETTINGS, matchesFilter: () => true };
  const record = await found(read(connection.call, id));
  if (record === undefined) return { ticket: null, comment: null };
  const slice = { key: id, params: {} };
  const seen = withReply ? snapshotOf(account, record, slice) : undefined;
  return {
    ticket: ticketShown(account, { record, slice }, outputOptions(context)),
    comment: seen ? latestOf((await withThread(account, seen, { replies: true, statuses: false })).comments) : null,
  };
}

async function found(reading: Promise<Json>): Promise<Json | undefined> {
  const outcome = await reading.then(
    (record) => ({ record }),
    (error: unknown) => ({ error }),
  );
  if ('record' in outcome) return outcome.record;
  if (isVendorError(outcome.error) && outcome.error.code === 'not_found') return undefined;
  throw outcome.error;
}

function latestOf(comments: readonly Comment[]): Comment | null {
  return [...comments].sort((a, b) => ((a.created_at ?? '') > (b.created_at ?? '') ? -1 : 1))[0] ?? null;
}
