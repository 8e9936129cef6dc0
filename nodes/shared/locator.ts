/** Resource locators: pick from a searchable list, or give an ID or a URL. */
import type { INodeListSearchItems, INodeListSearchResult, INodeProperties } from 'n8n-workflow';
import { VendorError } from '../../vendors/errors';
import type { OperationRun } from './operation';

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

/** @throws VendorError naming the parameter when nothing was picked */
export function located(run: OperationRun, name: string, displayName: string): string {
  const id = locatedOrEmpty(run, name);
  if (id !== '') return id;
  throw new VendorError({
    code: 'bad_input',
    message: `"${displayName}" is empty`,
    remedy: 'Pick one from the list, or give its ID.',
  });
}

/** What a locator that need not be filled holds; '' when it holds nothing. */
export function locatedOrEmpty(run: OperationRun, name: string): string {
  const value: unknown = run.node.getNodeParameter(name, run.item, '', { extractValue: true });
  return typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
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
