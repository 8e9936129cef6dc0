/** docs/reference/nodes.md says of every operation what it asks, and that it was executed in real n8n. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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
  'displayName' | 'description' | 'group' | 'properties' | 'polling' | 'credentials'
>;

interface DescribedNode {
  description: Description;
  endpoints: Readonly<Record<string, Endpoint>> | null;
  measured: Measured | null;
}

interface Tables {
  operationsIn(description: Description): Array<{ key: string }>;
  nodeLists(nodes: readonly DescribedNode[]): string;
  placed(document: string, text: string): string;
}

const tables = jest.requireActual<Tables>('../../scripts/operation-tables.js');
const textOf = (file: string) => readFileSync(join(ROOT, file), 'utf8');

const nodes: DescribedNode[] = registeredNodes().map(({ name, type }) => {
  const file = `docs/evidence/operations/${name.toLowerCase()}.json`;
  return {
    description: type.description,
    endpoints: vendorNamed(name.toLowerCase())?.endpoints ?? null,
    measured: existsSync(join(ROOT, file)) ? (JSON.parse(textOf(file)) as Measured) : null,
  };
});
const regular = nodes.filter(({ description }) => !description.group.includes('trigger'));

it('docs/reference/nodes.md is what `npm run docs:operations` writes', () => {
  const page = textOf('docs/reference/nodes.md');
  expect(page).toBe(tables.placed(page, tables.nodeLists(nodes)));
});

it.each(regular.map((node) => [node.description.displayName, node] as const))(
  'every operation of %s was executed in real n8n, and no other is told of',
  (_name, { description, measured }) => {
    const shown = tables.operationsIn(description).map(({ key }) => key);
    expect(Object.keys(measured?.operations ?? {})).toEqual(shown.sort());
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
  expect(tables.nodeLists([nodeAsking(always, also)])).toContain(`| Ticket | Get | ${mark} |`);
  expect(tables.nodeLists([nodeAsking(always, also)])).toContain(`| Ticket | 1 ${mark} |`);
});

it('lists triggers by themselves, and beside the service whose credential they use', () => {
  const trigger = (name: string, polling?: true): DescribedNode => ({
    description: {
      displayName: `Desk ${name}`,
      description: `Starts by ${name}`,
      group: ['trigger'],
      properties: [],
      credentials: [{ name: 'deskApi' }],
      polling,
    },
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

it('refuses to tell of an operation that was not executed', () => {
  expect(() => tables.nodeLists([{ ...nodeAsking([]), measured: null }])).toThrow('Desk ticket:get was not executed');
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
