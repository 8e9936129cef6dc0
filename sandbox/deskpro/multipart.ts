/** The one file of a form (RFC 7578), without a dependency: the simulator needs no more. */
export interface FormFile {
  fileName: string;
  mediaType: string;
  bytes: Uint8Array;
}

/** @returns undefined when the form has no file part of that name */
export function filePart(body: Buffer, contentType: string, name: string): FormFile | undefined {
  const boundary = /boundary="?([^";]+)"?/.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  for (let at = body.indexOf(mark); at >= 0;) {
    const next = body.indexOf(mark, at + mark.length);
    if (next < 0) return undefined;
    const found = partIn(body.subarray(at + mark.length + 2, next - 2), name);
    if (found) return found;
    at = next;
  }
  return undefined;
}

function partIn(part: Buffer, name: string): FormFile | undefined {
  const end = part.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = part.subarray(0, end).toString('utf8');
  const disposition = /content-disposition:[^\r\n]*/i.exec(head)?.[0] ?? '';
  const fileName = /filename="([^"]*)"/i.exec(disposition)?.[1];
  if (fileName === undefined || /[; ]name="([^"]*)"/i.exec(disposition)?.[1] !== name) return undefined;
  const mediaType = /content-type:\s*([^\r\n]+)/i.exec(head)?.[1] ?? 'application/octet-stream';
  return { fileName: decodeURIComponent(fileName), mediaType, bytes: new Uint8Array(part.subarray(end + 4)) };
}
