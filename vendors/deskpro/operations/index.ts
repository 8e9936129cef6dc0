/**
 * What can be done, by resource. Each function takes a `Call` and gives raw records; unify/ gives them the model's
 * words. Lists are read with `pagesOf` over the streams and slices that are named here.
 */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { getLog, getReference } from '../requests';
import { ticketSlice, ticketSlices } from '../streams/slices';
import { commentSlice, namedComments, namedPeople, namedTickets } from '../streams/named-lists';
import {
  agents,
  attachments,
  customFields,
  departments,
  history,
  labels,
  listSlice,
  organizations,
  teams,
  ticketPartSlice,
} from '../streams';
import type { OrganizationFilters, PersonFilters } from '../filters';
import { logEntry } from '../unify/log-entry';
import * as attachmentDone from './attachment';
import * as customFieldDone from './custom-field';
import { choices, idNamed, idsNamed } from './lookup';
import { namesOfMessages, namesOfTickets } from './names';
import * as search from './search';
import * as commentDone from './comment';
import * as organizationDone from './organization';
import * as personDone from './person';
import * as statusDone from './status';
import * as tagDone from './tag';
import * as ticketDone from './ticket';
import { get } from './write';

export type { DateRange, OrganizationFilters, PersonFilters, TicketFilters, TicketOrder } from '../filters';
export { TICKET_ORDERS } from '../filters';
export type { CommentFilters } from '../streams/named-lists';
export type { Verbs } from './write';
export type { Choice, Lookup } from './lookup';
export type { FieldDefinition, FieldOwner } from './custom-field';
export type { KnownStatus } from './status';
export type { NewTicket, TicketFields, MessageInput, PersonInput } from './ticket';
export type { NewComment } from './comment';
export type { PersonFields } from './person';
export type { OrganizationFields } from './organization';
export type { Upload, Download } from './attachment';
export { ticketSlice };

export const ticket = {
  create: ticketDone.createOne,
  get: ticketDone.getOne,
  idFrom: ticketDone.idFrom,
  search: search.tickets,
  namesOf: namesOfTickets,
  update: ticketDone.updateOne,
  upsert: ticketDone.upsertOne,
  delete: ticketDone.deleteOne,
  lock: ticketDone.lock,
  unlock: ticketDone.unlock,
  many: { stream: namedTickets, slice: ticketSlice, slices: ticketSlices },
};

export const comment = {
  add: commentDone.add,
  get: commentDone.getOne,
  update: commentDone.updateOne,
  delete: commentDone.deleteOne,
  namesOf: namesOfMessages,
  many: { stream: namedComments, slice: commentSlice },
};

export const status = {
  set: statusDone.set,
  getMany: statusDone.getMany,
  list: statusDone.list,
  codeNamed: statusDone.codeNamed,
};

export const tag = {
  add: tagDone.add,
  remove: tagDone.remove,
  set: tagDone.set,
  textOf: tagDone.labelIn,
  /** @param term labels that begin with it; blank: all */
  many: { stream: labels, slice: (term = '') => listSlice('labels', term === '' ? {} : { term }) },
};

export const attachment = {
  uploadBlob: attachmentDone.uploadBlob,
  uploadBlobs: attachmentDone.uploadBlobs,
  upload: attachmentDone.upload,
  download: attachmentDone.download,
  carriedBy: attachmentDone.carriedBy,
  many: { stream: attachments, slice: (ticketId: string) => ticketPartSlice('attachments', ticketId) },
};

export const person = {
  create: personDone.createOne,
  get: personDone.getOne,
  update: personDone.updateOne,
  upsert: personDone.upsertOne,
  findByEmail: personDone.findByEmail,
  idFrom: personDone.idFrom,
  reachable: personDone.reachable,
  delete: personDone.deleteOne,
  many: { stream: namedPeople, slice: (filters: PersonFilters) => listSlice('people', { ...filters }) },
};

export const organization = {
  create: organizationDone.createOne,
  get: organizationDone.getOne,
  update: organizationDone.updateOne,
  delete: organizationDone.deleteOne,
  idNamed: organizationDone.idNamed,
  many: { stream: organizations, slice: (filters: OrganizationFilters) => listSlice('organizations', { ...filters }) },
};

export const agent = {
  get: async (call: Call, id: string): Promise<JsonObject> => get(call, getReference('agents', id)),
  many: { stream: agents, slice: () => listSlice('agents', {}) },
};

/** Lists that tickets refer to, by the names of their rows. */
export const lookup = { choices, idNamed, idsNamed };

export const team = { many: { stream: teams, slice: () => listSlice('teams', {}) } };

export const department = {
  get: async (call: Call, id: string): Promise<JsonObject> => get(call, getReference('departments', id)),
  many: { stream: departments, slice: () => listSlice('queues', {}) },
};

export const customField = {
  definitions: customFieldDone.definitions,
  writable: customFieldDone.serializeFields,
  filterable: customFieldDone.filterable,
  list: customFieldDone.list,
  /** Of tickets. */
  many: { stream: customFields, slice: () => listSlice('custom_fields', {}) },
};

export const ticketLog = {
  get: async (call: Call, ticketId: string, logId: string): Promise<JsonObject> => get(call, getLog(ticketId, logId)),
  namesOf: namesOfMessages,
  entry: logEntry,
  many: { stream: history, slice: (ticketId: string) => ticketPartSlice('history', ticketId) },
};
