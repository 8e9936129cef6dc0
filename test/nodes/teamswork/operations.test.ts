/** Comments, statuses, tags, attachments, activities and the instance in the TeamsWork node. */
import type { INodeExecutionData } from 'n8n-workflow';
import { RESOURCES } from '../../../nodes/TeamsWork/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { misfits } from '../support/outputs';
import { benchAt, byId, USER } from './bench';

const sandbox = useSandbox({ services: ['teamswork'], tickets: 120, limits: false });
const bench = benchAt(() => sandbox().service('teamswork'));
const world = () => sandbox().world('teamswork');
const user = { id: USER.userId, name: USER.userName, email: USER.userEmail };
const made = (over = {}) =>
  world().create({ subject: 'Badge reader offline', requester: 1, tags: ['door'], ...over }, 1);
const paths = () => bench.sent.map(({ method, path }) => `${method} ${path.replace('/teamswork/ticketing/v1', '')}`);

/** Runs and checks that the items fit the schema of the operation. */
async function run(name: string, parameters = {}, items?: INodeExecutionData[]) {
  const [resource = '', operation = ''] = name.split(':');
  const json = await bench.json({ resource, operation, ...parameters }, items ? { items } : {});
  const found = RESOURCES.find(({ value }) => value === resource)?.operations.find(({ value }) => value === operation);
  if (found === undefined) throw new Error(`no operation ${name}`);
  expect(misfits(found, json, true)).toEqual([]);
  return json;
}

describe('Comment', () => {
  it('adds a public one as the vendor documents it', async () => {
    const { uuid } = made();
    const added = await run('comment:add', { ticketId: byId(uuid), comment: 'Hello' });
    expect(paths()).toEqual([`POST /tickets/${uuid}/comments`]);
    expect(bench.sent[0]?.body).toEqual({ comment: 'Hello', user });
    expect(added).toMatchObject([{ ticket_id: uuid, body: 'Hello', visibility: 'public', author_name: 'Jo Doe' }]);
  });

  it('adds an internal note and HTML in the newer form', async () => {
    const { uuid } = made();
    const note = { ticketId: byId(uuid), comment: '<b>Us</b>', isPrivate: true, additionalFields: { isHtml: true } };
    const [added] = await run('comment:add', note);
    expect(bench.sent[0]?.body).toEqual({ comment_HTML: '<b>Us</b>', isPrivate: true, user });
    expect(added).toMatchObject({ visibility: 'internal', kind: 'note' });
  });

  it('refuses an empty one', async () => {
    const error = await bench.failure({
      resource: 'comment',
      operation: 'add',
      ticketId: byId(made().uuid),
      comment: ' ',
    });
    expect(error.message).toBe('The comment is empty');
    expect(bench.sent).toEqual([]);
  });

  it('lists those of one visibility, at most so many, under the ticket’s own ID', async () => {
    const { uuid, id } = made();
    for (const [comment, isPrivate] of [
      ['One', false],
      ['Two', true],
      ['Three', false],
    ] as const)
      await run('comment:add', { ticketId: byId(uuid), comment, isPrivate });
    const all = await run('comment:getAll', { ticketId: byId(String(id)) });
    expect(all.map(({ body }) => body).sort()).toEqual(['One', 'Three', 'Two']);
    expect(new Set(all.map(({ ticket_id }) => ticket_id))).toEqual(new Set([uuid]));
    const notes = await run('comment:getAll', { ticketId: byId(uuid), filters: { visibility: 'internal' } });
    expect(notes.map(({ body }) => body)).toEqual(['Two']);
    expect(await run('comment:getAll', { ticketId: byId(uuid), limit: 2 })).toHaveLength(2);
  });
});

describe('Status', () => {
  it('is set by its label, with resolution and comment', async () => {
    const { uuid } = made();
    const moved = await run('status:set', {
      ticketId: byId(uuid),
      status: 'resolved',
      additionalFields: { resolution: 'fixed', comment: 'Done' },
    });
    expect(bench.sent.at(-1)).toMatchObject({
      method: 'PUT',
      path: `/teamswork/ticketing/v1/tickets/${uuid}/status`,
      body: { status: 'Resolved', resolution: 'fixed', comment: 'Done', user },
    });
    expect(moved).toMatchObject([{ ticket_id: uuid, status: 'Resolved', status_group: 'solved', is_open: false }]);
  });

  it('says where the ticket may go instead', async () => {
    const parameters = { resource: 'status', operation: 'set', ticketId: byId(made().uuid), status: 'Reopened' };
    const error = await bench.failure(parameters);
    expect(error.message).toBe('The ticket cannot go from "Open" to "Reopened"');
    expect(error.description).toBe('Next may be: In Progress, Waiting on customer, On hold, Resolved, Closed.');
  });

  it('is listed for a ticket and for the instance', async () => {
    const ofTicket = await run('status:getAll', { ticketId: byId(made().uuid) });
    expect(ofTicket.find(({ label }) => label === 'Open')).toMatchObject({ is_current: true, is_next: false });
    expect(ofTicket.find(({ label }) => label === 'Resolved')).toMatchObject({ is_current: false, is_next: true });
    const ofInstance = await run('status:getAll');
    expect(ofInstance.map(({ label }) => label)).toContain('Waiting on customer');
    expect(ofInstance[0]).toMatchObject({ is_current: null, is_next: null });
  });

  it('has a history', async () => {
    const { uuid } = made();
    await run('status:set', { ticketId: byId(uuid), status: 'In Progress' });
    await run('status:set', { ticketId: byId(uuid), status: 'Resolved' });
    const history = await run('status:getHistory', { ticketId: byId(uuid) });
    expect(history.map(({ from_status, to_status }) => [from_status, to_status])).toEqual([
      ['In Progress', 'Resolved'],
      ['Open', 'In Progress'],
    ]);
    expect(history[0]).toMatchObject({ ticket_id: uuid, to_group: 'solved', changed_by_name: 'Jo Doe' });
  });
});

