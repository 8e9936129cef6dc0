/** Queues, topics, users and the optional lists; names in place of their ids. */
import { VendorError } from '../../errors';
import type { ApiRequest, Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { asText, isObject } from '../../json';
import { answerOrError } from '../../outcome';
import { readSlices } from '../../paging';
import { fold } from '../../text';
import type { Slice, Stream } from '../../vendor';
import type { NumberedKind } from '../unify/numbers';
import { BUILT_IN } from '../unify/numbers';
import type { Paths } from '../paths';
import type { PermissionsForm } from '../requests';
import { getQueue, getTopic, getUser } from '../requests';
import { channels, formOf, priorities, queueSlice, queues, statuses, topics, users } from '../streams';

export type ListKind = NumberedKind | 'queue' | 'topic' | 'user';

const STREAMS: Readonly<Record<ListKind, Stream>> = {
  status: statuses,
  priority: priorities,
  channel: channels,
  queue: queues,
  topic: topics,
  user: users,
};

/** @returns the records of a list; of the optional ones (status, priority, channel) the built-in names on 404 */
export async function listOf(call: Call, kind: ListKind, paths: Paths): Promise<JsonObject[]> {
  const slice: Slice = kind === 'queue' ? queueSlice() : { key: STREAMS[kind].name, params: {} };
  const outcome = await gather(call, STREAMS[kind], slice, paths).then(
    (records) => records,
    (error: unknown) => ({ error }),
  );
  if (Array.isArray(outcome)) return outcome;
  const isMissing = outcome.error instanceof VendorError && outcome.error.status === 404;
  if (isMissing && (kind === 'status' || kind === 'priority' || kind === 'channel')) return builtIn(kind);
  throw outcome.error;
}

/**
 * The queue, and where this account takes `permissions`, for the next call.
 * @param input form: where it was taken last time; without it the query is tried, then the segment
 */
export async function getQueueWith(
  call: Call,
  input: { id: string; permissions?: boolean; form?: PermissionsForm },
  paths: Paths,
): Promise<{ queue: Json; form: PermissionsForm }> {
  const form = input.form ?? 'query';
  const ask = (as: PermissionsForm): ApiRequest => getQueue(paths, input.id, input.permissions ?? false, as);
  const first = await answerOrError(call, ask(form));
  if (!(first instanceof VendorError)) return { queue: first.json, form };
  if (first.status !== 404) throw first;
  const other: PermissionsForm = form === 'query' ? 'segment' : 'query';
  const second = await answerOrError(call, ask(other));
  // Both say 404: the first answer speaks of the ID.
  if (second instanceof VendorError) throw second.status === 404 ? first : second;
  return { queue: second.json, form: other };
}

/** All queues with their permissions when asked for. */
export async function getQueues(
  call: Call,
  input: { permissions?: boolean; form?: PermissionsForm },
  paths: Paths,
): Promise<{ queues: JsonObject[]; form: PermissionsForm }> {
  let form = input.form ?? 'query';
  const first = queueSlice(input.permissions ?? false, form);
  const records = await gather(call, queues, first, paths, (slice) => {
    form = formOf(slice);
  });
  return { queues: records, form };
}

export async function getTopicBy(call: Call, input: { id: string }, paths: Paths): Promise<Json> {
  return (await call(getTopic(paths, input.id))).json;
}

export async function getUserBy(call: Call, input: { id: string }, paths: Paths): Promise<Json> {
  return (await call(getUser(paths, ownId('user', input.id)))).json;
}

/**
 * @param value an id or a name as people write it
 * @returns the id
 * @throws VendorError bad_input when no or several rows of the list have that name
 */
export async function idByName(call: Call, kind: ListKind, value: string, paths: Paths): Promise<string> {
  const knownId = ownId(kind, value.trim());
  if (/^\d+$/.test(knownId)) return knownId;
  const rows = await listOf(call, kind, paths);
  const ids = rows.filter((row) => fold(asText(row['name']) ?? '') === fold(value)).map((row) => asText(row['id']));
  const [id] = ids;
  if (ids.length === 1 && id !== null && id !== undefined) return id;
  const known = rows.map((row) => asText(row['name'])).filter((name) => name !== null);
  throw new VendorError({
    code: 'bad_input',
    message:
      ids.length > 1 ? `SympoQ has several of the name "${value}" (${kind})` : `SympoQ has no ${kind} "${value}"`,
    remedy: ids.length > 1 ? 'Give its ID.' : `Give one of ${known.slice(0, 20).join(', ')}, or an ID.`,
  });
}

/** Ids as SympoQ has them, also where one of the unified model is given: `agent-4`. */
function ownId(kind: ListKind, id: string): string {
  return kind === 'user' ? id.replace(/^agent-(?=\d+$)/, '') : id;
}

/** @param readAs is given each slice that was read */
async function gather(
  call: Call,
  stream: Stream,
  slice: Slice,
  paths: Paths,
  readAs: (slice: Slice) => void = () => undefined,
): Promise<JsonObject[]> {
  const context = { settings: { timezone: null, pageSize: null, projects: [], paths }, queueIds: [] };
  const records: JsonObject[] = [];
  for await (const page of readSlices(stream, [slice], call, context)) {
    readAs(page.slice);
    for (const record of page.fresh) if (isObject(record)) records.push(record);
  }
  return records;
}

function builtIn(kind: NumberedKind): JsonObject[] {
  return Object.entries(BUILT_IN[kind]).map(([id, name]) => ({ id: Number(id), name }));
}
