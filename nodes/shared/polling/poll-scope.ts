/** Whether what a trigger remembers is about the account that it looks at: a key may be exchanged, an account not. */
import { createHash } from 'node:crypto';
import { isVendorError } from '../../../vendors/errors';
import type { Json } from '../../../vendors/json';
import { parseJson } from '../../../vendors/json';
import type { ServiceConnection } from '../transport';
import { secretsIn } from '../service';
import { recentTickets } from './sample';
import type { PollState } from './state';
import { scopeIn, stateIn } from './state';
import type { Account } from './ticket-snapshot';

/** How a service's accounts are told apart where they share one address. */
export interface AccountIdentity {
  /** @returns null where the service does not say; @throws VendorError where it may say it later */
  accountOf(connection: ServiceConnection): Promise<string | null>;
}

/** What the state is about: service, address, account and the way of looking. */
export interface PollScope {
  scope: string;
  /** The same without the account. */
  beside: string;
  /** false: the account is not known, and its key stands for it. */
  isKnown: boolean;
  /** The scope of states that earlier versions wrote: the credential's ID stood for the account. */
  earlier: string;
}

const KEY = 'key ';

/** What the user's choices make of a state. */
export interface PollChoices {
  projects: readonly string[];
  isRecent: boolean;
}

/**
 * @param text what is stored
 * @param credential its ID in n8n
 * @throws VendorError where the service does not say now whether it is still the account that is remembered
 */
export async function pollScopeOf(
  text: unknown,
  connection: ServiceConnection,
  identity: AccountIdentity | undefined,
  { projects, isRecent }: PollChoices,
  credential: string | null,
): Promise<PollScope> {
  const { service, access } = connection;
  const about = [service.vendor.name, access.url];
  const scopeOf = (account: string): string => JSON.stringify([about, account, projects, isRecent]);
  const beside = JSON.stringify([about, projects, isRecent]);
  const key = `${KEY}${fingerprint(connection)}`;
  const stored = scopeIn(text) ?? '';
  const mustKnow = besideOf(stored) === beside && !isKeyed(stored);
  const account = stored === scopeOf(key) ? null : await accountOf(connection, identity, key, mustKnow);
  return {
    scope: scopeOf(account ?? key),
    beside,
    isKnown: account !== null,
    earlier: JSON.stringify([[...about, credential, ...projects], isRecent]),
  };
}

/** Accounts by their key, so that a service is asked once and not with every poll. */
const accounts = new Map<string, string>();

async function accountOf(
  connection: ServiceConnection,
  identity: AccountIdentity | undefined,
  key: string,
  mustKnow: boolean,
): Promise<string | null> {
  if (identity === undefined) return '';
  const known = accounts.get(key);
  if (known !== undefined) return known;
  const outcome = await identity.accountOf(connection).then(
    (account) => ({ account }),
    (error: unknown) => ({ error }),
  );
  if ('error' in outcome) {
    if (mustKnow || !isVendorError(outcome.error) || !outcome.error.retryable) throw outcome.error;
    return null;
  }
  if (outcome.account !== null) accounts.set(key, outcome.account);
  return outcome.account;
}

/** Tells two keys apart; nothing leads back from it, since the keys of such services are long and random. */
function fingerprint({ service, access }: ServiceConnection): string {
  const secrets = secretsIn(service, access.credentials, access.url);
  return createHash('sha256')
    .update(JSON.stringify([access.url, secrets]))
    .digest('hex')
    .slice(0, 16);
}

/**
 * What is remembered, where it is about this account. Where a key stands for the account and is another one now, a
 * ticket that both know proves it: one of the newest is as it was when it was last seen.
 */
export async function remembered(
  text: unknown,
  pollScope: PollScope,
  account: Account,
): Promise<PollState | undefined> {
  const stored = scopeIn(text);
  if (stored === undefined) return undefined;
  const state = stateIn(text, stored);
  if (state === undefined) return undefined;
  if (stored === pollScope.scope || stored === pollScope.earlier) return { ...state, scope: pollScope.scope };
  const isDoubtful = besideOf(stored) === pollScope.beside && (!pollScope.isKnown || isKeyed(stored));
  return isDoubtful && (await isSame(state, account)) ? { ...state, scope: pollScope.scope } : undefined;
}

function scopeParts(scope: string): Json[] {
  const parsed = parseJson(scope);
  return parsed.ok && Array.isArray(parsed.value) && parsed.value.length === 4 ? parsed.value : [];
}

function besideOf(scope: string): string {
  const [about, , projects, isRecent] = scopeParts(scope);
  return JSON.stringify([about, projects, isRecent]);
}

function isKeyed(scope: string): boolean {
  const [, account] = scopeParts(scope);
  return typeof account === 'string' && account.startsWith(KEY);
}

async function isSame(state: PollState, account: Account): Promise<boolean> {
  const newest = await recentTickets(account);
  return newest.some(({ id, version }) => state.tickets.get(id)?.version === version);
}
