/** Where each thing stands below the API's base. What SympoQ's page does not name can be set by the user. */
import { VendorError } from '../errors';
import { segment } from '../http';

/** The names are the keys of a source's `paths:`. `{id}` stands for the id of the ticket, queue, topic or user. */
export const DEFAULT_PATHS = {
  ticket: 'ticket/{id}',
  tickets: 'tickets',
  update: 'ticket/{id}/update',
  user: 'user/{id}',
  users: 'users',
  queue: 'queue/{id}',
  queues: 'queues',
  topic: 'topic/{id}',
  topics: 'topics',
  statuses: 'statuses',
  priorities: 'priorities',
  channels: 'channels',
} as const;
export type PathName = keyof typeof DEFAULT_PATHS;
/** What the user set; anything missing is the default. */
export type Paths = Readonly<Record<string, string>>;

/** `/ticket/17`. A path without `{id}` gets the id as its last segment. */
export function itemPath(paths: Paths, name: PathName, id: string): string {
  const template = templateOf(paths, name);
  const whole = template.includes('{id}') ? template : `${template}/{id}`;
  return `/${whole.replaceAll('{id}', segment(id))}`;
}

/** `/tickets`; for a path with `{id}` the part before it (a ticket is made at `/ticket`). */
export function listPath(paths: Paths, name: PathName): string {
  return `/${templateOf(paths, name).replace(/\/?\{id\}.*$/, '')}`;
}

function templateOf(paths: Paths, name: PathName): string {
  const template = (paths[name] ?? '').trim().replace(/^\/+|\/+$/g, '') || DEFAULT_PATHS[name];
  const isPlain = template
    .split('/')
    .every((part) => part === '{id}' || (/^[\w.~%-]+$/.test(part) && !/^\.{1,2}$/.test(part)));
  if (isPlain) return template;
  throw new VendorError({
    code: 'bad_input',
    message: `The path of "${name}" is not a path below SympoQ's API`,
    remedy: `Write it as ${DEFAULT_PATHS[name]}: letters, digits and slashes, no address, no "?".`,
  });
}
