/** The pages about the nodes: what every operation takes, returns and asks, and which were executed in real n8n. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';
import { vendorNamed } from '../../vendors/registry';
import type { Endpoint } from '../../vendors/vendor';
import { registeredNodes, ROOT } from './support/registered';

interface Measured {
  n8n: string;
  operations: Record<string, { always: string[]; also: string[] }>;
}

type Description = Pick<
  INodeTypeDescription,
  | 'displayName'
  | 'name'
  | 'version'
  | 'defaultVersion'
  | 'description'
  | 'group'
  | 'properties'
  | 'polling'
  | 'credentials'
>;

interface DescribedNode {
  description: Description;
  /** Its sources. */
  folder: string;
  endpoints: Readonly<Record<string, Endpoint>> | null;
  measured: Measured | null;
}

interface Tables {
  operationsIn(description: Description): Array<{ key: string }>;
  nodeLists(nodes: readonly DescribedNode[]): string;
  operationsAsked(nodes: readonly DescribedNode[]): string;
  pageOf(name: string): string;
  placed(document: string, text: string): string;
}

interface Pages {
  operationPage(node: { description: Description; schemas: unknown }): string;
  schemasIn(folder: string): unknown;
}

const tables = jest.requireActual<Tables>('../../scripts/operation-tables.js');
const { operationPage, schemasIn } = jest.requireActual<Pages>('../../scripts/operation-pages.js');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const nodes: DescribedNode[] = registeredNodes().map(({ name, file: source, type }) => {
  const file = `docs/evidence/operations/${name.toLowerCase()}.json`;
  return {
    description: type.description,
    folder: dirname(source),
    endpoints: vendorNamed(name.toLowerCase())?.endpoints ?? null,
    measured: existsSync(join(ROOT, file)) ? (JSON.parse(textOf(file)) as Measured) : null,
  };
});
const regular = nodes.filter(({ description }) => !description.group.includes('trigger'));

it.each([
  ['docs/reference/nodes.md', tables.nodeLists(nodes)],
  ['docs/evidence/operations.md', tables.operationsAsked(nodes)],
])('%s is what `npm run docs:operations` writes', (file, lists) => {
  const page = textOf(file);
  expect(page).toBe(tables.placed(page, lists));
});

