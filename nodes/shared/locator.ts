/** Resource locators: pick from a searchable list, or give an ID or a URL. */
import type { ILoadOptionsFunctions, INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { fold } from '../../vendors/text';

export interface LocatorText {
  displayName: string;
  name: string;
  description: string;
  /** Method in `methods.listSearch`. */
  search: string;
  /** As `e.g. 4711`. */
  idPlaceholder: string;
  /** Regular expression with one group, for links as the service shows them; absent: no By URL. */
  url?: { pattern: string; placeholder: string };
  /** Default true. */
  required?: boolean;
}

export function locator(text: LocatorText): INodeProperties {
  const what = text.displayName.toLowerCase();
  const property: INodeProperties = {
    displayName: text.displayName,
    name: text.name,
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    description: text.description,
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        placeholder: `Select a ${what}…`,
        typeOptions: { searchListMethod: text.search, searchable: true, searchFilterRequired: false },
      },
      { displayName: 'By ID', name: 'id', type: 'string', placeholder: text.idPlaceholder },
      ...(text.url ? [byUrl(text.url, what)] : []),
    ],
  };
  return text.required === false ? property : { ...property, required: true };
}

type Mode = NonNullable<INodeProperties['modes']>[number];

const BY_URL = { displayName: 'By URL', name: 'url' };

function byUrl(url: NonNullable<LocatorText['url']>, what: string): Mode {
  return {
    ...BY_URL,
    type: 'string',
    placeholder: url.placeholder,
    extractValue: { type: 'regex', regex: url.pattern },
    validation: [
      {
        type: 'regex',
        properties: { regex: `${url.pattern}.*`, errorMessage: `This is not a link to a ${what}` },
      },
    ],
  };
}

/**
 * What a locator of the node that is open in the editor holds; '' for nothing, and for an expression that is not
 * known yet. Of a parameter that the chosen operation does not have, n8n throws (n8n-core extract-value.js).
 */
export function locatedInEditor(context: ILoadOptionsFunctions, name: string): string {
  const value = extractedOrNothing(context, name);
  const text = typeof value === 'number' ? String(value) : value;
  return typeof text === 'string' && !text.startsWith('=') ? text.trim() : '';
}

function extractedOrNothing(context: ILoadOptionsFunctions, name: string): unknown {
  try {
    return context.getCurrentNodeParameter(name, { extractValue: true });
  } catch {
    return undefined;
  }
}

/** One page of a searchable list. `next` is what the next call gets as its token. */
export function listed(
  items: ReadonlyArray<{ name: string; id: string; url?: string }>,
  next?: string,
): INodeListSearchResult {
  const results: INodeListSearchItems[] = items.map(({ name, id, url }) => ({
    name,
    value: id,
    ...(url === undefined ? {} : { url }),
  }));
  return next === undefined ? { results } : { results, paginationToken: next };
}

const ROWS_A_PAGE = 50;

/** A list that the service gives whole, searched and paged here. @param token what the page before gave as its next */
export function listedWhole(
  items: ReadonlyArray<{ name: string; id: string }>,
  filter: string | undefined,
  token: string | undefined,
): INodeListSearchResult {
  const query = fold(filter ?? '');
  const found = items.filter(({ name, id }) => fold(name).includes(query) || id === filter?.trim());
  const from = Number(token ?? 0) || 0;
  const end = from + ROWS_A_PAGE;
  return listed(found.slice(from, end), end < found.length ? String(end) : undefined);
}
