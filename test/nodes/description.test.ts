/** What n8n's editor shows of every node: n8n's own rules for texts, checked on the description as it runs. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ICredentialType, INodeTypeDescription, INodeProperties } from 'n8n-workflow';
import { schemaOf } from '../../nodes/shared/shape';
import { propertiesIn } from '../../nodes/shared/version';
import { registeredCredentials, registeredNodes } from './support/registered';
import { choicesOf, everyProperty, membersOf, type Found } from './support/every-property';

const nodes = registeredNodes();
const credentials = registeredCredentials();
const DYNAMIC =
  'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';
const DYNAMIC_MANY =
  'Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>';
const LIKELY_ERRORS = /\b(error|problem|failure|mistake)\b/i;

function refused(found: readonly Found[], rule: (property: INodeProperties, each: Found) => boolean): string[] {
  return found.filter((each) => !rule(each.property, each)).map(({ where }) => where);
}

const sortedByName = (names: readonly string[]): boolean =>
  names.length < 5 || names.every((name, at) => at === 0 || (names[at - 1] ?? '').localeCompare(name, 'en') <= 0);

/** Sentences end with a period only where there are several. */
function endsWell(text: string): boolean {
  const plain = text
    .replace(/<[^>]*>/g, '')
    .replace(/\b(e\.g|i\.e)\./g, '')
    .trim();
  const several = /[.!?]\s+[A-Z]/.test(plain);
  return several === /[.!?]$/.test(plain);
}

