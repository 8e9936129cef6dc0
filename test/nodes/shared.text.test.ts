/** Multipart bodies, in a pack without dependencies. */
import { encodeMultipart } from '../../nodes/shared/multipart';

describe('Multipart', () => {
  it('quotes names, escapes what would end them, and keeps bytes as they are', () => {
    const { body, contentType } = encodeMultipart({
      kind: 'multipart',
      fields: [['comment', 'Grüße\r\n--x']],
      files: [
        {
          name: 'files',
          file_name: 'a"\r\nX: y.txt',
          media_type: 'text/plain\r\nX: y',
          bytes: new Uint8Array([0, 255, 13]),
        },
      ],
    });
    const boundary = /^multipart\/form-data; boundary=(ticketlake-[0-9a-f]{24})$/.exec(contentType)?.[1] ?? '';
    expect(body.toString('latin1')).toBe(
      [
        `--${boundary}`,
        'Content-Disposition: form-data; name="comment"',
        '',
        Buffer.from('Grüße\r\n--x').toString('latin1'),
        `--${boundary}`,
        'Content-Disposition: form-data; name="files"; filename="a%22%0D%0AX: y.txt"',
        'Content-Type: text/plainX: y',
        '',
        '\u0000\u00ff\r',
        `--${boundary}--`,
        '',
      ].join('\r\n'),
    );
  });

  it('never uses a boundary twice', () => {
    const empty = { kind: 'multipart', fields: [], files: [] } as const;
    expect(encodeMultipart(empty).contentType).not.toBe(encodeMultipart(empty).contentType);
  });
});
