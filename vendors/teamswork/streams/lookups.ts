/** The streams that one call of GET /instance feeds (the queue, the agents, the custom fields), and tags. */
import { VendorError } from '../../errors';
import type { Json, JsonObject } from '../../json';
import { isObject } from '../../json';
import type { Plan, Stream, StreamName } from '../../vendor';
import { idOf, itemOf, wholeListOf } from '../envelope';
import { assigneesOf, definitionsOf, instanceId } from '../instance';
import { getInstance, listTags } from '../requests';
import { personOf } from '../unify/person';
import { unifyAssignee, unifyField, unifyInstance, unifyTagCategory } from '../unify/instance';

/** The one row that the key opens. */
export const queues = lookup('queues', ['tickets'], {
  records: (instance) => [instance],
  idOf: (record) => (isObject(record) ? instanceId(record) : null),
  unify: unifyInstance,
  complete: true,
  changeDetection: 'The instance that the key opens is read every time.',
});

/** Requesters and commenters come with tickets and activities: no endpoint lists people. */
export const people = lookup('people', [], {
  records: assigneesOf,
  idOf: (record) => personOf(record)?.person_id ?? null,
  unify: unifyAssignee,
  complete: false,
  changeDetection: 'Assignees of the instance are read every time; others are seen on tickets and activities only.',
});

export const customFields = lookup('custom_fields', ['tickets'], {
  records: definitionsOf,
  idOf,
  unify: unifyField,
  complete: true,
  changeDetection: 'All definitions of the instance are read every time.',
});

/** Tickets name their tags without their categories. */
export const tags: Stream = {
  name: 'tags',
  selectedBy: 'tickets',
  scope: 'source',
  optional: true,
  plan: () =>
    Promise.resolve({
      slices: [{ key: 'tags', params: {} }],
      complete: true,
      total: null,
      changeDetection: 'All tags and their categories are read every time.',
    }),
  request: () => listTags(),
  read: (answer) => ({ records: wholeListOf(answer, 'tags'), next: null }),
  idOf,
  unify: unifyTagCategory,
};

/** It does not say that there are no agents and no fields. */
function noInstance(): VendorError {
  return new VendorError({
    code: 'incomplete',
    message: 'TeamsWork described no instance',
    remedy: 'Generate new keys in the settings of the Ticketing app.',
  });
}

interface LookupPart {
  records(instance: JsonObject): Json[];
  idOf: Stream['idOf'];
  unify: Stream['unify'];
  complete: boolean;
  changeDetection: string;
}

function lookup(name: StreamName, alsoSelectedBy: readonly StreamName[], part: LookupPart): Stream {
  const plan: Plan = {
    slices: [{ key: 'instance', params: {} }],
    complete: part.complete,
    total: null,
    changeDetection: part.changeDetection,
  };
  return {
    name,
    selectedBy: name,
    ...(alsoSelectedBy.length === 0 ? {} : { alsoSelectedBy }),
    scope: 'source',
    plan: () => Promise.resolve(plan),
    request: () => getInstance(),
    read: (answer) => {
      const instance = itemOf(answer);
      if (instance === null) throw noInstance();
      return { records: part.records(instance), next: null };
    },
    idOf: part.idOf,
    unify: part.unify,
  };
}