it.each(regular.map((node) => [tables.pageOf(node.description.name), node] as const))(
  'docs/reference/nodes/%s is what `npm run docs:operations` writes, with a section for every operation',
  (file, { description, folder }) => {
    const page = textOf(`docs/reference/nodes/${file}`);
    expect(page).toBe(operationPage({ description, schemas: schemasIn(join(folder, '__schema__')) }));
    expect(page.match(/^### /gm)).toHaveLength(tables.operationsIn(description).length);
    expect(page).not.toMatch(/undefined|\[object/);
  },
);

it.each(regular.map((node) => [node.description.displayName, node] as const))(
  'what was executed of %s in real n8n are operations that it has',
  (_name, { description, measured }) => {
    const shown = tables.operationsIn(description).map(({ key }) => key);
    expect(shown).toEqual(expect.arrayContaining(Object.keys(measured?.operations ?? {})));
  },
);

const endpoint = (method: Endpoint['method'], certainty: Endpoint['certainty']): Endpoint => ({
  method,
  path: '/x',
  certainty,
  source: 'a page',
});

/** A node with the one operation Ticket: Get, which asked these. */
function nodeAsking(always: string[], also: string[] = []): DescribedNode {
  const option = { name: 'Get', value: 'get', description: 'Get a ticket' };
  const description: Description = {
    displayName: 'Desk',
    name: 'desk',
    version: 1,
    description: 'Work with tickets',
    credentials: [{ name: 'deskApi' }],
    group: ['transform'],
    properties: [
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        default: '',
        options: [{ name: 'Ticket', value: 'ticket' }],
      },
      {
        displayName: 'Operation',
        name: 'operation',
        type: 'options',
        default: '',
        displayOptions: { show: { resource: ['ticket'] } },
        options: [option],
      },
    ],
  };
  return {
    description,
    folder: '',
    endpoints: {
      read: endpoint('GET', 'documented'),
      list: endpoint('GET', 'assumed'),
      write: endpoint('POST', 'documented'),
      write2: endpoint('PUT', 'assumed'),
    },
    measured: { n8n: '2', operations: { 'ticket:get': { always, also } } },
  };
}

it.each([
  ['✓', ['read'], []],
  ['°', ['read', 'list'], []],
  ['✓', ['read'], ['list']],
  ['✓', ['list', 'write'], ['write2']],
  ['°', ['read', 'write2'], []],
  ['✓°', ['list'], ['write', 'write2']],
  ['✓', [], []],
])('marks %s what always asks %j and sometimes %j', (mark, always, also) => {
  expect(tables.operationsAsked([nodeAsking(always, also)])).toContain(`| Ticket | Get | ${mark} |`);
  expect(tables.nodeLists([nodeAsking(always, also)])).toContain(`| Ticket | 1 ${mark} |`);
});

it('lists triggers by themselves, and beside the service whose credential they use', () => {
  const trigger = (name: string, polling?: true): DescribedNode => ({
    description: {
      displayName: `Desk ${name}`,
      name: `desk${name}`,
      version: 1,
      description: `Starts by ${name}`,
      group: ['trigger'],
      properties: [],
      credentials: [{ name: 'deskApi' }],
      polling,
    },
    folder: '',
    endpoints: null,
    measured: null,
  });
  const nodes = [nodeAsking(['read']), trigger('Trigger', true), trigger('Webhook Trigger')];
  expect(tables.nodeLists(nodes)).toContain('| Triggers | polling, webhook |');
  expect(tables.nodeLists(nodes)).toContain('| Desk Trigger | asks again and again | Starts by Trigger |');
  expect(tables.nodeLists(nodes)).toContain(
    '| Desk Webhook Trigger | is called by the service | Starts by Webhook Trigger |',
  );
});

it('marks an operation that real n8n has not executed yet: who adds one need not have n8n', () => {
  const added = [{ ...nodeAsking([]), measured: null }];
  expect(tables.operationsAsked(added)).toContain('| Ticket | Get | ? | not known yet | not yet |');
  expect(tables.nodeLists(added)).toContain('| Ticket | 1 ? |');
  expect(tables.nodeLists(added)).toContain('| Operations executed in real n8n | 0 of 1 |');
});

/** The value behind a name that n8n shows. @throws Error where the node has no such name */
function choice({ properties }: Description, name: string, label: string, resource?: string): string {
  const value = properties
    .filter((property) => property.name === name)
    .filter(({ displayOptions }) => resource === undefined || displayOptions?.show?.['resource']?.includes(resource))
    .flatMap(({ options = [] }) => options)
    .flatMap((option) => ('value' in option && option.name === label ? [String(option.value)] : []))[0];
  if (value === undefined) throw new Error(`there is no ${name} ${label}`);
  return value;
}

it('the first workflow picks operations that the node has', () => {
  const deskpro = nodes.find(({ description }) => description.displayName === 'Deskpro');
  if (deskpro === undefined) throw new Error('there is no node Deskpro');
  const known = tables.operationsIn(deskpro.description).map(({ key }) => key);
  const picked = [
    ...textOf('docs/tutorials/first-workflow.md').matchAll(
      /resource \*\*([^*]+)\*\* and the operation \*\*([^*]+)\*\*/g,
    ),
  ].map(([, resource = '', operation = '']) => {
    const value = choice(deskpro.description, 'resource', resource);
    return `${value}:${choice(deskpro.description, 'operation', operation, value)}`;
  });
  expect(picked.length).toBe(3);
  expect(picked.filter((key) => !known.includes(key))).toEqual([]);
});
