/** Why no answer came, in our own words: what Node and undici say may quote a URL with a key in it. */
import { dictionary } from '../../../vendors/dictionary';
import { VendorError } from '../../../vendors/errors';
import type { ErrorCode } from '../../../vendors/errors';
import type { Redact } from '../../../vendors/redact';
import { codeOf, messageOf } from '../base/system-error';

/** The longest that a whole answer may take, as a multiple of `timeout`. */
export const TOTAL_TIMES = 5;
/** A server that sends a little now and then would hold the run for hours. */
const TRIES_OF_THE_SLOW = 2;

export interface Circumstances {
  host: string;
  /** Without secrets. */
  request: string;
  /** The answer's head had come already. */
  begun: boolean;
  /** The time for the whole answer was used up. */
  timedOut: boolean;
  timeoutMs: number;
  /** Hides the secrets of the request. */
  redact: Redact;
}

interface NetworkExplanation {
  code: ErrorCode;
  says: (circumstances: Circumstances) => string;
  remedy: string;
  /** Default true. */
  retryable?: boolean;
  triesAtMost?: number;
}

const ADDRESS = 'Check the address, and that this machine reaches it.';
const SLOW = 'Try again later, ask for smaller pages with page_size, or raise timeout.';
const late: NetworkExplanation = {
  code: 'timeout',
  says: ({ host, timeoutMs, begun }) =>
    `${host} ${begun ? 'stopped in the middle of an answer' : 'did not answer'} for ${timeoutMs / 1000} s`,
  remedy: SLOW,
};
const cut: NetworkExplanation = {
  code: 'truncated',
  says: ({ host }) => `the connection to ${host} ended in the middle of an answer`,
  remedy: 'Try again.',
};
const lost: NetworkExplanation = {
  code: 'network',
  says: ({ host }) => `the connection to ${host} was lost`,
  remedy: ADDRESS,
};
const certificate: NetworkExplanation = {
  code: 'network',
  says: ({ host }) => `the certificate of ${host} is not trusted here`,
  remedy: "Check the address. For your company's own authority, set NODE_EXTRA_CA_CERTS.",
  retryable: false,
};

const noTls: NetworkExplanation = {
  code: 'network',
  says: ({ host }) => `${host} does not speak HTTPS`,
  remedy: 'Check whether the address begins with https:// or http://.',
  retryable: false,
};
/** undici gives this one no code where the answer is no HTTP at all. */
const PARSER = 'HTTPParserError';

/** By `code` of the error: Node's system errors, and undici's (its own list of errors). */
const EXPLANATIONS: Readonly<Record<string, NetworkExplanation>> = dictionary({
  UND_ERR_HEADERS_TIMEOUT: late,
  UND_ERR_BODY_TIMEOUT: late,
  UND_ERR_CONNECT_TIMEOUT: {
    code: 'timeout',
    says: ({ host }) => `no connection to ${host} was made in time`,
    remedy: ADDRESS,
  },
  ETIMEDOUT: { code: 'timeout', says: ({ host }) => `no connection to ${host} was made in time`, remedy: ADDRESS },
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: cut,
  ENOTFOUND: { code: 'network', says: ({ host }) => `the name ${host} is not known`, remedy: ADDRESS },
  EAI_AGAIN: {
    code: 'network',
    says: ({ host }) => `the name ${host} cannot be looked up at present`,
    remedy: ADDRESS,
  },
  ECONNREFUSED: { code: 'network', says: ({ host }) => `nothing answers at ${host}`, remedy: ADDRESS },
  EHOSTUNREACH: { code: 'network', says: ({ host }) => `${host} cannot be reached from here`, remedy: ADDRESS },
  ENETUNREACH: { code: 'network', says: ({ host }) => `${host} cannot be reached from here`, remedy: ADDRESS },
  CERT_HAS_EXPIRED: {
    ...certificate,
    says: ({ host }) => `the certificate of ${host} has expired`,
    remedy: 'The service has to renew it.',
  },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    ...certificate,
    says: ({ host }) => `the certificate at ${host} belongs to another name`,
    remedy: ADDRESS,
  },
  DEPTH_ZERO_SELF_SIGNED_CERT: certificate,
  SELF_SIGNED_CERT_IN_CHAIN: certificate,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: certificate,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: certificate,
  EPROTO: noTls,
  UND_ERR_HEADERS_OVERFLOW: {
    code: 'network',
    says: ({ host }) => `the head of the answer from ${host} is too large`,
    remedy: ADDRESS,
    retryable: false,
  },
  UND_ERR_INVALID_ARG: {
    code: 'bad_input',
    says: () =>
      'the request cannot be sent, because the key, a header or the path holds a character that is not allowed',
    remedy: 'Check the key and the settings of the source.',
    retryable: false,
  },
  UND_ERR_DESTROYED: {
    code: 'aborted',
    says: () => 'the connection was closed by the end of the run',
    remedy: 'Run again.',
    retryable: false,
  },
});

