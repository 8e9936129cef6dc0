import type { ServiceMessage } from '../../vendors/answer';
import type { ApiRequest } from '../../vendors/http';
import type { Json } from '../../vendors/json';
import { describeRequest, encodeQuery } from '../../vendors/http';
import { ENDPOINTS } from '../../vendors/synqly/endpoints';
import * as management from '../../vendors/synqly/management';
import * as requests from '../../vendors/synqly/requests';
import { checkedFilter, filterOf, filterTime, ignores } from '../../vendors/synqly/filters';
import { queryOf, ticketSlice } from '../../vendors/synqly/streams/ticket-slice';
import { synqly } from '../../vendors/synqly/vendor';
import { checkedSteps, customFieldsSet, membersSet } from '../../vendors/synqly/operations/patch';

const STEP = { op: 'replace' as const, path: '/status', value: 'Done' };

const READ = requests.getTicket('1');
const told = (status: number, json: Json): ServiceMessage => synqly.errorParser.read(status, json, READ);

const CASES: Array<[request: ApiRequest, line: string, body?: unknown]> = [
  [requests.listRemoteFields(), 'GET /v1/ticketing/remote-fields'],
  [requests.listProjects({ limit: 50, cursor: 'a=' }), 'GET /v1/ticketing/projects?limit=50&cursor=a='],
  [
    requests.queryTickets({
      filters: ['status[ne]Done', 'project[eq]P'],
      order: ['created_at[asc]'],
      meta: ['stats/count()'],
      limit: 5,
    }),
    'GET /v1/ticketing/tickets?filter=status[ne]Done&filter=project[eq]P&order=created_at[asc]&meta=stats/count()&limit=5',
  ],
  [requests.getTicket('A/1'), 'GET /v1/ticketing/tickets/A%2F1'],
  [requests.createTicket({ name: 'n' }), 'POST /v1/ticketing/tickets', { name: 'n' }],
  [requests.patchTicket('1', [STEP]), 'PATCH /v1/ticketing/tickets/1', [STEP]],
  [
    requests.createAttachment('1', 'a.txt', 'YQ=='),
    'POST /v1/ticketing/attachments/1',
    { file_name: 'a.txt', content: 'YQ==' },
  ],
  [requests.listAttachments('1'), 'GET /v1/ticketing/attachments/1'],
  [requests.downloadAttachment('1', '2'), 'GET /v1/ticketing/attachments/1/2/download'],
  [requests.deleteAttachment('1', '2'), 'DELETE /v1/ticketing/attachments/1/2'],
  [requests.listComments('1'), 'GET /v1/ticketing/tickets/1/comments'],
  [
    requests.createComment('1', { content: 'c', creator: undefined }),
    'POST /v1/ticketing/tickets/1/comments',
    { content: 'c' },
  ],
  [requests.deleteComment('1', '2'), 'DELETE /v1/ticketing/tickets/1/comments/2'],
  [requests.listNotes('1'), 'GET /v1/ticketing/tickets/1/notes'],
  [
    requests.createNote('1', { title: 't', content: 'c' }),
    'POST /v1/ticketing/tickets/1/notes',
    { title: 't', content: 'c' },
  ],
  [requests.patchNote('1', '2', [STEP]), 'PATCH /v1/ticketing/tickets/1/notes/2', [STEP]],
  [requests.deleteNote('1', '2'), 'DELETE /v1/ticketing/tickets/1/notes/2'],
  [requests.queryEscalationPolicies({ limit: 10 }), 'GET /v1/ticketing/escalation-policies?limit=10'],
  [requests.listOnCall('E'), 'GET /v1/ticketing/escalation-policies/E/on-call'],
  [management.listAccounts({ limit: 1 }), 'GET /v1/accounts?limit=1'],
  [
    management.listIntegrations({ filters: ['category[eq]ticketing'], startAfter: 'a' }),
    'GET /v1/integrations?filter=category[eq]ticketing&start_after=a',
  ],
  [management.listAccountIntegrations('a'), 'GET /v1/integrations/a'],
  [management.getIntegration('a', 'i'), 'GET /v1/integrations/a/i'],
  [management.patchIntegration('a', 'i', [STEP]), 'PATCH /v1/integrations/a/i', [STEP]],
  [management.verifyIntegration('a', 'i'), 'POST /v1/integrations/a/i/verify', {}],
  [management.createIntegrationToken('a', 'i', '10m'), 'POST /v1/tokens/a/i', { token_ttl: '10m' }],
  [
    management.getProviderCapabilities('ticketing_jira'),
    'GET /v1/capabilities/providers/ticketing_jira?expand=operations',
  ],
  [management.listIntegrationWebhooks(), 'GET /v1/integration-webhooks'],
  [management.createIntegrationWebhook('incident'), 'POST /v1/integration-webhooks', { project: 'incident' }],
  [management.deleteIntegrationWebhooks(), 'DELETE /v1/integration-webhooks'],
];

