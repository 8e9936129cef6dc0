/** Comments, notes and attachments of the Synqly node. */
import { RESOURCES } from '../../../nodes/Synqly/resources';
import { useSandbox } from '../../support/sandbox';
import { binaryField } from '../support/bench';
import { misfits } from '../support/outputs';
import { benchAt, byId } from './bench';

const sandbox = useSandbox({ services: ['synqly'], tickets: 60, limits: false });
const bench = benchAt(sandbox);
const pagerduty = benchAt(sandbox, '-pagerduty');
const world = () => sandbox().world('synqly');
const made = () => byId(`TKT/${world().create({ subject: 'Printer', requester: 1, queue: 1 }, 1).id}`);
const on = (resource: string, operation: string, parameters = {}) => ({ resource, operation, ...parameters });
const outputOf = (resource: string, operation: string) =>
  RESOURCES.find(({ value }) => value === resource)?.operations.find(({ value }) => value === operation) ?? {
    output: {},
  };
const sent = () => bench.sent.map(({ method, path }) => `${method} ${path.replace('/synqly/v1/ticketing', '')}`);
const at = (ticketId: { value: string }) => encodeURIComponent(ticketId.value);

describe('a comment', () => {
  it('is added, listed and deleted', async () => {
    const ticketId = made();
    const added = await bench.json(on('comment', 'add', { ticketId, comment: 'Hello **you**' }));
    expect(sent()).toEqual([`POST /tickets/${at(ticketId)}/comments`]);
    expect(bench.sent[0]?.body).toEqual({ content: 'Hello **you**' });
    expect(added).toMatchObject([
      { ticket_id: ticketId.value, body: 'Hello you', visibility: 'public', kind: 'comment', title: null },
    ]);
    expect(misfits(outputOf('comment', 'add'), added)).toEqual([]);
    expect(await bench.json(on('comment', 'getAll', { ticketId }))).toEqual(added);
    const commentId = byId(String(added[0]?.['comment_id']));
    expect(await bench.json(on('comment', 'delete', { ticketId, commentId }))).toEqual([{ deleted: true }]);
    expect(sent()).toEqual([`DELETE /tickets/${at(ticketId)}/comments/${commentId.value}`]);
    expect(await bench.json(on('comment', 'getAll', { ticketId }))).toEqual([]);
  });

  it('names its writer where the provider demands it', async () => {
    const ticketId = made();
    const add = (additionalFields = {}) => on('comment', 'add', { ticketId, comment: 'Hi', additionalFields });
    expect((await pagerduty.failure(add())).message).toContain('creator');
    const [comment] = await pagerduty.json(add({ creator: 'ada@example.com' }));
    expect(pagerduty.sent[0]?.body).toEqual({ content: 'Hi', creator: 'ada@example.com' });
    expect(comment?.['author_email']).toBe('ada@example.com');
  });

  it('is listed up to the limit, raw where that is wanted', async () => {
    const ticketId = made();
    for (const comment of ['One', 'Two', 'Three']) await bench.run(on('comment', 'add', { ticketId, comment }));
    const list = { ticketId, limit: 2, output: 'raw' };
    const found = await bench.json(on('comment', 'getAll', list));
    expect(found.map(({ content }) => content)).toEqual(['One', 'Two']);
    expect(bench.sent).toHaveLength(1);
  });

  it('is not sent empty', async () => {
    expect((await bench.failure(on('comment', 'add', { ticketId: made(), comment: ' ' }))).message).toBe(
      '"Comment" is empty',
    );
    expect(bench.sent).toEqual([]);
  });
});

