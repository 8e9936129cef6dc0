/** What hangs on tickets: comments, statuses, tags, attachments, the log. */
import { RESOURCES } from '../../../nodes/Deskpro/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { misfits } from '../support/outputs';
import { benchAt, byId, on } from './bench';

const sandbox = useSandbox({ services: ['deskpro'], tickets: 80, limits: false });
const bench = benchAt(() => sandbox().service('deskpro'));
const world = () => sandbox().world('deskpro');
const ROOT = '/deskpro/api/v2';
let count = 0;
const made = (over: object = {}) =>
  world().create({ subject: `Made ${(count += 1)}`, requester: 1, tags: ['a', 'B'], ...over }, 1);
const agent = () =>
  world()
    .people()
    .find(({ isAgent, isActive }) => isAgent && isActive)!;
const said = (index: number, body: string, isPublic = true) =>
  world().comment(index, { author: agent().id, isPublic, title: null, body, format: 'html', attachments: [] })!;
const outputOf = (resource: string, operation: string) =>
  RESOURCES.find(({ value }) => value === resource)!.operations.find(({ value }) => value === operation)!;
const writes = () => bench.sent.filter(({ method }) => method !== 'GET');

describe('Comment', () => {
  const comment = on('comment');

  it('adds a note with a file and a status in one write', async () => {
    const { id, index } = made();
    const items = [{ json: {}, binary: { log: binaryField('boom', 'crash.log') } }];
    const [added] = await bench.json(
      comment('add', {
        ticketId: byId(id),
        comment: 'a < b',
        isPrivate: true,
        additionalFields: { attachments: 'log', status: 'Resolved' },
      }),
      { items },
    );
    expect(writes()).toHaveLength(2);
    expect(writes()[1]).toMatchObject({ method: 'POST', path: `${ROOT}/tickets/${id}/messages` });
    expect(writes()[1]?.body).toEqual({
      message: 'a < b',
      format: 'text',
      is_note: true,
      status: 'resolved',
      attachments: [{ blob_auth: expect.any(String) as string }],
    });
    expect(added).toMatchObject({
      ticket_id: String(id),
      body: 'a < b',
      visibility: 'internal',
      kind: 'note',
      author_name: agent().name,
    });
    expect(misfits(outputOf('comment', 'add'), [added!])).toEqual([]);
    expect(world().ticket(index)).toMatchObject({ status: 'solved', attachments: [{ fileName: 'crash.log' }] });
  });

  it('adds a reply of somebody else as HTML', async () => {
    const { id } = made();
    const requester = world().person(1)!;
    const [added] = await bench.json(
      comment('add', {
        ticketId: byId(id),
        comment: '<p>one<br>two</p>',
        additionalFields: { isHtml: true, author: requester.email },
      }),
    );
    expect(writes()[0]?.body).toEqual({
      message: '<p>one<br>two</p>',
      format: 'html',
      is_note: false,
      person: requester.email,
    });
    expect(added).toMatchObject({ body: 'one\ntwo', visibility: 'public', author_id: '1' });
  });

  it('lists oldest or newest first, whom it is for, with the names of the authors, in one request', async () => {
    const { id, index } = made({ description: 'First' });
    said(index, 'Second');
    said(index, 'Third', false);
    const bodies = async (parameters: object = {}) =>
      (await bench.json(comment('getAll', { ticketId: byId(id), ...parameters }))).map((each) => each['body']);
    expect(await bodies()).toEqual(['First', 'Second', 'Third']);
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]?.query).toEqual({
      order_by: 'date_created',
      order_dir: 'asc',
      count: '50',
      page: '1',
      include: 'person',
    });
    expect(await bodies({ limit: 1, options: { order: 'desc' } })).toEqual(['Third']);
    expect(await bodies({ filters: { visibility: 'internal' } })).toEqual(['Third']);
    expect(await bodies({ filters: { visibility: 'public' }, limit: 1 })).toEqual(['First']);
    const all = await bench.json(comment('getAll', { ticketId: byId(id), returnAll: true }));
    expect(all.map((each) => each['author_name'])).toEqual([world().person(1)!.name, agent().name, agent().name]);
    expect(misfits(outputOf('comment', 'getAll'), all)).toEqual([]);
  });

  it('gets, changes and deletes one, and keeps its files', async () => {
    const { id, index } = made();
    const { id: commentId } = said(index, 'Old');
    world().attach(index, {
      comment: commentId,
      fileName: 'a.txt',
      mediaType: 'text/plain',
      bytes: new Uint8Array([1]),
      author: agent().id,
    });
    const picked = { ticketId: byId(id), commentId: byId(commentId * 2) };
    expect(await bench.json(comment('get', picked))).toMatchObject([{ body: 'Old', author_name: agent().name }]);
    expect(await bench.json(comment('update', { ...picked, comment: 'New & better' }))).toMatchObject([
      { body: 'New & better' },
    ]);
    expect(writes()[0]?.body).toMatchObject({
      message: 'New & better',
      format: 'text',
      attachments: [{ blob_auth: expect.any(String) as string }],
    });
    expect(world().ticket(index)?.attachments).toHaveLength(1);
    expect(await bench.json(comment('delete', picked))).toEqual([{ deleted: true }]);
    expect(world().ticket(index)?.comments).toEqual([]);
  });

  it('finds the ticket by its reference first', async () => {
    const one = made();
    await bench.run(comment('add', { ticketId: byId(one.number), comment: 'Hi' }));
    expect(writes().map(({ path }) => path)).toEqual([`${ROOT}/tickets/${one.id}/messages`]);
  });
});