describe('requests', () => {
  it.each(CASES.map(([request, line, body]) => ({ request, line, body })))('$line', ({ request, line, body }) => {
    expect(describeRequest(request)).toBe(line);
    expect(request.body).toEqual(body === undefined ? undefined : { kind: 'json', value: body });
    expect(request.method).toBe(ENDPOINTS[request.endpoint as keyof typeof ENDPOINTS].method);
  });

  it('cover every endpoint', () => {
    expect(new Set(CASES.map(([request]) => request.endpoint))).toEqual(new Set(Object.keys(ENDPOINTS)));
  });

  it('encode the brackets of filters', () => {
    expect(encodeQuery([['filter', 'name[eq]x y']])).toBe('filter=name%5Beq%5Dx%20y');
  });

  it('never send a ticket twice by themselves', () => {
    expect(requests.createTicket({ name: 'n' }).repeatable).toBeUndefined();
  });

  it.each(['', ' ', '.', '..'])('refuse "%s" as an id', (id) => {
    expect(() => requests.getTicket(id)).toThrow('cannot be used as an ID');
  });
});

describe('filters', () => {
  it.each([
    [filterOf('project', 'eq', ['TST']), 'project[eq]TST'],
    [filterOf('creator', 'eq', ['a@b.c']), 'creator[eq]a@b.c'],
    [filterOf('status', 'eq', ['To Do']), 'status[eq]"To Do"'],
    [filterOf('tags', 'in', ['asset:1', 'a,b']), 'tags[in]asset:1,"a,b"'],
    [filterTime('2026-03-01T09:12:44.999999Z'), '2026-03-01T09:12:44Z'],
  ])('%s', (written, expected) => {
    expect(written).toBe(expected);
  });

  it('a quote in a value is refused: its escape is not documented', () => {
    expect(() => filterOf('status', 'eq', ['a"b'])).toThrow('double quote');
  });

  it('a typed filter must have the form field[op]value', () => {
    expect(checkedFilter(' finding.last[gte]2026-01-01T00:00:00Z ')).toBe('finding.last[gte]2026-01-01T00:00:00Z');
    expect(() => checkedFilter('status=Done')).toThrow('is not a Synqly filter');
  });

  it('rows show that a filter was ignored only when it is certain', () => {
    const at = (time: string) => ({ updated_at: time });
    expect(ignores([at('2026-01-02T00:00:00Z'), {}], 'updated_at[gte]2026-01-01T00:00:00Z')).toBe(false);
    expect(ignores([at('2026-01-01T00:30:00+01:00')], 'updated_at[gte]2026-01-01T00:00:00Z')).toBe(true);
    expect(ignores([{ project: 'KEY' }, { project: 'key' }], 'project[eq]10001')).toBe(false);
    expect(ignores([{ project: 'A' }, { project: 'B' }], 'project[eq]A')).toBe(true);
  });

  it('Get Many says every filter in the words of Synqly', () => {
    const slice = ticketSlice({
      project: 'P',
      status: 'To Do',
      issueType: 'Bug',
      tags: ['a', 'b c'],
      updatedFrom: '2026-01-01T00:00:00.000000Z',
      createdTo: '2026-02-01T00:00:00.000000Z',
      filters: ['name[like]*x*'],
      order: ['updated_at[desc]'],
      meta: ['stats/count()'],
    });
    expect(queryOf(slice)).toEqual({
      filters: [
        'project[eq]P',
        'status[eq]"To Do"',
        'issue_type[eq]Bug',
        'tags[in]a,"b c"',
        'created_at[lt]2026-02-01T00:00:00Z',
        'updated_at[gte]2026-01-01T00:00:00Z',
        'name[like]*x*',
      ],
      order: ['updated_at[desc]'],
      meta: ['stats/count()'],
    });
  });
});

