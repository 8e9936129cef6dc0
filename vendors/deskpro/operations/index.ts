/**
 * What can be done, by resource. Each function takes a `Call` and gives raw records; unify/ gives them the model's
 * words. Lists are read with `pagesOf` over the streams and slices that are named here.
 */
import type { Call } from '../../http';
import type { JsonObject } from '../../json';
import { getLog, getReference } from '../requests';
import { ticketSlice } from '../slices';
import {
  agents,
  attachments,
  comments,
  customFields,
  departments,
  history,
  labels,
  listSlice,
  organizations,
  people,
  teams,
  ticketPartSlice,
  tickets,
} from '../streams';
import type { OrganizationFilters, PersonFilters } from '../filters';
import * as attachmentDone from './attachment';
import * as commentDone from './comment';
import * as organizationDone from './organization';
import * as personDone from './person';
import * as statusDone from './status';
import * as tagDone from './tag';
import * as ticketDone from './ticket';
import { get } from './write';

export type { Verbs } from './write';
export type { NewTicket, TicketFields, MessageInput, PersonInput } from './ticket';
export type { NewComment } from './comment';
export type { PersonFields } from './person';
export type { OrganizationFields } from './organization';
export type { Upload, Download } from './attachment';
export { ticketSlice };

export const ticket = {
  create: ticketDone.createOne,
  get: ticketDone.getOne,
  update: ticketDone.updateOne,
  upsert: ticketDone.upsertOne,
  delete: ticketDone.deleteOne,
  lock: ticketDone.lock,
  unlock: ticketDone.unlock,
  many: { stream: tickets, slice: ticketSlice },
};

export const comment = {
  add: commentDone.add,
  get: commentDone.getOne,
  update: commentDone.updateOne,
  delete: commentDone.deleteOne,
  many: { stream: comments, slice: (ticketId: string) => ticketPartSlice('comments', ticketId) },
};

export const status = { set: statusDone.set, getMany: statusDone.getMany };

export const tag = {
  add: tagDone.add,
  remove: tagDone.remove,
  set: tagDone.set,
  /** @param term labels that begin with it; blank: all */
  many: { stream: labels, slice: (term = '') => listSlice('labels', term === '' ? {} : { term }) },
};

export const attachment = {
  uploadBlob: attachmentDone.uploadBlob,
  upload: attachmentDone.upload,
  download: attachmentDone.download,
  many: { stream: attachments, slice: (ticketId: string) => ticketPartSlice('attachments', ticketId) },
};

export const person = {
  create: personDone.createOne,
  get: personDone.getOne,
  update: personDone.updateOne,
  upsert: personDone.upsertOne,
  findByEmail: personDone.findByEmail,
  delete: personDone.deleteOne,
  many: { stream: people, slice: (filters: PersonFilters) => listSlice('people', { ...filters }) },
};

export const organization = {
  create: organizationDone.createOne,
  get: organizationDone.getOne,
  update: organizationDone.updateOne,
  delete: organizationDone.deleteOne,
  many: { stream: organizations, slice: (filters: OrganizationFilters) => listSlice('organizations', { ...filters }) },
};

export const agent = {
  get: async (call: Call, id: string): Promise<JsonObject> => get(call, getReference('agents', id)),
  many: { stream: agents, slice: () => listSlice('agents', {}) },
};

export const team = { many: { stream: teams, slice: () => listSlice('teams', {}) } };

export const department = {
  get: async (call: Call, id: string): Promise<JsonObject> => get(call, getReference('departments', id)),
  many: { stream: departments, slice: () => listSlice('queues', {}) },
};

export const customField = { many: { stream: customFields, slice: () => listSlice('custom_fields', {}) } };

export const ticketLog = {
  get: async (call: Call, ticketId: string, logId: string): Promise<JsonObject> => get(call, getLog(ticketId, logId)),
  many: { stream: history, slice: (ticketId: string) => ticketPartSlice('history', ticketId) },
};
