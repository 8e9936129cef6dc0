/** Who may ask: `Authorization: key …`. */
import type { FastifyRequest } from 'fastify';
import type { Caller, DeskproState } from './state';
import { callerOf } from './state';
import { unauthorized } from './answers';

/** @throws Refused 401, with the code that tells what is wrong with the header */
export function callerIn(state: DeskproState, request: FastifyRequest): Caller {
  const header = request.headers.authorization;
  if (header === undefined) throw unauthorized('unauthorized', 'You are not authenticated');
  const [, type = '', key = ''] = /^(\S+)\s+(\S+)$/.exec(header) ?? [];
  if (type === '') throw unauthorized('malformed_authorization_header', 'The authorization header is malformed');
  if (type.toLowerCase() === 'token') throw unauthorized('invalid_api_token', 'The API token is invalid');
  if (type.toLowerCase() !== 'key')
    throw unauthorized('invalid_authorization_header', 'The authorization header is invalid');
  const { full, lesser } = state.instance.keys;
  if (key !== full && key !== lesser) throw unauthorized('invalid_api_key', 'The API key is invalid');
  return callerOf(state, key === full);
}