describe('Tag', () => {
  const tagsAfter = async (operation: string, tags: string | string[], over = {}) => {
    const [ticket] = await run(`tag:${operation}`, {
      ticketId: byId(made({ tags: ['door', 'Key'] }).uuid),
      tags,
      ...over,
    });
    return ticket?.['tags'];
  };

  it('is added, removed and set by its text, whatever the case', async () => {
    expect(await tagsAfter('add', ['lock', 'DOOR'])).toEqual(['door', 'Key', 'lock']);
    expect(await tagsAfter('remove', 'key')).toEqual(['door']);
    expect(await tagsAfter('set', 'lock, bolt')).toEqual(['lock', 'bolt']);
    expect(await tagsAfter('set', [])).toEqual([]);
  });

  it('goes into the category that is named', async () => {
    await tagsAfter('add', ['brandnew'], { additionalFields: { tagCategoryId: 'general' } });
    const [{ tagCategoryId } = {}] = await run('tag:getAll', { limit: 1 });
    expect(bench.sent).toHaveLength(1);
    await tagsAfter('add', ['brandnewer'], { additionalFields: { tagCategoryId: 'General' } });
    const { body } = bench.sent.at(-1) ?? {};
    expect(body).toMatchObject({
      updates: { tags: expect.arrayContaining([{ text: 'brandnewer', tagCategoryId }]) as object[] },
    });
  });

  it('does not write where nothing changes', async () => {
    await tagsAfter('add', 'door');
    expect(paths().every((path) => path.startsWith('GET'))).toBe(true);
  });

  it('must be named to be added or removed', async () => {
    const error = await bench.failure({
      resource: 'tag',
      operation: 'remove',
      ticketId: byId(made().uuid),
      tags: ' , ',
    });
    expect(error.message).toBe('"Tag Names or IDs" is empty');
  });

  it('is listed with its category, deleted ones on demand', async () => {
    const texts = (tags: Array<Record<string, unknown>>) => tags.map(({ text }) => text);
    expect(texts(await run('tag:getAll', { returnAll: true }))).not.toContain('old');
    expect(texts(await run('tag:getAll', { returnAll: true, options: { includeDeleted: true } }))).toContain('old');
    expect(await run('tag:getAll', { limit: 1 })).toMatchObject([{ category: 'General', is_deleted: false }]);
  });
});

