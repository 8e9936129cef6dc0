/** Tags. The service replaces the whole list: Add and Remove read it, change it, write it and read it back. */
import { VendorError } from '../../errors';
import type { Call } from '../../http';
import type { Json, JsonObject } from '../../json';
import { arrayAt, asText, booleanOf, isObject } from '../../json';
import { fold } from '../../text';
import { itemsOf } from '../envelope';
import type { ActingUser } from '../requests';
import { listTags } from '../requests';
import { get, update } from './ticket';

/** A tag of a category. */
export interface KnownTag {
  text: string;
  tagCategoryId: string;
  category: string | null;
  color: string | null;
  is_deleted: boolean;
}

export interface TagChoice {
  text: string;
  /** Id or text of its category. Needed only for a new tag where there are several categories. */
  tagCategoryId?: string;
}

/** All tags of all categories, deleted ones marked. */
export async function list(call: Call): Promise<KnownTag[]> {
  return tagsOf(itemsOf(await call(listTags()), 'tags'));
}

function tagsOf(categories: readonly Json[]): KnownTag[] {
  return categories.filter(isObject).flatMap((category) =>
    arrayAt(category, 'tags').flatMap((tag) => {
      const text = asText(isObject(tag) ? tag['text'] : tag);
      const isDeleted = isObject(tag) && booleanOf(tag['deleted']) === true;
      return text === null
        ? []
        : [{ text, ...placeOf(category), is_deleted: isDeleted || booleanOf(category['deleted']) === true }];
    }),
  );
}

function placeOf(category: JsonObject): Omit<KnownTag, 'text' | 'is_deleted'> {
  return {
    tagCategoryId: asText(category['id']) ?? '',
    category: asText(category['text']),
    color: asText(category['color']),
  };
}

export async function set(
  call: Call,
  idOrNumber: string,
  tags: readonly TagChoice[],
  user: ActingUser,
): Promise<JsonObject> {
  const ticket = await get(call, idOrNumber);
  return replace(call, ticket, tags, user);
}

export async function add(
  call: Call,
  idOrNumber: string,
  tags: readonly TagChoice[],
  user: ActingUser,
): Promise<JsonObject> {
  const ticket = await get(call, idOrNumber);
  const present = textsOf(ticket);
  const known = new Set(present.map(fold));
  const missing = tags.filter(({ text }) => !known.has(fold(text)));
  if (missing.length === 0) return ticket;
  return replace(call, ticket, [...present.map((text) => ({ text })), ...missing], user);
}

export async function remove(
  call: Call,
  idOrNumber: string,
  tags: readonly string[],
  user: ActingUser,
): Promise<JsonObject> {
  const ticket = await get(call, idOrNumber);
  const unwanted = new Set(tags.map(fold));
  const kept = textsOf(ticket).filter((text) => !unwanted.has(fold(text)));
  if (kept.length === textsOf(ticket).length) return ticket;
  return replace(
    call,
    ticket,
    kept.map((text) => ({ text })),
    user,
  );
}

/** On read a tag is its text alone: its category is found again in the categories. */
async function replace(
  call: Call,
  ticket: JsonObject,
  tags: readonly TagChoice[],
  user: ActingUser,
): Promise<JsonObject> {
  const placed = await placedTags(call, tags, textsOf(ticket));
  return update(call, asText(ticket['id']) ?? '', { tags: placed }, user);
}

/** A tag as a ticket takes it. */
export interface PlacedTag {
  text: string;
  tagCategoryId?: string;
}

/**
 * Tags with their categories, each once.
 * @param present texts of the tags that the ticket has already
 * @throws VendorError bad_input for a new tag where it is not clear which category it belongs into
 */
export async function placedTags(
  call: Call,
  tags: readonly TagChoice[],
  present: readonly string[] = [],
): Promise<PlacedTag[]> {
  const categories = tags.length === 0 ? [] : itemsOf(await call(listTags()), 'tags').filter(isObject);
  const known = tagsOf(categories);
  const kept = new Set(present.map(fold));
  const distinct = new Map(tags.map((tag) => [fold(tag.text), tag]));
  return [...distinct.values()].map((tag) => place(tag, known, categories, kept));
}

/**
 * Tags as the filter of the list wants them: category and text.
 * @param names texts, or `tagCategoryId_tagText` as the filter has it
 * @throws VendorError bad_input for a tag that no category has
 */
export async function filterKeys(call: Call, names: readonly string[]): Promise<string[]> {
  const known = await list(call);
  return names.flatMap((name) => {
    const keys = known.filter(({ text, tagCategoryId }) =>
      [text, `${tagCategoryId}_${text}`].some((candidate) => fold(candidate) === fold(name)),
    );
    if (keys.length > 0) return keys.map(({ text, tagCategoryId }) => `${tagCategoryId}_${text}`);
    throw new VendorError({
      code: 'bad_input',
      message: `TeamsWork has no tag "${name}"`,
      remedy: known.length === 0 ? 'There are no tags yet.' : `Give one of: ${named(known)}.`,
    });
  });
}

/** An error names no more than a person reads. */
const MOST_NAMED = 20;

const named = (tags: readonly KnownTag[]): string =>
  [...new Set(tags.filter(({ is_deleted }) => !is_deleted).map(({ text }) => text))].slice(0, MOST_NAMED).join(', ');

function place(
  tag: TagChoice,
  known: readonly KnownTag[],
  categories: readonly JsonObject[],
  present: ReadonlySet<string>,
): PlacedTag {
  const text = tag.text.trim();
  if (text === '')
    throw new VendorError({ code: 'bad_input', message: 'A tag is empty', remedy: 'Give every tag a text.' });
  if (tag.tagCategoryId !== undefined && tag.tagCategoryId !== '')
    return { text, tagCategoryId: categoryNamed(tag.tagCategoryId, categories) };
  const matches = known.filter((candidate) => fold(candidate.text) === fold(text));
  const match = matches.find(({ is_deleted }) => !is_deleted) ?? matches[0];
  if (match !== undefined) return { text: match.text, tagCategoryId: match.tagCategoryId };
  const usable = categories.filter((category) => booleanOf(category['deleted']) !== true);
  const [only, ...others] = usable;
  if (only !== undefined && others.length === 0) return { text, tagCategoryId: asText(only['id']) ?? '' };
  // A tag that the ticket has already, and whose category is gone: whether it may stay is for the service to say.
  if (present.has(fold(text))) return { text };
  throw unplaced(text, usable);
}

/** The id of a category that is named by id or text; an unknown one stays as given. */
function categoryNamed(name: string, categories: readonly JsonObject[]): string {
  const found = categories.find((category) =>
    [category['id'], category['text']].some((known) => fold(asText(known) ?? '') === fold(name)),
  );
  return asText(found?.['id']) ?? name.trim();
}

function unplaced(text: string, categories: readonly JsonObject[]): VendorError {
  const names = categories.map(
    (category) => `${asText(category['text']) ?? 'unnamed'} (${asText(category['id']) ?? ''})`,
  );
  return new VendorError({
    code: 'bad_input',
    message: `The tag "${text}" is in no category, and it is not clear into which one it belongs`,
    remedy:
      names.length === 0 ? 'Make a tag category in TeamsWork first.' : `Give the category's ID: ${names.join(', ')}.`,
  });
}

function textsOf(ticket: JsonObject): string[] {
  return arrayAt(ticket, 'tags').flatMap((tag) => asText(isObject(tag) ? tag['text'] : tag) ?? []);
}
