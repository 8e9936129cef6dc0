/** A switch that decides what a customer sees or gets: what is sent for each way to write it, and for none. */
import type { INodeParameters } from 'n8n-workflow';
import { NOTHING, NULL } from './support/parameters';
import { UUID, useWire, wireOf } from './support/wire';
import type { NodeName } from './support/wire';

jest.mock('n8n-workflow', () => ({
  ...jest.requireActual<object>('n8n-workflow'),
  sleep: jest.fn(() => Promise.resolve()),
}));

useWire();

interface Guard {
  node: NodeName;
  /** As `comment:add`. */
  does: string;
  /** The switch, with the collection that it is in. */
  at: readonly [string, string?];
  label: string;
  more: INodeParameters;
  /** What stands in the writes for on, and for off alone. */
  on: string;
  off: string;
}

const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const [ON_7, ON_UUID] = [{ ticketId: byId('7') }, { ticketId: byId(UUID) }];
const NOTE = { at: ['isPrivate'], label: 'Internal Note' } as const;
const DESKPRO_NOTE = { node: 'deskpro', ...NOTE, on: '"is_note":true', off: '"is_note":false' } as const;
const TEAMSWORK_NOTE = { node: 'teamswork', ...NOTE, on: '"isPrivate":true', off: '"isPrivate":false' } as const;
const MAIL = {
  node: 'notific',
  at: ['sendEmails'],
  label: 'Send Emails',
  on: '/api/Tickets',
  off: '"DoNotSendEmail":true',
} as const;
const UPDATE = { node: 'deskpro', does: 'ticket:update', more: ON_7 } as const;
const PART = 'name="isPrivate"\r\n\r\n';

const GUARDS: readonly Guard[] = [
  { ...DESKPRO_NOTE, does: 'comment:add', more: { ...ON_7, comment: 'x' } },
  { ...DESKPRO_NOTE, does: 'attachment:upload', more: ON_7 },
  {
    ...{ ...UPDATE, at: ['suppressUserNotify', 'updateFields'], label: 'Suppress User Notification' },
    ...{ on: '{"suppress_user_notify":true}', off: '{"suppress_user_notify":false}' },
  },
  { ...UPDATE, at: ['isHold', 'updateFields'], label: 'On Hold', on: '{"is_hold":true}', off: '{"is_hold":false}' },
  {
    ...{ node: 'sympoq', does: 'comment:add', ...NOTE, more: { ...ON_7, comment: 'x' } },
    ...{ on: '{"description":"x","type":"note"}', off: '{"description":"x","type":"reply"}' },
  },
  { ...TEAMSWORK_NOTE, does: 'comment:add', more: { ...ON_UUID, comment: 'x' }, off: `/tickets/${UUID}/comments` },
  { ...TEAMSWORK_NOTE, does: 'attachment:add', more: { ...ON_UUID, url: 'https://example.org/a.pdf' } },
  { ...TEAMSWORK_NOTE, does: 'attachment:upload', more: ON_UUID, on: `${PART}true`, off: `${PART}false` },
  { ...MAIL, does: 'ticket:create', more: { description: 'x' } },
  { ...MAIL, does: 'ticket:update', more: { ...ON_7, updateFields: { description: 'x' } } },
  { ...MAIL, does: 'status:close', more: ON_7 },
  { ...MAIL, does: 'status:reopen', more: ON_7 },
];

const ON = [true, 'true', 'TRUE', ' True ', 'yes', 'Yes', 'on', '1', 1];
const OFF = [false, 'false', 'FALSE', ' false', 'no', 'No', 'off', '0', 0];
const NEITHER = [
  NOTHING,
  NULL,
  null,
  '',
  ' ',
  'internal',
  'public',
  'ja',
  'truee',
  2,
  -1,
  0.5,
  [],
  [true],
  {},
  { value: false },
];

describe.each(GUARDS.map((guard) => [guard.node, guard.does, guard.label, guard] as const))('%s %s, %s', (...given) => {
  const [node, does, label, { at, more, on, off }] = given;
  const wire = wireOf(node, 'UTC');
  const sent = (value: unknown) => {
    const [[resource = '', operation = ''], [name, collection]] = [does.split(':'), at];
    const given = { [name]: value } as INodeParameters;
    const parameters = { resource, operation, ...more };
    return wire.sent(collection === undefined ? { ...parameters, ...given } : { ...parameters, [collection]: given });
  };
  const writesOf = async (value: unknown): Promise<string> => {
    const all = (await sent(value)).requests.map((request) => JSON.parse(request) as [string, string, unknown, string]);
    return all.flatMap(([method, path, , body]) => (method === 'get' ? [] : [path, body])).join('\n');
  };

  it('sends what was meant, however it is written', async () => {
    const [isOn, isOff] = [await writesOf(true), await writesOf(false)];
    expect([isOn.includes(on), isOn.includes(off), isOff.includes(off)]).toEqual([true, false, true]);
    for (const value of ON) expect(await sent(value)).toEqual(await sent(true));
    for (const value of OFF) expect(await sent(value)).toEqual(await sent(false));
  });

  it.each(NEITHER)('sends nothing for %j', async (value) => {
    const { requests, failure } = await sent(value);
    expect(requests).toEqual([]);
    expect(failure).toMatch(new RegExp(`^"${label}" is .*neither true nor false$`));
  });
});