describe('Status', () => {
  const status = on('status');

  it('is set by code or name, with the hold where it is given', async () => {
    const { id } = made();
    const cases: Array<[string, object, object]> = [
      ['resolved', {}, { status: 'resolved' }],
      ['Awaiting User', {}, { status: 'awaiting_user' }],
      ['waiting for a THIRD party', { isHold: true }, { status: 'pending.5', is_hold: true }],
      ['awaiting_agent', { isHold: false }, { status: 'awaiting_agent', is_hold: false }],
    ];
    for (const [wanted, additionalFields, body] of cases) {
      const [changed] = await bench.json(status('set', { ticketId: byId(id), status: wanted, additionalFields }));
      expect(writes()[0]?.body).toEqual(body);
      expect(changed).toMatchObject({ ticket_id: String(id) });
    }
  });

  it('lists all with what they mean, up to the limit', async () => {
    const known = await bench.json(status('getAll'));
    expect(known).toContainEqual({ status: 'awaiting_agent', name: 'awaiting agent', status_group: 'open' });
    expect(known).toContainEqual({
      status: 'pending.5',
      name: 'Waiting for a third party',
      status_group: 'on_hold',
    });
    expect(misfits(outputOf('status', 'getAll'), known)).toEqual([]);
    expect(await bench.json(status('getAll', { limit: 2 }))).toHaveLength(2);
  });
});

describe('Tag', () => {
  const tag = on('tag');

  it.each([
    ['add', ['b', 'c'], ['a', 'B', 'c']],
    ['add', 'c, d', ['a', 'B', 'c', 'd']],
    ['remove', ['A', 'nothing'], ['B']],
    ['set', ['x', 'X'], ['x']],
    ['set', [], []],
  ])('%s %j gives %j: it reads, writes the whole set, reads back', async (operation, tags, wanted) => {
    const { id, index } = made();
    const [changed] = await bench.json(tag(operation, { ticketId: byId(id), tags }));
    expect(writes().map(({ body }) => body)).toEqual([{ labels: wanted }]);
    expect(changed).toMatchObject({ ticket_id: String(id), tags: wanted });
    expect(changed?.['queue']).not.toBeNull();
    expect(world().ticket(index)?.tags).toEqual(wanted);
  });

  it('writes nothing where nothing would change', async () => {
    await bench.run(tag('add', { ticketId: byId(made().id), tags: ['A'] }));
    expect(writes()).toEqual([]);
  });

  it('wants at least one to add', async () => {
    expect((await bench.failure(tag('add', { ticketId: byId(1), tags: [] }))).message).toBe(
      '"Tag Names or IDs" is empty',
    );
  });

  it('lists those that tickets carry, and those that begin as asked', async () => {
    made({ tags: ['zebra', 'zoo', 'yak'] });
    const names = async (parameters: object) =>
      (await bench.json(tag('getAll', parameters))).map((each) => each['tag']);
    expect(await names({ returnAll: true })).toEqual(expect.arrayContaining(['zebra', 'zoo', 'yak']));
    expect((await names({ filters: { term: 'z' } })).sort()).toEqual(['zebra', 'zoo']);
    expect(await names({ filters: { term: 'z' }, limit: 1 })).toHaveLength(1);
  });
});

