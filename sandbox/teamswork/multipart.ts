/** Uploads: multipart/form-data, read strictly as the service does. */

export interface FormPart {
  name: string;
  fileName: string | null;
  mediaType: string;
  bytes: Buffer;
}

/** undefined: a part's name stands without quotes, or the body is not what its header says. */
export function readMultipart(body: Buffer, contentType: string): FormPart[] | undefined {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return undefined;
  const parts: FormPart[] = [];
  let at = body.indexOf(`--${mark}`);
  while (at >= 0) {
    const start = at + mark.length + 2;
    if (body.subarray(start, start + 2).toString() === '--') return parts;
    const end = body.indexOf(`\r\n--${mark}`, start);
    const part = end < 0 ? undefined : readPart(body.subarray(start + 2, end));
    if (part === undefined) return undefined;
    parts.push(part);
    at = end + 2;
  }
  return undefined;
}

function readPart(part: Buffer): FormPart | undefined {
  const split = part.indexOf('\r\n\r\n');
  if (split < 0) return undefined;
  const head = part.subarray(0, split).toString();
  const name = /;\s*name="([^"]*)"/i.exec(head)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    fileName: /;\s*filename="([^"]*)"/i.exec(head)?.[1] ?? null,
    mediaType: /content-type:\s*([^\r\n]+)/i.exec(head)?.[1]?.trim() ?? 'application/octet-stream',
    bytes: Buffer.from(part.subarray(split + 4)),
  };
}