describe('a note', () => {
  it('is added, listed, changed and deleted, also by the ID of its unified row', async () => {
    const ticketId = made();
    const added = await bench.json(on('note', 'add', { ticketId, title: 'Call', content: 'Nobody there' }));
    expect(bench.sent[0]).toMatchObject({ method: 'POST', body: { title: 'Call', content: 'Nobody there' } });
    expect(added).toMatchObject([{ title: 'Call', body: 'Nobody there', visibility: 'internal', kind: 'note' }]);
    expect(misfits(outputOf('note', 'add'), added)).toEqual([]);
    const rowId = String(added[0]?.['comment_id']);
    expect(rowId).toMatch(/^note-\d+$/);
    const noteId = byId(rowId);
    const changed = await bench.json(
      on('note', 'update', { ticketId, noteId, updateFields: { title: 'Second call' } }),
    );
    expect(sent()).toEqual([`PATCH /tickets/${at(ticketId)}/notes/${rowId.slice(5)}`]);
    expect(bench.sent[0]?.body).toEqual([{ op: 'add', path: '/title', value: 'Second call' }]);
    expect(changed).toMatchObject([{ title: 'Second call', body: 'Nobody there' }]);
    expect(await bench.json(on('note', 'getAll', { ticketId }))).toEqual(changed);
    expect(await bench.json(on('note', 'delete', { ticketId, noteId }))).toEqual([{ deleted: true }]);
    expect(sent()).toEqual([`DELETE /tickets/${at(ticketId)}/notes/${rowId.slice(5)}`]);
    expect(await bench.json(on('note', 'getAll', { ticketId }))).toEqual([]);
  });

  it('is not offered by every provider', async () => {
    const error = await pagerduty.failure(on('note', 'getAll', { ticketId: made() }));
    expect(error.message).toBe('Synqly does not support this (HTTP 501): notes is not supported by this provider');
    expect(error.description).toContain('The provider behind this integration does not offer this operation.');
  });
});

describe('an attachment', () => {
  it('goes up and down again byte by byte', async () => {
    const ticketId = made();
    const bytes = String.fromCharCode(...Array(256).keys());
    const items = [
      {
        json: {},
        binary: {
          photo: { data: Buffer.from(bytes, 'latin1').toString('base64'), mimeType: 'image/png', fileName: 'grün.png' },
          text: binaryField('', 'empty.txt'),
        },
      },
    ];
    const uploaded = await bench.json(on('attachment', 'upload', { ticketId, binaryPropertyName: 'photo, text' }), {
      items,
    });
    expect(sent()).toEqual([`POST /attachments/${at(ticketId)}`, `POST /attachments/${at(ticketId)}`]);
    expect(bench.sent[0]?.body).toEqual({ file_name: 'grün.png', content: items[0]?.binary.photo.data });
    expect(uploaded.map(({ file_name, media_type }) => [file_name, media_type])).toEqual([
      ['grün.png', 'image/png'],
      ['empty.txt', 'text/plain'],
    ]);
    expect(misfits(outputOf('attachment', 'upload'), uploaded)).toEqual([]);
    expect(await bench.json(on('attachment', 'getAll', { ticketId }))).toEqual(uploaded);

    const attachmentId = byId(String(uploaded[0]?.['attachment_id']));
    const download = on('attachment', 'download', { ticketId, attachmentId, outputBinaryPropertyName: 'file' });
    const [item] = await bench.run(download);
    expect(item?.json).toEqual({
      ticket_id: ticketId.value,
      attachment_id: attachmentId.value,
      file_name: 'grün.png',
      media_type: 'image/png',
      size_bytes: 256,
    });
    expect(misfits(outputOf('attachment', 'download'), item ? [item.json] : [])).toEqual([]);
    expect(item?.binary?.['file']).toEqual(items[0]?.binary.photo);
    expect(item?.pairedItem).toEqual({ item: 0 });

    expect(await bench.json(on('attachment', 'delete', { ticketId, attachmentId }))).toEqual([{ deleted: true }]);
    expect(await bench.json(on('attachment', 'getAll', { ticketId }))).toEqual(uploaded.slice(1));
  });

  it('needs a field of the item that holds a file', async () => {
    const ticketId = made();
    const error = await bench.failure(on('attachment', 'upload', { ticketId, binaryPropertyName: 'data' }));
    expect(error.message).toContain("no binary field 'data'");
    const unnamed = await bench.failure(on('attachment', 'upload', { ticketId, binaryPropertyName: ' ' }));
    expect(unnamed.message).toBe('"Input Data Field Names" is empty');
    expect(bench.sent).toEqual([]);
  });
});

it.each([
  ['comment', 'delete', 'commentId', '"Comment" is empty'],
  ['note', 'update', 'noteId', '"Note" is empty'],
  ['attachment', 'download', 'attachmentId', '"Attachment" is empty'],
])('%s %s wants to know which one', async (resource, operation, parameter, message) => {
  const error = await bench.failure(on(resource, operation, { ticketId: byId('TKT/1'), [parameter]: byId(' ') }));
  expect(error.message).toBe(message);
  expect(bench.sent).toEqual([]);
});
