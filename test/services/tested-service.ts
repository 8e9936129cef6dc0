/** What the tests that hold for every service have to know of one. A sixth service says it in a sixth file. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import type { Json, JsonObject } from '../../vendors/json';
import type { Telling } from '../support/lives';

export interface TestedService {
  /** What its credential holds beside address and key. */
  credential: IDataObject;
  /** What its node needs for a new ticket. */
  newTicket: INodeParameters;
  /** The request that makes one, as the simulator's log names it. */
  createEndpoint: string;
  /** An ID of its kind that no ticket has. */
  unknownId: string;
  /** The status that a wrong key meets. */
  refusal: string;
  /** Where the paths of its requests begin, below the origin. */
  basePath: string;
  /** A list of tickets as it sends it, all on one page. */
  list(records: object[]): object;
  /** A ticket of such a list, as little as it can be. */
  record(at: number): object;
  /** A ticket with one custom field; absent where the service has none. */
  withCustomValue?(value: Json): JsonObject;
  /** A ticket with a due date; absent where the service has none. */
  withDueDate?(value: Json): JsonObject;
  /** Whether its node has comments, and its trigger replies. */
  hasComments: boolean;
  /** Whether its node writes more of a ticket than text and times: requester, status, priority, custom fields. */
  hasFullForms: boolean;
  telling: Telling;
}
