/** The frame of all nodes: errors, what was given, lists, locators, outputs, the credential. */
import type { IExecuteFunctions, INode, INodeProperties } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { authenticationOf } from '../../nodes/shared/authentication';
import { refusedResponse, responseOf } from '../../nodes/shared/n8n-response';
import { transportError } from '../../nodes/shared/network-fault';
import { failedItem, nodeError } from '../../nodes/shared/errors';
import { ParameterReader } from '../../nodes/shared/parameter-reader';
import { collect, getMany, LIMIT_PROPERTIES, limitOf, pagingFor } from '../../nodes/shared/list';
import { listed, locator } from '../../nodes/shared/locator';
import type { Operation, OperationRun, Resource } from '../../nodes/shared/operation';
import { propertiesOf, runOperation } from '../../nodes/shared/operation';
import type { Unifier } from '../../nodes/shared/output';
import { formatRecord, formatRecords, outputProperties, rawItems } from '../../nodes/shared/output';
import { accessIn, secretValues, type Service } from '../../nodes/shared/service';
import { schemaOf } from '../../nodes/shared/shape';
import { VendorError } from '../../vendors/errors';
import type { Answer, ApiRequest } from '../../vendors/http';
import type { Paged } from '../../vendors/paging';
import { teamswork } from '../../vendors/teamswork/vendor';
import { posing } from './support/authenticated';

