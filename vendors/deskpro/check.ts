/** What a key may do, said before anything is exported. */
import { VendorError } from '../errors';
import type { Answer, Call } from '../http';
import { asText, objectAt } from '../json';
import { answerOrError } from '../outcome';
import type { KeyFinding } from '../vendor';
import { idIn, listingOf, recordOf } from './envelope';
import { newestId } from './streams/plan';
import { discover, listTickets, me } from './requests';
import { CEILING } from './streams/ticket-pages';
import { nameOf } from './unify/person';

/** Purged tickets leave gaps in the ids, but hardly so many. */
const SEEN_SHARE = 0.5;
const FEW_IDS = 200;

export async function check(call: Call): Promise<KeyFinding[]> {
  const answer = await answerOrError(call, me());
  if (answer instanceof VendorError) return [await refusal(call, answer)];
  const self = recordOf(answer.json);
  if (self === null || (self.person_id === undefined && self.person === undefined))
    return [wrongHost("its answer to /me is not Deskpro's")];
  const tickets = await answerOrError(call, listTickets({ page: 1, count: 1 }));
  return [acceptedKey(answer), ...ticketFindings(tickets), ...(await gapFindings(call, tickets))];
}

function acceptedKey(answer: Answer): KeyFinding {
  const self = recordOf(answer.json) ?? {};
  const person = objectAt(self, 'person');
  const name = nameOf(person) ?? idIn(self.person_id);
  return { level: 'ok', message: 'Deskpro accepts the key', ...(name !== null && { person: name }) };
}

/** A 401, 404 or web page may come from a wrong address: a Deskpro tells who it is without a key. */
async function refusal(call: Call, error: VendorError): Promise<KeyFinding> {
  if (error.code === 'forbidden') {
    return {
      level: 'error',
      message: error.message,
      remedy: 'The key is known but not let in. Look for an IP list on the key, and look at its agent.',
    };
  }
  if (!['unauthorized', 'not_found', 'not_json', 'redirect', 'method_not_allowed'].includes(error.code)) {
    return { level: 'error', message: error.message, remedy: error.remedy };
  }
  const found = await answerOrError(call, discover());
  const host = found instanceof VendorError ? null : recordOf(found.json);
  if (host?.is_deskpro === true && error.code === 'unauthorized') {
    return { level: 'error', message: error.message, remedy: error.remedy };
  }
  if (error.code === 'unauthorized' && found instanceof VendorError && found.code === 'unauthorized') {
    return { level: 'error', message: error.message, remedy: error.remedy };
  }
  const correct = host === null ? null : asText(host.helpdesk_url);
  return wrongHost(error.message, correct);
}

function wrongHost(what: string, correct: string | null = null): KeyFinding {
  return {
    level: 'error',
    message: `No Deskpro API was found at this address: ${what}`,
    remedy:
      correct === null
        ? 'Give the address of the helpdesk, for example https://acme.deskpro.com.'
        : `This helpdesk calls itself ${correct}. Use that address.`,
  };
}

function ticketFindings(tickets: Answer | VendorError): KeyFinding[] {
  if (tickets instanceof VendorError) {
    const remedy =
      tickets.code === 'forbidden'
        ? "Give the key's agent the right to see tickets, or use a superuser key."
        : tickets.remedy;
    return [{ level: 'error', message: `Tickets cannot be read: ${tickets.message}`, remedy }];
  }
  const list = listingOf(tickets.json);
  if (list === null) return [wrongHost("its list of tickets is not Deskpro's")];
  return [{ level: 'ok', message: `The key sees ${totalText(list.total)} tickets` }];
}

function totalText(total: number | null): string {
  return total === null ? 'an unknown number of' : total === CEILING ? `${CEILING} or more` : String(total);
}

/**
 * A key of one agent sees that agent's departments alone, and nothing in an answer says so. Ids are given out
 * over all departments: large gaps hint at it, but purged tickets leave gaps too, so that it is no proof.
 */
async function gapFindings(call: Call, tickets: Answer | VendorError): Promise<KeyFinding[]> {
  if (tickets instanceof VendorError) return [];
  const newest = await newestId(call).catch(() => null);
  if (newest === null || newest.total === null || newest.total === CEILING) return [];
  if (newest.highest < FEW_IDS || newest.total >= newest.highest * SEEN_SHARE) return [];
  return [
    {
      level: 'warning',
      message: `The key sees ${newest.total} tickets, though their numbers run to ${newest.highest}. Either many were purged, or it is the key of an agent who may not see every department`,
      remedy: 'Use a superuser key, or a key of an agent who may see all departments.',
    },
  ];
}
