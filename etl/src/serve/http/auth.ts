/** Who may come in: the token, the hosts of a service without one, pages of other sites. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { addressOf } from './address';
import { HttpError } from './http-error';

/** Only this machine itself reaches these. */
export function isLoopback(host: string): boolean {
  return /^(?:localhost|127(?:\.\d{1,3}){3}|::1)$/i.test(host);
}

const OPEN = '/health';

/** Every route but /health asks for the token; without one, only this machine under its own names comes in. */
export function registerAuth(app: FastifyInstance, token: string | null): void {
  app.addHook('onRequest', (request, _reply, done) => {
    if (token === null) refuseForeignHost(request);
    refuseForeignPage(request);
    if (token !== null && request.routeOptions.url !== OPEN && !shows(request.headers.authorization, token)) {
      throw new HttpError(
        401,
        'unauthorized',
        request.headers.authorization === undefined ? 'a token is needed' : 'the token is not the right one',
        'Send Authorization: Bearer TOKEN, or basic authentication with any user name and the token as password. The token is serve.token of the configuration.',
        { 'www-authenticate': 'Basic realm="Ticketlake", charset="UTF-8"' },
      );
    }
    done();
  });
}

/** Bearer, or basic with any user name. */
function shows(header: string | undefined, token: string): boolean {
  const [, scheme = '', credentials = ''] = /^(\S+) +(\S+) *$/.exec(header ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return isSame(credentials, token);
  if (scheme.toLowerCase() !== 'basic') return false;
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  return pair.includes(':') && isSame(pair.slice(pair.indexOf(':') + 1), token);
}

/** In constant time, whatever the lengths. */
function isSame(presented: string, token: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(presented), digest(token));
}

/** A page anywhere can point a name of its own at 127.0.0.1 (DNS rebinding): such a name is not ours. */
function refuseForeignHost(request: FastifyRequest): void {
  const name = (request.headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (isLoopback(name)) return;
  throw new HttpError(
    403,
    'foreign_host',
    'without a token the service answers only to 127.0.0.1 and localhost',
    'Set serve.token in the configuration, then any name will do.',
  );
}

function originOf({ headers }: FastifyRequest): string {
  return new URL(addressOf(headers)).origin;
}

/** Browsers send the reader's basic credentials along, also for pages of others. */
function refuseForeignPage(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const { origin, 'sec-fetch-site': site } = request.headers;
  const isSameSite = site === undefined || site === 'same-origin' || site === 'none';
  // What the browser calls the same origin is: a page cannot set that header. Others name the origin alone.
  const isOwn = origin === undefined || site === 'same-origin' || origin === originOf(request);
  if (isSameSite && isOwn) return;
  throw new HttpError(
    403,
    'foreign_page',
    'a page of another site may not ask for this',
    'Ask from the status page of the service, or from a program that is not a browser.',
  );
}