describe('Attachment', () => {
  const file = { json: {}, binary: { data: binaryField('Grüße', 'grüße "1".txt'), second: binaryField('2', 'b.txt') } };

  it('is uploaded from binary data, several at once', async () => {
    const { uuid } = made();
    const parameters = {
      ticketId: byId(uuid),
      binaryPropertyName: 'data, second',
      additionalFields: { comment: 'See' },
    };
    const uploaded = await run('attachment:upload', parameters, [file]);
    expect(uploaded.map(({ file_name }) => file_name)).toEqual(['grüße %221%22.txt', 'b.txt']);
    expect(uploaded[0]).toMatchObject({ ticket_id: uuid });
    const [{ headers = {}, body } = {}] = bench.sent;
    expect(headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
    expect(body).toContain('name="isPrivate"\r\n\r\ntrue');
    expect(body).toContain(`name="user"\r\n\r\n${JSON.stringify(user)}`);
  });

  it('says which binary field is missing', async () => {
    const parameters = {
      resource: 'attachment',
      operation: 'upload',
      ticketId: byId(made().uuid),
      binaryPropertyName: 'photo',
    };
    const error = await bench.failure(parameters, { items: [file] });
    expect(error.message).toContain("no binary field 'photo'");
    expect(bench.sent).toEqual([]);
  });

  it('is downloaded, without the key, into the binary field that was chosen', async () => {
    const { uuid } = made();
    await run('attachment:upload', { ticketId: byId(uuid), binaryPropertyName: 'second' }, [file]);
    const [item] = await bench.run({
      resource: 'attachment',
      operation: 'download',
      ticketId: byId(uuid),
      attachmentId: 'b.txt',
      outputBinaryPropertyName: 'copy',
    });
    expect(Buffer.from(item?.binary?.['copy']?.data ?? '', 'base64').toString()).toBe('2');
    expect(item).toMatchObject({
      json: { filename: 'b.txt' },
      binary: { copy: { fileName: 'b.txt', mimeType: 'text/plain' } },
      pairedItem: { item: 0 },
    });
    expect(bench.sent.at(-1)?.path).toMatch(/^\/teamswork\/blobs\//);
    expect(JSON.stringify(bench.sent.at(-1))).not.toContain(sandbox().service('teamswork').key);
  });

  it('is a link to what is on the web, and listed', async () => {
    const { uuid } = made();
    const link = { ticketId: byId(uuid), url: 'https://example.org/a.pdf', caption: 'Manual' };
    expect(await run('attachment:add', link)).toMatchObject([{ file_name: 'Manual', ticket_id: uuid }]);
    expect(bench.sent[0]?.body).toMatchObject({
      attachments: [{ src: 'https://example.org/a.pdf', caption: 'Manual' }],
      isPrivate: true,
    });
    expect(await run('attachment:getAll', { ticketId: byId(uuid) })).toMatchObject([
      { file_name: 'Manual', ticket_id: uuid, comment_id: null },
    ]);
  });

  it('is shown to the requestor where the internal note is switched off', async () => {
    await run('attachment:upload', { ticketId: byId(made().uuid), isPrivate: false }, [file]);
    expect(bench.sent[0]?.body).toContain('name="isPrivate"\r\n\r\nfalse');
  });

  it('says that it is not there', async () => {
    const parameters = {
      resource: 'attachment',
      operation: 'download',
      ticketId: byId(made().uuid),
      attachmentId: 'x',
    };
    expect((await bench.failure(parameters)).message).toBe('The ticket has no attachment "x"');
  });
});

it('lists activities as they came, newest first, at most so many', async () => {
  const { uuid } = made();
  await run('comment:add', { ticketId: byId(uuid), comment: 'One' });
  await run('comment:add', { ticketId: byId(uuid), comment: 'Two' });
  const [newest, ...others] = await run('activity:getAll', { ticketId: byId(uuid), limit: 2 });
  expect(newest).toMatchObject({ comment: 'Two', isPrivate: false, createdBy: { email: 'jo@example.org' } });
  expect(others).toHaveLength(1);
});

it('describes the instance, small or whole', async () => {
  const [simple] = await run('instance:get');
  expect(Object.keys(simple ?? {})).toEqual(['id', 'name', 'assignees', 'customFields', 'statuses']);
  const whole = await bench.json({ resource: 'instance', operation: 'get', simplify: false });
  expect(whole).toMatchObject([{ instanceName: 'Support', enabled: true }]);
});

describe('Lists in the editor', () => {
  it('page and search tickets', async () => {
    const first = await bench.list('searchTickets');
    expect(first.results).toHaveLength(50);
    expect(first.results[0]?.name).toMatch(/^#\d+ /);
    const second = await bench.list('searchTickets', { token: String(first.paginationToken) });
    expect(second.results.some(({ value }) => first.results.some((each) => each.value === value))).toBe(false);
    await bench.list('searchTickets', { filter: ' badge ' });
    expect(bench.sent[0]?.query).toMatchObject({ search: 'badge', limit: '50', order: 'DESC' });
  });

  it('offer statuses that may be next, and all without a ticket', async () => {
    const names = async (parameters = {}) =>
      (await bench.options('getStatuses', { resource: 'status', operation: 'set', ...parameters })).map(
        ({ name }) => name,
      );
    expect(await names({ ticketId: byId(made().uuid) })).not.toContain('Reopened');
    expect(await names()).toContain('Reopened');
  });

  it('offer tags, categories, people and attachments', async () => {
    expect(await bench.options('getTags')).toContainEqual({ name: 'door', value: 'door', description: 'General' });
    expect((await bench.options('getTagCategories')).map(({ name }) => name)).toEqual(['General']);
    const [person] = await bench.options('getAssignees');
    expect(person?.description).toContain('@');
    const ticketId = byId(made().uuid);
    await run('attachment:add', { ticketId, url: 'https://example.org/a.pdf', caption: 'Manual' });
    const download = { resource: 'attachment', operation: 'download', ticketId };
    expect((await bench.options('getAttachments', download)).map(({ name }) => name)).toEqual(['Manual']);
    expect(await bench.options('getAttachments', { ...download, ticketId: byId('') })).toEqual([]);
  });

  it('map custom fields by their kinds', async () => {
    const { fields } = await bench.mapper('getCustomFields');
    const kinds = new Map(
      world()
        .fields()
        .map(({ uuid, type }) => [uuid, type]),
    );
    const input = Object.fromEntries(fields.map(({ id, type }) => [kinds.get(id), type]));
    expect(input).toMatchObject({
      text: 'string',
      date: 'dateTime',
      toggle: 'boolean',
      list: 'options',
      multi_list: 'string',
    });
    const list = fields.find(({ type }) => type === 'options');
    expect(list?.options?.length).toBeGreaterThan(0);
  });
});
