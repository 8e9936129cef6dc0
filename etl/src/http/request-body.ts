/** A request's body as bytes whose length is known, so that Content-Length can be sent. */
import { randomBytes } from 'node:crypto';
import type { FilePart, RequestBody } from '../../../vendors/http';

export interface EncodedBody {
  bytes: Buffer;
  contentType: string;
}

export function encodeBody(body: RequestBody): EncodedBody {
  if (body.kind === 'json') return { bytes: Buffer.from(JSON.stringify(body.value)), contentType: 'application/json' };
  const boundary = `----ticketlake-${randomBytes(16).toString('hex')}`;
  const fields = body.fields.map(([name, value]) => part(boundary, `name="${quote(name)}"`, Buffer.from(value)));
  const files = body.files.map((file) => filePart(boundary, file));
  return {
    bytes: Buffer.concat([...fields, ...files, Buffer.from(`--${boundary}--\r\n`)]),
    contentType: `multipart/form-data; boundary=${boundary}`,
  };
}

function filePart(boundary: string, file: FilePart): Buffer {
  const disposition = `name="${quote(file.name)}"; filename="${quote(file.file_name)}"`;
  const mediaType = /^[\w.+-]+\/[\w.+-]+$/.test(file.media_type) ? file.media_type : 'application/octet-stream';
  return part(boundary, disposition, Buffer.from(file.bytes), `Content-Type: ${mediaType}\r\n`);
}

function part(boundary: string, disposition: string, content: Buffer, headers = ''): Buffer {
  const head = `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\n${headers}\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

/** As browsers do (HTML Standard, multipart/form-data encoding): only these three are escaped. */
function quote(name: string): string {
  return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
