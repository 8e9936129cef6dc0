/** What a SympoQ key may do. */
import { VendorError } from '../errors';
import { isObject } from '../json';
import { answerOrError } from '../outcome';
import type { Call } from '../http';
import type { KeyFinding, SourceSettings } from '../vendor';
import { listTickets, listTopics } from './requests';

const REFUSED = [401, 403, 404];

/** Settings answer to Administrators alone, tickets to everyone: the two together tell a wrong key from a lesser one. */
export async function check(call: Call, settings: SourceSettings): Promise<KeyFinding[]> {
  const topics = await answerOrError(call, listTopics(settings.paths));
  const tickets = await answerOrError(call, listTickets(settings.paths, { limit: 1 }));
  if (tickets instanceof VendorError) return [withoutTickets(tickets, topics instanceof VendorError ? topics : null)];
  if (!Array.isArray(tickets.json) && !(isObject(tickets.json) && Array.isArray(tickets.json['items']))) {
    return [
      {
        level: 'error',
        message: 'SympoQ answered something that is not a list of tickets',
        remedy: 'Check the base URL and the path "tickets".',
      },
    ];
  }
  if (!(topics instanceof VendorError))
    return [{ level: 'ok', message: "SympoQ accepts the key, which is an Administrator's" }];
  if (REFUSED.includes(topics.status ?? 0)) return [partialView(topics.status ?? 0)];
  return [problem(topics)];
}

function withoutTickets(tickets: VendorError, topics: VendorError | null): KeyFinding {
  if (tickets.status === 404 && topics === null) return problem(tickets);
  if (tickets.status === 404 && topics?.status === 404) {
    return {
      level: 'error',
      message: 'SympoQ knows neither the list of topics nor that of tickets at this address (HTTP 404)',
      remedy:
        "Check the base URL (https://ACCOUNT.sympoq.com/app/desk/api). If it is right, the key is an Agent's and the path of the ticket list must be set under Paths.",
    };
  }
  if (tickets.code === 'unauthorized') {
    return {
      level: 'error',
      message: 'SympoQ does not accept the key (HTTP 401)',
      remedy: 'Copy the API key from the bottom of "My profile" in SympoQ.',
    };
  }
  return problem(tickets);
}

function partialView(status: number): KeyFinding {
  return {
    level: 'warning',
    code: 'partial_view',
    message: `The key is not an Administrator's. SympoQ refuses its settings (HTTP ${status}), and an Agent's key sees only the tickets assigned to its owner`,
    remedy: "Use an Administrator's key to export everything. Names of queues and topics need one too.",
  };
}

function problem(error: VendorError): KeyFinding {
  return { level: 'error', message: error.message, ...(error.remedy === undefined ? {} : { remedy: error.remedy }) };
}