describe('Attachment', () => {
  const attachment = on('attachment');

  it('uploads files as a note, gives them, lists them and downloads them again', async () => {
    const { id } = made();
    const bytes = Buffer.from([0, 255, 128, 10]).toString('base64');
    const items = [
      {
        json: {},
        binary: {
          data: { data: bytes, mimeType: 'application/octet-stream', fileName: 'ü 1.bin' },
          other: binaryField('hello', 'b.txt'),
        },
      },
    ];
    const uploaded = await bench.json(attachment('upload', { ticketId: byId(id), binaryPropertyName: 'data, other' }), {
      items,
    });
    expect(writes().map(({ path }) => path.replace(ROOT, ''))).toEqual([
      '/blobs/temp',
      '/blobs/temp',
      `/tickets/${id}/messages`,
    ]);
    expect(writes()[2]?.body).toMatchObject({ message: 'ü 1.bin, b.txt', is_note: true, format: 'text' });
    expect(uploaded).toMatchObject([
      { ticket_id: String(id), file_name: 'ü 1.bin', size_bytes: 4, media_type: 'application/octet-stream' },
      { ticket_id: String(id), file_name: 'b.txt', size_bytes: 5, media_type: 'text/plain' },
    ]);
    expect(misfits(outputOf('attachment', 'upload'), uploaded)).toEqual([]);
    expect(await bench.json(attachment('getAll', { ticketId: byId(id) }))).toEqual(uploaded);
    for (const attachmentId of ['ü 1.bin', String(uploaded[0]?.['attachment_id'])]) {
      const [item] = await bench.run(
        attachment('download', { ticketId: byId(id), attachmentId, outputBinaryPropertyName: 'file' }),
      );
      expect(item?.json).toEqual(uploaded[0]);
      expect(item?.binary?.['file']).toMatchObject({ data: bytes, fileName: 'ü 1.bin' });
      expect(bench.sent.at(-1)?.headers['authorization']).toMatch(/^key /);
    }
  });

  it('says so when the item has no such file, or the ticket no such attachment', async () => {
    const { id } = made();
    const missing = await bench.failure(attachment('upload', { ticketId: byId(id), binaryPropertyName: 'nope' }));
    expect(missing.message).toContain("no binary field 'nope'");
    expect(bench.sent).toEqual([]);
    const none = await bench.failure(attachment('download', { ticketId: byId(id), attachmentId: '77' }));
    expect(none.message).toBe(`Ticket ${id} has no attachment 77`);
  });

  it('can be sent to the user, with words of its own', async () => {
    const { id } = made();
    const items = [{ json: {}, binary: { data: binaryField('x', 'a.txt') } }];
    await bench.run(
      attachment('upload', { ticketId: byId(id), isPrivate: false, additionalFields: { comment: 'See file' } }),
      { items },
    );
    expect(writes()[1]?.body).toMatchObject({ message: 'See file', is_note: false });
  });
});

describe('Ticket Log', () => {
  const log = on('ticketLog');

  it('lists what was changed by whom, and gets one entry', async () => {
    const { id, index } = made();
    world().change(index, { status: 'solved', assignee: agent().id }, agent().id);
    const entries = await bench.json(log('getAll', { ticketId: byId(id) }));
    expect(entries).toContainEqual({
      log_id: expect.any(String) as string,
      ticket_id: String(id),
      action: 'changed_status',
      message: expect.stringContaining('status changed') as string,
      from_status: 'awaiting_agent',
      to_status: 'resolved',
      person_id: String(agent().id),
      person_name: agent().name,
      created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      details: { old_status: 'awaiting_agent', new_status: 'resolved' },
    });
    expect(misfits(outputOf('ticketLog', 'getAll'), entries)).toEqual([]);
    const [first] = entries;
    expect(await bench.json(log('get', { ticketId: byId(id), logId: String(first?.['log_id']) }))).toEqual([first]);
    const [raw] = await bench.json(log('getAll', { ticketId: byId(id), limit: 1, simplify: false }));
    expect(raw).toMatchObject({
      action_type: expect.any(String) as string,
      message_html: expect.any(String) as string,
    });
  });
});
