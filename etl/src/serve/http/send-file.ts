/** Sends a file that nobody writes any more: whole or in part, to readers as slow as they are. */
import { open, readFile } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { toResult } from '../../../../vendors/result';
import { LEAST_BYTES, isCompressible, variantsOf } from './compression';
import { decide } from './preconditions';
import type { Validators } from './preconditions';
import { HttpError } from './http-error';

export interface FileToSend extends Validators {
  path: string;
  mediaType: string;
  /** What a browser saves it as. */
  fileName: string;
}

/** @param done is called once, when nothing of the file is needed any more */
export async function sendFile(
  request: FastifyRequest,
  reply: FastifyReply,
  file: FileToSend,
  done: () => void,
): Promise<FastifyReply> {
  const variants = isCompressible(file.mediaType) ? variantsOf(file.etag) : [];
  const decision = decide(request.headers, { ...file, variants });
  const isHead = request.method === 'HEAD';
  if (decision.status === 412 || decision.status === 416) {
    done();
    throw unfit(decision.status, file);
  }
  reply.code(decision.status).headers({
    etag: decision.status === 304 ? decision.etag : file.etag,
    'last-modified': file.lastModified.toUTCString(),
    'accept-ranges': 'bytes',
    'cache-control': 'private, no-cache',
  });
  if (decision.status === 304) {
    done();
    return reply.send();
  }
  const { from, to } = decision.status === 206 ? decision.range : { from: 0, to: file.bytes - 1 };
  reply.type(file.mediaType).headers({
    'content-length': to - from + 1,
    'content-disposition': `attachment; filename="${file.fileName}"`,
    ...(decision.status === 206 ? { 'content-range': `bytes ${from}-${to}/${file.bytes}` } : {}),
  });
  if (isHead || to < from) {
    done();
    return reply.send(isHead ? undefined : '');
  }
  return sendPart(reply, file.path, { from, to }, done);
}

/** The open handle is the state that was promised: what happens to the name no longer matters. */
async function sendPart(
  reply: FastifyReply,
  path: string,
  { from, to }: { from: number; to: number },
  done: () => void,
): Promise<FastifyReply> {
  if (to - from < LEAST_BYTES) return sendSmall(reply, path, { from, to }, done);
  const opened = await toResult(open(path, 'r'));
  if (opened.status === 'rejected') {
    done();
    throw opened.reason;
  }
  const content = opened.value.createReadStream({ start: from, end: to, highWaterMark: 256 * 1024 });
  content.once('close', done);
  return reply.send(content);
}

/** In one piece, so that what is too small to be compressed is known as such. */
async function sendSmall(
  reply: FastifyReply,
  path: string,
  { from, to }: { from: number; to: number },
  done: () => void,
): Promise<FastifyReply> {
  const read = await toResult(readFile(path));
  done();
  if (read.status === 'rejected') throw read.reason;
  return reply.send(read.value.subarray(from, to + 1));
}

function unfit(status: 412 | 416, { etag, bytes }: Validators): HttpError {
  return status === 412
    ? new HttpError(412, 'changed', 'the file has changed since', 'Start again without If-Match.', { etag })
    : new HttpError(416, 'no_such_range', `the file has ${bytes} bytes`, 'Ask for a part of it.', {
        'content-range': `bytes */${bytes}`,
      });
}