describe.each(nodes.map((node) => [node.name, node] as const))('%s', (_name, { type, file, resources }) => {
  const description: INodeTypeDescription = type.description;
  const found = everyProperty(description.properties);
  const isTrigger = description.group.includes('trigger');
  const isTicketlake = description.name.startsWith('ticketlake');

  it('says what n8n wants to know of a node', () => {
    expect(description).toMatchObject({
      version: isTrigger || resources.every(({ value }) => value !== 'ticket') ? [1] : [1, 2],
      outputs: ['main'],
      inputs: isTrigger ? [] : ['main'],
      ...(isTrigger ? {} : { usableAsTool: true, subtitle: expect.stringContaining('$parameter') as string }),
    });
    expect(description.usableAsTool).toBe(isTrigger ? undefined : true);
    expect(description.description.length).toBeGreaterThan(10);
    expect(endsWell(description.description)).toBe(true);
  });

  it('has a light and a dark icon of its own, and a codex file with aliases', () => {
    const { light, dark } = description.icon as { light: string; dark: string };
    for (const icon of [light, dark]) expect(existsSync(join(dirname(file), icon.replace('file:', '')))).toBe(true);
    expect(light).not.toBe(dark);
    const codex = JSON.parse(readFileSync(file.replace(/\.ts$/, '.json'), 'utf8')) as { node: string; alias: string[] };
    expect(codex.node).toBe(`n8n-nodes-ticketlake.${description.name}`);
    expect(codex.alias).toContain(isTicketlake ? 'ticketlake' : 'ticket');
  });

  it('uses credentials that the package has', () => {
    const known = credentials.map(({ name }) => name);
    for (const { name } of description.credentials ?? []) expect(known).toContain(name);
  });

  it('shows every parameter of an operation with its operation only', () => {
    if (isTrigger) return;
    const free = description.properties.filter(({ name }) => name !== 'resource' && name !== 'operation');
    const adrift = free.filter(({ displayOptions }) => !displayOptions?.show?.['operation']);
    expect(adrift.map(({ displayName }) => displayName)).toEqual([]);
  });

  it('gives every operation a name, an action and a description', () => {
    for (const operations of found.filter(({ property }) => property.name === 'operation')) {
      for (const { name, value, action, description: text = '' } of choicesOf(operations.property)) {
        expect(action).toMatch(/^[A-Z][a-z]+ [^A-Z]*/);
        expect(text).not.toBe('');
        expect(endsWell(text)).toBe(true);
        expect(text).not.toBe(name);
        if (value === 'getAll') expect([name, action?.slice(0, 9)]).toEqual(['Get Many', 'Get many ']);
        if (value === 'upsert') {
          expect([name, text]).toEqual([
            'Create or Update',
            'Create a new record, or update the current one if it already exists (upsert)',
          ]);
        }
      }
    }
  });

  it('has the order below the options, and no tooltip at what starts a trigger, as n8n has them', () => {
    for (const { value: resource, operations } of resources) {
      for (const { value: operation, properties } of operations) {
        const names = propertiesIn(2, properties).map(({ name }) => name);
        if (!names.includes('sort')) continue;
        expect([resource, operation, names.slice(-1)]).toEqual([resource, operation, ['sort']]);
      }
    }
    const events = description.properties.find(({ name }) => name === 'events');
    if (events !== undefined) expect([events.displayName, events.description]).toEqual(['Trigger On', undefined]);
  });

  it('words Limit, Return All, Simplify and dynamic options as n8n fixed them', () => {
    const wrong = refused(found, (property) => {
      if (property.name === 'limit') {
        return (
          property.default === 50 &&
          property.typeOptions?.minValue === 1 &&
          property.description === 'Max number of results to return'
        );
      }
      if (property.name === 'returnAll')
        return property.description === 'Whether to return all results or only up to a given limit';
      if (property.name === 'simplify') {
        const text = 'Whether to return a simplified version of the response instead of the raw data';
        return property.default === true && property.description === text && property.displayName === 'Simplify';
      }
      if (property.typeOptions?.loadOptionsMethod === undefined) return true;
      return property.type === 'multiOptions'
        ? property.displayName.endsWith('Names or IDs') && property.description === DYNAMIC_MANY
        : property.displayName.endsWith('Name or ID') && property.description === DYNAMIC;
    });
    expect(wrong).toEqual([]);
  });

  it('orders options and collections by the alphabet from five up, without doubles', () => {
    const wrong = refused(found, (property) => {
      const names = choicesOf(property).map(({ name }) => name);
      const members = property.type === 'collection' ? membersOf(property).map(({ displayName }) => displayName) : [];
      const values = choicesOf(property).map(({ value }) => value);
      return sortedByName(names) && sortedByName(members) && new Set(values).size === values.length;
    });
    expect(wrong).toEqual([]);
  });

  it('describes parameters in good sentences', () => {
    const wrong = refused(found, (property) => {
      const text = property.description;
      if (property.name === 'resource' || property.name === 'operation') return true;
      if (property.type === 'notice' || property.type === 'hidden') return true;
      // Only what stands for a list of things to add needs no words of its own.
      if (text === undefined)
        return ['collection', 'fixedCollection'].includes(property.type) || property.hint !== undefined;
      const isGood = text !== property.displayName && text.trim() === text && /^[A-Z0-9<]/.test(text);
      const isWhether = property.type !== 'boolean' || text.startsWith('Whether');
      return isGood && isWhether && endsWell(text) && !text.includes('`') && !/ {2}/.test(text);
    });
    expect(wrong).toEqual([]);
  });

  it('writes names in Title Case, ID, URL and JSON in capitals, and no word that blames', () => {
    const small = new Set([
      'a',
      'an',
      'and',
      'as',
      'at',
      'by',
      'for',
      'from',
      'in',
      'is',
      'of',
      'on',
      'or',
      'the',
      'to',
      'with',
    ]);
    const wrong = refused(found, ({ displayName, description: text = '', type: kind }) => {
      // A notice has no name: what it says stands in its place.
      if (kind === 'notice') return !LIKELY_ERRORS.test(displayName);
      const words = displayName.replace(/[()]/g, '').split(/[\s/]+/);
      const titled = words.every((word) => small.has(word) || /^[A-Z0-9"–-]/.test(word));
      return titled && !/\b(Id|Url|Json|Html)s?\b/.test(`${displayName} ${text}`) && !LIKELY_ERRORS.test(text);
    });
    expect(wrong).toEqual([]);
  });

  it('asks for examples with e.g. and for passwords as passwords', () => {
    const wrong = refused(found, ({ placeholder = '', type: kind, name, typeOptions }) => {
      if (/(password|secret|token|apikey)$/i.test(name)) return typeOptions?.password === true;
      if (kind === 'collection' || kind === 'fixedCollection' || placeholder === '') return true;
      return placeholder.startsWith('e.g. ') || placeholder === 'name@email.com';
    });
    expect(wrong).toEqual([]);
  });

  it('has defaults of the right type', () => {
    const wrong = refused(found, (property) => {
      const value: unknown = property.default;
      if (property.type === 'boolean') return typeof value === 'boolean';
      if (property.type === 'number') return typeof value === 'number';
      if (property.type === 'string' || property.type === 'dateTime' || property.type === 'json')
        return typeof value === 'string';
      if (property.type === 'multiOptions') return Array.isArray(value);
      const choices = choicesOf(property);
      if (property.type !== 'options' || choices.length === 0) return value !== undefined;
      return choices.some((choice) => choice.value === value);
    });
    expect(wrong).toEqual([]);
  });

  it('has every method that its parameters name', () => {
    const { loadOptions = {}, listSearch = {}, resourceMapping = {} } = type.methods ?? {};
    const wrong = refused(found, ({ typeOptions, modes = [] }) => {
      const load = typeOptions?.loadOptionsMethod;
      const mapping = typeOptions?.resourceMapper?.resourceMapperMethod;
      const searches = modes.flatMap((mode) => mode.typeOptions?.searchListMethod ?? []);
      return (
        (load === undefined || load in loadOptions) &&
        (mapping === undefined || mapping in resourceMapping) &&
        searches.every((search) => search in listSearch)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('has an output schema for every operation, written by npm run schemas', () => {
    if (isTrigger) return;
    const folder = join(dirname(file), '__schema__');
    const expected = new Map<string, object>();
    for (const version of [description.version].flat()) {
      for (const { value: resource, operations } of resources) {
        for (const operation of operations) {
          const schema = schemaOf(operation, version);
          // Version 2 has a file of its own only where it differs; the build completes them.
          const isOwn = version === 1 || JSON.stringify(schema) !== JSON.stringify(schemaOf(operation, 1));
          if (isOwn) expected.set(`v${version}.0.0/${resource}/${operation.value}.json`, schema);
        }
      }
    }
    const files = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => name.endsWith('.json'));
    const written = files.map(
      (name) => [name, JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown] as const,
    );
    expect(Object.fromEntries(written)).toEqual(Object.fromEntries(expected));
  });
});

describe.each(credentials.map((credential) => [credential.name, credential] as const))('%s', (name, { type, file }) => {
  const { icon, documentationUrl, properties, authenticate }: ICredentialType = type;

  it('has icons and a page to read', () => {
    const { light, dark } = icon as { light: string; dark: string };
    for (const each of [light, dark]) expect(existsSync(join(dirname(file), each.replace('file:', '')))).toBe(true);
    expect(documentationUrl).toMatch(/^https:\/\//);
    expect(authenticate).toBeDefined();
    expect(name.endsWith('Api')).toBe(true);
  });

  it('is tested by a function of every node that uses it: a description of a test would show bare codes', () => {
    expect(type.test).toBeUndefined();
    const users = nodes.flatMap((node) =>
      (node.type.description.credentials ?? [])
        .filter((each) => each.name === name)
        .map(({ testedBy }) => node.type.methods?.credentialTest?.[String(testedBy)]),
    );
    expect(users.length).toBeGreaterThan(1);
    expect(new Set(users).size).toBe(1);
    expect(users[0]).toBeInstanceOf(Function);
  });

  it('has a base URL, and a key as a password', () => {
    const found = everyProperty(properties);
    const named = (wanted: string) => found.find(({ property }) => property.name === wanted)?.property;
    expect(named('baseUrl')?.type ?? named('url')?.type).toBe('string');
    expect((named('apiKey') ?? named('token'))?.typeOptions?.password).toBe(true);
    const wrong = refused(found, (property) => property.description === undefined || endsWell(property.description));
    expect(wrong).toEqual([]);
  });
});