export function explain(error: unknown, circumstances: Circumstances): VendorError {
  const explanation = explanationOf(firstCodeOf(error), circumstances, proxyStatusOf(error));
  const { code, says, remedy, retryable = true, triesAtMost } = explanation;
  const { request } = circumstances;
  return new VendorError({
    code,
    message: says(circumstances),
    remedy,
    retryable,
    triesAtMost,
    request,
    cause: causeIn(error, circumstances),
  });
}

/** What undici said, without addresses: they may hold a key. */
function causeIn(error: unknown, { redact }: Circumstances): Error {
  const message = redact(messageOf(error)).replaceAll(/\b[a-z][a-z0-9+.-]*:\/\/\S*/gi, '(address)');
  return Object.assign(new Error(message), { code: firstCodeOf(error) });
}

function explanationOf(
  code: string,
  { begun, timedOut, timeoutMs }: Circumstances,
  proxyStatus: number | undefined,
): NetworkExplanation {
  if (timedOut)
    return {
      code: 'timeout',
      says: ({ host }) =>
        `the answer from ${host} was not complete after ${(timeoutMs * TOTAL_TIMES) / 1000} s, which is ${TOTAL_TIMES} times timeout`,
      remedy: SLOW,
      triesAtMost: TRIES_OF_THE_SLOW,
    };
  if (proxyStatus !== undefined) return refusedByProxy(proxyStatus);
  if (code.startsWith('ERR_SSL_')) return noTls;
  if (code === PARSER || code.startsWith('HPE_')) {
    return { code: 'network', says: ({ host }) => `${host} does not answer in HTTP`, remedy: ADDRESS };
  }
  return EXPLANATIONS[code] ?? (begun ? cut : lost);
}

/** undici says it in its message only: "Proxy response (407) !== 200 when HTTP Tunneling". */
function proxyStatusOf(error: unknown): number | undefined {
  const [, status] = (error instanceof Error && /^Proxy response \((\d{3})\)/.exec(error.message)) || [];
  return status === undefined ? undefined : Number(status);
}

function refusedByProxy(status: number): NetworkExplanation {
  return {
    code: 'network',
    says: ({ host }) => `the proxy answered ${status} when it was asked for ${host}`,
    remedy:
      status === 407
        ? 'Put its user and password into HTTPS_PROXY, like http://user:password@proxy.example:3128.'
        : 'Check HTTPS_PROXY and HTTP_PROXY. Hosts that need no proxy stand in NO_PROXY.',
    retryable: status >= 500,
  };
}

/** Node tries several addresses of a name and may report them together. */
function firstCodeOf(error: unknown): string {
  const several =
    typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors) ? error.errors : [];
  const code = [error, ...several].map(codeOf).find((each) => each !== '');
  return (
    code ?? (typeof error === 'object' && error !== null && 'name' in error && error.name === PARSER ? PARSER : '')
  );
}
