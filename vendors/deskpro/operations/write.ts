/** Creates and updates, with the verb that this helpdesk takes. */
import { VendorError } from '../../errors';
import type { Answer, ApiRequest, Call } from '../../http';
import { idAt } from '../../http';
import type { Json, JsonObject } from '../../json';
import { readCreated, write } from '../../outcome';
import { recordOf } from '../envelope';
import type { WriteVerb } from '../requests';

/**
 * The vendor's page says in one place that PUT creates and POST updates, in another the opposite, as live clients
 * do it. auto: POST creates and PUT updates; on 405, which proves that nothing happened, the other verb once.
 */
export type Verbs = 'auto' | 'post-creates' | 'put-creates';

const OTHER: Readonly<Record<WriteVerb, WriteVerb>> = { POST: 'PUT', PUT: 'POST' };

/**
 * @param request the create as a request, by its verb
 * @param one the request for the record with an id
 * @returns the created record, read where the answer names its address only; a receipt where it cannot be shown
 * @throws VendorError `unknown_outcome` when nobody knows whether it was created; never sent twice then
 */
export async function create(
  call: Call,
  request: (verb: WriteVerb) => ApiRequest,
  one: (id: string) => ApiRequest,
  verbs: Verbs,
): Promise<JsonObject> {
  const answer = await withVerb(call, request, verbs === 'put-creates' ? 'PUT' : 'POST', verbs);
  const id = idAt(answer.location, (made) => one(made).path);
  return recordOf(answer.json) ?? readCreated('Deskpro', id, (made) => get(call, one(made)));
}

/**
 * @param readBack reads the record where the answer is the documented empty 204
 * @param recordIn finds the record in the answer of the update
 * @returns the record after the update
 */
export async function update(
  call: Call,
  request: (verb: WriteVerb) => ApiRequest,
  verbs: Verbs,
  readBack: () => Promise<JsonObject>,
  recordIn: (json: Json) => JsonObject | null = recordOf,
): Promise<JsonObject> {
  const answer = await withVerb(call, request, verbs === 'put-creates' ? 'POST' : 'PUT', verbs);
  const record = recordIn(answer.json);
  if (record) return record;
  const read = await readBack().then(
    (found) => ({ found }),
    (error: unknown) => ({ error }),
  );
  if ('found' in read) return read.found;
  if (!(read.error instanceof VendorError)) throw read.error;
  throw new VendorError({
    code: 'incomplete',
    message: `The change was made, but could not be read back: ${read.error.message}`,
    remedy: 'Do not repeat it. Look in Deskpro.',
    request: read.error.request,
  });
}

/** @throws VendorError `not_found` also when the answer has no record */
export async function get(call: Call, request: ApiRequest): Promise<JsonObject> {
  const record = recordOf((await call(request)).json);
  if (record) return record;
  throw new VendorError({ code: 'not_found', message: 'Deskpro answered without a record', remedy: 'Check the ID.' });
}

/** Deletes and says so in n8n's words. */
export async function remove(call: Call, request: ApiRequest): Promise<JsonObject> {
  await write(call, request);
  return { deleted: true };
}

async function withVerb(
  call: Call,
  request: (verb: WriteVerb) => ApiRequest,
  verb: WriteVerb,
  verbs: Verbs,
): Promise<Answer> {
  const first = await write(call, request(verb)).catch((error: unknown) => ({ error }));
  if (!('error' in first)) return first;
  const mayTurn = verbs === 'auto' && first.error instanceof VendorError && first.error.code === 'method_not_allowed';
  if (!mayTurn) throw first.error;
  return write(call, request(OTHER[verb]));
}