describe('patches', () => {
  it('fields become steps that never fail where a member is missing; custom fields by escaped names', () => {
    expect(membersSet({ status: 'Done', assignee: null, summary: undefined })).toEqual([
      { op: 'add', path: '/status', value: 'Done' },
      { op: 'add', path: '/assignee', value: null },
    ]);
    const custom = { 'a/b~c': 1, gone: null };
    expect(customFieldsSet(custom, { gone: 'x', other: 2 })).toEqual([
      { op: 'add', path: '/custom_fields/a~1b~0c', value: 1 },
      { op: 'remove', path: '/custom_fields/gone' },
    ]);
    expect(customFieldsSet(custom, {})).toEqual([{ op: 'add', path: '/custom_fields/a~1b~0c', value: 1 }]);
    expect(customFieldsSet(custom, null)).toEqual([{ op: 'add', path: '/custom_fields', value: { 'a/b~c': 1 } }]);
    expect(customFieldsSet({ gone: null }, undefined)).toEqual([]);
  });

  it.each([
    [{}, 'is a list of steps'],
    [[], 'is a list of steps'],
    [[{ op: 'set', path: '/a' }], 'Step 1 has no known "op"'],
    [[{ op: 'remove', path: 'a' }], 'Step 1 has no "path"'],
    [[STEP, { op: 'move', path: '/a' }], 'Step 2, a move, has no "from"'],
    [[{ op: 'add', path: '/a' }], 'Step 1, add, has no "value"'],
  ])('%j is refused: %s', (input, message) => {
    expect(() => checkedSteps(input)).toThrow(message);
  });

  it('a typed patch keeps what the step needs', () => {
    const input = [
      { op: 'copy', path: '/a', from: '/b', value: 1 },
      { op: 'add', path: '/tags/-', value: null },
      { op: 'remove', path: '/x' },
    ];
    expect(checkedSteps(input)).toEqual([{ op: 'copy', path: '/a', from: '/b' }, input[1], input[2]]);
  });
});

describe('the base URL', () => {
  it.each([
    ['https://api.synqly.com', 'https://api.synqly.com'],
    [' https://api-eu.synqly.com/ ', 'https://api-eu.synqly.com'],
    ['http://localhost:9000', 'http://localhost:9000'],
    ['https://api.synqly.com/v1/ticketing', 'https://api.synqly.com'],
    ['https://api.synqly.com/v1/ticketing/tickets/', 'https://api.synqly.com'],
    ['https://proxy.example/synqly/v1', 'https://proxy.example/synqly'],
    ['HTTPS://API.synqly.com', 'https://api.synqly.com'],
  ])('%s → %s', (input, url) => {
    expect(synqly.baseUrl(input)).toEqual({ ok: true, url });
  });

  it.each(['', 'api.synqly.com', 'ftp://api.synqly.com', 'https://key@api.synqly.com', 'https://api.synqly.com/?a=1'])(
    '%s is refused',
    (input) => {
      expect(synqly.baseUrl(input).ok).toBe(false);
    },
  );
});

describe('error bodies', () => {
  it('says a Problem with its causes and what the provider said', () => {
    const said = told(400, {
      message: 'the provider refused',
      detail: 'no transition',
      remediation: 'Use another status.',
      type: 'https://x/1',
      context: { parameter: { id: '/status', location: 'body' }, provider_details: { status: 400 } },
      cause: [{ message: 'jira', context: { raw_error: '{"errorMessages":["No way to Done"]}' } }, 7],
    });
    expect(said).toEqual({
      text: 'the provider refused; no transition; parameter /status (body); status: 400; jira; No way to Done',
      remedy: 'Use another status.',
      codes: ['https://x/1'],
    });
  });

  it('reads the body of before March 2025', () => {
    const said = told(400, {
      status: 400,
      message: 'bad',
      errors: ['one', { message: 'two' }],
      parameters: [{ name: 'limit', value: 'x' }],
    });
    expect(said.text).toBe('bad; limit: x; one; two');
  });

  it('gives 402, 405 and 501 their own meaning', () => {
    expect(told(402, null).remedy).toContain('disabled');
    expect(told(405, null).code).toBe('unsupported');
    expect(told(501, { message: 'no' }).code).toBe('unsupported');
  });

  it('shows no HTML and stops at a depth', () => {
    let nested: Json = { message: 'deepest' };
    for (let depth = 0; depth < 50; depth += 1) nested = { cause: [nested] };
    expect(told(500, nested).text).toBeNull();
    expect(told(502, { message: '<html><body>x</body></html>' }).text).toBeNull();
  });

  it('a success without a result is none', () => {
    expect(synqly.errorParser.failureIn?.({ ok: true })?.code).toBe('empty_answer');
    expect(synqly.errorParser.failureIn?.({ result: null })).toBeUndefined();
    expect(synqly.errorParser.failureIn?.([])?.text).toContain('no "result"');
  });
});
