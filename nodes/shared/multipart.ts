/** multipart/form-data with a known length: Deskpro refuses chunked uploads, TeamsWork unquoted names. */
import { randomBytes } from 'node:crypto';
import type { RequestBody } from '../../vendors/http';

type Multipart = Extract<RequestBody, { kind: 'multipart' }>;

export function encodeMultipart(body: Multipart): { body: Buffer; contentType: string } {
  const boundary = `ticketlake-${randomBytes(12).toString('hex')}`;
  const fields = body.fields.map(([name, value]) =>
    Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`),
  );
  const files = body.files.flatMap((file) => [
    Buffer.from(
      `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(file.name)}"; filename="${quoted(file.file_name)}"\r\n` +
        `Content-Type: ${file.media_type.replace(/[\r\n]/g, '')}\r\n\r\n`,
    ),
    Buffer.from(file.bytes),
    Buffer.from('\r\n'),
  ]);
  return {
    body: Buffer.concat([...fields, ...files, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

/** As browsers do it (HTML standard, multipart/form-data encoding). */
function quoted(name: string): string {
  return name.replace(/\r/g, '%0D').replace(/\n/g, '%0A').replace(/"/g, '%22');
}
