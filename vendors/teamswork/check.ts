/** What a key may do, found out by reading only. */
import { isVendorError } from '../errors';
import type { VendorError } from '../errors';
import type { Answer, ApiRequest, Call } from '../http';
import type { Json } from '../json';
import { answerOrError } from '../outcome';
import type { KeyFinding } from '../vendor';
import { itemOf, itemsOf } from './envelope';
import { definitionsOf, instanceName } from './instance';
import { getInstance, listTickets } from './requests';

/** No ticket was updated after it. */
const FAR_DAY = '2099-01-01';
const REGION_REMEDY =
  'Take the base URL of your own region (US/Global, EU or Australia). A key works for one instance in one region.';

type Listed = (request: ApiRequest) => Promise<Json[]>;

/** Tells a wrong key from a wrong address, and whether the service honours its date filters. Never throws for them. */
export async function check(call: Call): Promise<KeyFinding[]> {
  const instance = await answerOrError(call, getInstance());
  if (isVendorError(instance) && isFinal(instance)) return [refusal(instance)];
  const listed: Listed = async (request) => itemsOf(await call(request));
  const tickets = await answerOrError(listed, listTickets({ limit: 1 }));
  if (isVendorError(tickets)) return [aboutInstance(instance), refusal(tickets)];
  return [aboutInstance(instance), aboutTickets(tickets), ...(await aboutFilters(listed, tickets))];
}

function isFinal(error: VendorError): boolean {
  return error.code !== 'forbidden' && error.code !== 'server_error' && error.code !== 'refused_by_service';
}

function aboutInstance(answer: Answer | VendorError): KeyFinding {
  const item = isVendorError(answer) ? null : itemOf(answer);
  if (item === null) {
    const reason = isVendorError(answer) ? answer.message : 'it answered none';
    return {
      level: 'warning',
      message: `The instance cannot be read (${reason}), so the queue, agents and names of custom fields will be missing`,
      remedy: isVendorError(answer) ? answer.remedy : 'Generate new keys in the settings of the Ticketing app.',
    };
  }
  const fields = definitionsOf(item).length;
  return {
    level: 'ok',
    message: `The key opens the instance "${instanceName(item) ?? 'without a name'}" (${fields} custom fields). Other instances have keys, and need sources, of their own`,
  };
}

function aboutTickets(tickets: readonly Json[]): KeyFinding {
  return {
    level: 'ok',
    message: `${tickets.length === 0 ? 'Tickets can be read, and there are none yet' : 'Tickets can be read'}. Whether the key may also write cannot be seen by reading. The secondary key only reads, and that is enough for an export`,
  };
}

async function aboutFilters(listed: Listed, tickets: readonly Json[]): Promise<KeyFinding[]> {
  if (tickets.length === 0) return [];
  const answer = await answerOrError(listed, listTickets({ limit: 1, lastUpdateAfter: FAR_DAY }));
  if (!isVendorError(answer) && answer.length === 0) return [];
  return [
    {
      level: 'warning',
      message: isVendorError(answer)
        ? `The filter by date of update is refused (${answer.message})`
        : 'The filter by date of update is ignored, so every incremental run will read all tickets',
      remedy: 'Exports stay right and take longer. Ask TeamsWork about lastUpdateAfter.',
    },
  ];
}

function refusal(error: VendorError): KeyFinding {
  if (error.code === 'unauthorized') {
    return {
      level: 'error',
      message: 'The gateway does not accept the key (HTTP 401)',
      remedy: `Check the key. ${REGION_REMEDY}`,
    };
  }
  if (['not_found', 'redirect', 'not_json', 'method_not_allowed'].includes(error.code)) {
    return {
      level: 'error',
      message: `No Ticketing API answers at this address: ${error.message}`,
      remedy: REGION_REMEDY,
    };
  }
  return { level: 'error', message: error.message, remedy: error.remedy };
}