const NODE: INode = { id: '1', name: 'Node', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const SERVICE: Service = { vendor: teamswork, credential: 'teamsWorkApi' };
const access = { url: 'https://x.example/ticketing/v1', credentials: {} };
const never = () => Promise.reject(new Error('nothing is to be sent'));

function context(parameters: Record<string, unknown> = {}, hints: string[] = []): IExecuteFunctions {
  return posing<IExecuteFunctions>({
    getNode: () => NODE,
    getNodeParameter: (name: string, _item: number, fallback: unknown) => parameters[name] ?? fallback,
    addExecutionHints: ({ message }: { message: string }) => hints.push(message),
  });
}

const READ: INodeProperties[] = [...LIMIT_PROPERTIES, ...outputProperties('names')];

function run(parameters: Record<string, unknown> = {}, over: Partial<OperationRun> = {}): OperationRun {
  const given = new ParameterReader(READ, {
    read: ({ name, default: fallback }) => parameters[name] ?? fallback,
    has: () => true,
    zone: () => 'UTC',
  });
  return {
    node: context(parameters),
    item: 0,
    parameters: given,
    version: 1,
    service: SERVICE,
    access,
    call: never,
    ...over,
  };
}

describe('Errors', () => {
  it('keep our words where n8n has words of its own', () => {
    for (const word of ['could not be reached (ECONNREFUSED)', 'a preexisting ticket', 'EPERM']) {
      const error = nodeError(context(), new VendorError({ code: 'network', message: word, remedy: 'Do this.' }), 2);
      expect([error.message, error.description, error.context['itemIndex']]).toEqual([word, 'Do this.', 2]);
    }
  });

  it('are the workflow’s when nothing was sent, the service’s otherwise', () => {
    const input = nodeError(context(), new VendorError({ code: 'bad_input', message: 'Empty' }));
    const answer = nodeError(context(), new VendorError({ code: 'bad_input', message: 'Empty', status: 400 }));
    expect(input).toBeInstanceOf(NodeOperationError);
    expect(answer).toBeInstanceOf(NodeApiError);
    expect(answer).toMatchObject({ httpCode: '400' });
  });

  it('of n8n itself go through, with the item added', () => {
    const own = new NodeOperationError(NODE, 'No binary field');
    expect(nodeError(context(), own, 1)).toBe(own);
    expect(own.context['itemIndex']).toBe(1);
    expect(nodeError(context(), new TypeError('x is not a function'), 0).message).toBe('x is not a function');
    expect(nodeError(context(), 'thrown text').message).toBe('The node could not finish its work');
  });

  it('say to a model what to do, of which n8n hands it the message alone', () => {
    const tool = posing<IExecuteFunctions>({ getNode: () => ({ ...NODE, type: 'n8n-nodes-ticketlake.deskproTool' }) });
    const error = nodeError(
      tool,
      new VendorError({ code: 'bad_input', message: '"Ticket" is empty', remedy: 'Pick one.' }),
    );
    expect(error.message).toBe('"Ticket" is empty. Pick one.');
  });

  it('become items that say so', () => {
    const item = failedItem(
      context(),
      new VendorError({ code: 'not_found', message: 'No such ticket', remedy: 'Look at its ID.', status: 404 }),
      3,
    );
    expect(item).toMatchObject({
      json: { error: 'No such ticket', description: 'Look at its ID.', httpCode: '404' },
      pairedItem: { item: 3 },
      error: { httpCode: '404' },
    });
  });
});

describe('What n8n carries', () => {
  it('is a response, whole or inside of an error', () => {
    const full = { statusCode: 200, headers: { 'X-A': 'b' }, body: Buffer.from('é') };
    expect(responseOf(full, false)).toEqual({ status: 200, headers: { 'x-a': 'b' }, body: 'é' });
    expect(responseOf(full, true).body).toEqual(Buffer.from('é'));
    const response = { status: 429, headers: { 'Retry-After': '7' }, data: Buffer.from('{}') };
    const thrown = new NodeApiError(NODE, { message: 'x' });
    Object.defineProperty(thrown, 'cause', { value: { response } });
    expect(refusedResponse(thrown)).toEqual({ status: 429, headers: { 'retry-after': '7' }, body: '{}' });
    expect(refusedResponse({ httpCode: '404', context: { data: { a: 1 } } })).toMatchObject({
      status: 404,
      body: '{"a":1}',
    });
  });

  it('is no response when none came, and never shows the address', () => {
    const lost = (code: string) => ({ message: 'https://x/?key=secret', httpCode: code, cause: { code } });
    expect(refusedResponse(lost('ECONNREFUSED'))).toBeUndefined();
    expect(transportError(lost('ECONNREFUSED'), 'Desk').message).toBe(
      'Desk could not be reached: nothing answers at its address and port (ECONNREFUSED)',
    );
    expect(transportError(lost('ECONNABORTED'), 'Desk')).toMatchObject({
      code: 'timeout',
      message: 'Desk did not answer in time',
    });
    expect(transportError(lost('ERR_CANCELED'), 'Desk')).toMatchObject({ code: 'aborted' });
    expect(transportError(lost('CERT_HAS_EXPIRED'), 'Desk').remedy).toContain('certificate');
    expect(transportError(lost('ERR_INVALID_CHAR'), 'Desk')).toMatchObject({ code: 'bad_input' });
    expect(transportError('nonsense', 'Desk').message).toBe('Desk could not be reached');
  });
});

/** A list of numbers, ten a page; every page begins with the last row of the page before. */
function numbers(total: number, asked: ApiRequest[] = []): { stream: Paged; call: OperationRun['call'] } {
  const answer: Answer = { status: 200, headers: {}, json: null, bytes: null };
  const stream: Paged = {
    request: (_slice, cursor) => ({ endpoint: 'list', method: 'GET', path: `/list/${cursor ?? 0}` }),
    read: (_answer, slice, cursor) => {
      const start = Number(cursor ?? 0);
      const end = Math.min(start + 10, total);
      const records = Array.from({ length: end - Math.max(0, start - 1) }, (_, at) => Math.max(0, start - 1) + at);
      const note = slice.key === 'noted' ? 'the filter was ignored' : undefined;
      return { records, next: end < total ? String(end) : null, ...(note === undefined ? {} : { note }) };
    },
    idOf: (record) => String(record),
  };
  return { stream, call: (request) => Promise.resolve(asked.push(request)).then(() => answer) };
}

describe('Lists', () => {
  const paging = { settings: { timezone: null, pageSize: null, projects: [], paths: {} }, queueIds: [] };
  const slice = { key: 'all', params: {} };

  it('stop at the limit before the next request', async () => {
    const asked: ApiRequest[] = [];
    const { stream, call } = numbers(100, asked);
    expect(await collect(stream, [slice], call, paging, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(asked).toHaveLength(1);
    expect(await collect(stream, [slice], call, paging, 15)).toHaveLength(15);
    expect(asked).toHaveLength(3);
  });

  it('go to the end without doubles', async () => {
    const { stream, call } = numbers(95);
    const all = await collect(stream, [slice], call, paging, Infinity);
    expect(all).toEqual(Array.from({ length: 95 }, (_, at) => at));
  });

  it('read the slices that take the place of others', async () => {
    const { stream, call } = numbers(5);
    const detour: Paged = {
      ...stream,
      read: (answer, each, cursor, context) =>
        each.key === 'all'
          ? { records: [], next: null, splitInto: [{ key: 'other', params: {} }] }
          : stream.read(answer, each, cursor, context),
    };
    expect(await collect(detour, [slice], call, paging, Infinity)).toHaveLength(5);
  });

  it('hint at what the service did otherwise than asked, once', async () => {
    const hints: string[] = [];
    const { stream, call } = numbers(30);
    const noted = run({ returnAll: true }, { node: context({}, hints), call });
    await getMany(noted, stream, [{ key: 'noted', params: {} }]);
    expect(hints).toEqual(['TeamsWork: the filter was ignored']);
  });

  it('ask for pages no larger than what is wanted', () => {
    expect(pagingFor(run({ limit: 7 })).settings.pageSize).toBe(7);
    expect(pagingFor(run({ limit: 7000 })).settings.pageSize).toBe(1000);
    expect(pagingFor(run({ returnAll: true }), undefined, 200).settings.pageSize).toBe(200);
    expect([limitOf(run()), limitOf(run({ limit: '' })), limitOf(run({ limit: ' 7 ' }))]).toEqual([50, 50, 7]);
    for (const limit of [0, -1, 2.9, 'x', '7 tickets', true, Infinity, [1]])
      expect(() => limitOf(run({ limit }))).toThrow(/^"Limit" is /);
  });
});

describe('Locators', () => {
  it('offer a list, an ID, and a link where links are known', () => {
    const text = {
      displayName: 'Ticket',
      name: 'ticketId',
      description: 'd',
      search: 'searchTickets',
      idPlaceholder: 'e.g. 7',
    };
    expect(locator(text).modes?.map(({ name }) => name)).toEqual(['list', 'id']);
    const withUrl = locator({
      ...text,
      url: { pattern: 'https://x/(\\d+)', placeholder: 'e.g. https://x/7' },
      required: false,
    });
    expect(withUrl.modes?.[2]).toMatchObject({
      name: 'url',
      extractValue: { type: 'regex', regex: 'https://x/(\\d+)' },
    });
    expect(withUrl).not.toHaveProperty('required');
  });

  it('list with a token for the next page', () => {
    expect(listed([{ name: 'A', id: '1' }], 'next')).toEqual({
      results: [{ name: 'A', value: '1' }],
      paginationToken: 'next',
    });
    expect(listed([])).toEqual({ results: [] });
  });
});

describe('Operations', () => {
  const operation = (value: string, execute: Operation['execute']): Operation => ({
    value,
    name: value,
    action: value,
    description: value,
    output: 'tickets',
    properties: [{ displayName: 'X', name: 'x', type: 'string', default: '', displayOptions: { show: { y: [true] } } }],
    execute,
  });
  const resources: Resource[] = [
    {
      value: 'ticket',
      name: 'Ticket',
      operations: [operation('get', () => Promise.resolve([{ a: 1 }])), operation('getAll', () => Promise.resolve([]))],
    },
    {
      value: 'comment',
      name: 'Comment',
      operations: [operation('add', () => Promise.resolve({ items: [{ json: {} }] }))],
    },
  ];

  it('show their parameters with themselves only, and keep a condition of their own', () => {
    const properties = propertiesOf(resources);
    expect(properties.map(({ name }) => name)).toEqual(['resource', 'operation', 'operation', 'x', 'x', 'x']);
    expect(properties[0]?.options?.map(({ name }) => name)).toEqual(['Comment', 'Ticket']);
    expect(properties[1]).toMatchObject({ default: 'getAll', displayOptions: { show: { resource: ['ticket'] } } });
    expect(properties[3]?.displayOptions).toEqual({ show: { y: [true], resource: ['ticket'], operation: ['get'] } });
  });

  it('pair what they give with their item', async () => {
    const chosen = context({ resource: 'ticket', operation: 'get' });
    expect(await runOperation(resources, chosen, 4, run())).toEqual([{ json: { a: 1 }, pairedItem: { item: 4 } }]);
    const items = await runOperation(resources, context({ resource: 'comment', operation: 'add' }), 1, run());
    expect(items).toEqual([{ json: {}, pairedItem: { item: 1 } }]);
  });

  it('are named when there is none', async () => {
    const unknown = runOperation(resources, context({ resource: 'ticket', operation: 'fly' }), 0, run());
    await expect(unknown).rejects.toThrow('This node has no operation "fly" of "ticket"');
  });
});

describe('Outputs', () => {
  const stream: Unifier['stream'] = {
    unify: (record, _slice, _context, rows) => {
      if (typeof record === 'string') rows.names.push({ kind: 'status', id: record, name: record });
    },
  };

  it('are unified rows, chosen fields of them, or the record without its secrets', () => {
    expect(formatRecords(run(), ['a'], { stream, kind: 'names' })).toEqual([{ kind: 'status', id: 'a', name: 'a' }]);
    const chosen = run({ output: 'Selected', fields: '["NAME"]' });
    expect(formatRecords(chosen, ['a'], { stream, kind: 'names' })).toEqual([{ name: 'a' }]);
    expect(() =>
      formatRecords(run({ output: 'selected', fields: ['nothing'] }), ['a'], { stream, kind: 'names' }),
    ).toThrow('"Fields" has no choice "nothing"');
    const record = { title: 'x', primaryKey: 'p', nested: { api_key: 'k', url: 'https://x/?key=k&a=1' } };
    expect(rawItems(run(), [record, 7])).toEqual([
      { title: 'x', nested: { url: 'https://x/?key=***&a=1' } },
      { value: '7' },
    ]);
  });

  it('never lose a record that was written', () => {
    expect(formatRecord(run(), { odd: true }, { stream, kind: 'names' })).toEqual([{ odd: true }]);
  });

  it('have schemas, lists of objects included', () => {
    expect(schemaOf({ output: { deleted: 'flag', tags: 'texts', people: { each: { name: 'text' } } } }, 1)).toEqual({
      type: 'object',
      properties: {
        deleted: { type: 'boolean' },
        tags: { type: 'array', items: { type: 'string' } },
        people: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
      },
    });
    expect(Object.keys((schemaOf({ output: 'tickets' }, 1) as { properties: object }).properties)).toContain(
      'ticket_id',
    );
  });
});

describe('The credential', () => {
  const credentials = { baseUrl: ' https://x.example/ticketing/v1/tickets/ ', apiKey: ' key\n' };

  it('is applied where the vendor wants it', async () => {
    const authenticate = authenticationOf(SERVICE);
    expect(await authenticate(credentials, { url: 'https://x.example/a', qs: { limit: '1' } })).toEqual({
      url: 'https://x.example/a',
      qs: { limit: '1', key: 'key' },
    });
  });

  it('says what is wrong with its address, and which of its members are secret', () => {
    expect(accessIn(SERVICE, credentials).url).toBe('https://x.example/ticketing/v1');
    expect(() => accessIn(SERVICE, { baseUrl: 'ftp://x' })).toThrow('must begin with https://');
    expect(secretValues({ apiKey: 'a', organizationToken: 'b', baseUrl: 'c', userName: 'd' })).toEqual(['a', 'b']);
  });
});
