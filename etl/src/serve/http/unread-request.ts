/** Requests that no route gets to see, since their address or head cannot be read: answered in the shape of all errors. */
import type { Socket } from 'node:net';
import { STATUS_CODES } from 'node:http';
import { codeOf } from '../../base/system-error';
import { HttpError, answerOf } from './http-error';

/** @param status what the framework would answer */
export function refusalOfAddress(status: number): HttpError {
  if (status === 414)
    return new HttpError(414, 'too_much', 'the address of the request is too long', 'Shorten the address.');
  return new HttpError(
    400,
    'bad_request',
    'the address of the request holds a % that encodes nothing',
    'Write a percent sign as %25.',
  );
}

/** What Node cannot read as HTTP. The connection ends with the answer. */
export function answerUnread(error: Error, socket: Socket): void {
  if (codeOf(error) === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const refusal = refusalOfHead(codeOf(error));
  const body = JSON.stringify(answerOf(refusal));
  const head = [
    `HTTP/1.1 ${refusal.status} ${STATUS_CODES[refusal.status] ?? ''}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'cache-control: no-store',
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function refusalOfHead(code: string): HttpError {
  if (code === 'HPE_HEADER_OVERFLOW')
    return new HttpError(431, 'too_much', 'the address and headers of the request are too long', 'Send less.');
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new HttpError(408, 'timeout', 'the request did not arrive completely in time', 'Send it again.');
  return new HttpError(400, 'bad_request', 'the request is not HTTP', 'Check the address and the client.');
}
