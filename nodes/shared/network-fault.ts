/** Why a request got no answer: in words, and how to mend it. The code that Node or n8n gave stands behind, for a search. */
import type { ErrorFacts } from '../../vendors/errors';

/** What happened, as the end of a sentence that begins with the service's name, and what to do. */
interface NetworkProblem {
  message: string;
  remedy: string;
}

const PROXY = 'Where n8n goes through a proxy (HTTP_PROXY, HTTPS_PROXY), check that address, too.';
const BASE_URL = 'Check the base URL of the credential';
const OWN_AUTHORITY =
  'Name the file of your own authority in NODE_EXTRA_CA_CERTS where n8n runs. Credentials of services on premises also have Ignore SSL Issues (Insecure).';

const NOT_HTTPS: NetworkProblem = {
  message: 'could not be reached: no HTTPS is spoken at its address',
  remedy: `${BASE_URL}: it may have to begin with http://, or to name another port. ${PROXY}`,
};
const UNKNOWN_HOST: NetworkProblem = {
  message: 'could not be reached: the name of its host is not known',
  remedy: `${BASE_URL} for a typing mistake, and the DNS of the machine that n8n runs on. ${PROXY}`,
};
const CUT_OFF: NetworkProblem = {
  message: 'could not be reached: the connection was closed before an answer came',
  remedy: `${BASE_URL}: a server that speaks HTTPS closes a connection to http://. ${PROXY}`,
};
const NO_WAY: NetworkProblem = {
  message: 'could not be reached: no network leads to its address',
  remedy: `${BASE_URL}, the network, VPN and firewall of the machine that n8n runs on.`,
};

/** By the codes of Node, whose TLS codes are those of OpenSSL. */
const FAULTS: ReadonlyMap<string, NetworkProblem> = new Map([
  ['EPROTO', NOT_HTTPS],
  ['ENOTFOUND', UNKNOWN_HOST],
  ['EAI_AGAIN', UNKNOWN_HOST],
  ['EAI_FAIL', UNKNOWN_HOST],
  ['ECONNRESET', CUT_OFF],
  ['EPIPE', CUT_OFF],
  ['HPE_INVALID_CONSTANT', CUT_OFF],
  ['EHOSTUNREACH', NO_WAY],
  ['ENETUNREACH', NO_WAY],
  ['EHOSTDOWN', NO_WAY],
  ['EADDRNOTAVAIL', NO_WAY],
  [
    'ECONNREFUSED',
    {
      message: 'could not be reached: nothing answers at its address and port',
      remedy: `${BASE_URL} and its port. In Docker, localhost is the container itself. ${PROXY}`,
    },
  ],
  [
    'CERT_HAS_EXPIRED',
    {
      message: 'could not be reached: its certificate has expired',
      remedy: 'Have the certificate renewed, and check the clock of the machine that n8n runs on.',
    },
  ],
  [
    'CERT_NOT_YET_VALID',
    {
      message: 'could not be reached: its certificate is not valid yet',
      remedy: 'Check the clock of the machine that n8n runs on.',
    },
  ],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    {
      message: 'could not be reached: its certificate is for another host',
      remedy: `${BASE_URL}: it takes the name that the certificate is for. Credentials of services on premises also have Ignore SSL Issues (Insecure).`,
    },
  ],
  [
    'ERR_FR_TOO_MANY_REDIRECTS',
    { message: 'could not be reached: it redirects without an end', remedy: `${BASE_URL}.` },
  ],
]);

/** Node's names: DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE, UNABLE_TO_GET_ISSUER_CERT_LOCALLY … */
const IS_UNTRUSTED = /CERT|VERIFY_LEAF/;
/** ERR_SSL_WRONG_VERSION_NUMBER, ERR_SSL_PACKET_LENGTH_TOO_LONG …: what came was no TLS, or one that Node does not take. */
const IS_NO_TLS = /^ERR_SSL_/;

function faultOf(code: string): NetworkProblem {
  const known = FAULTS.get(code);
  if (known) return known;
  if (IS_NO_TLS.test(code)) return NOT_HTTPS;
  if (IS_UNTRUSTED.test(code)) {
    return { message: 'could not be reached: its certificate is not trusted', remedy: OWN_AUTHORITY };
  }
  return { message: 'could not be reached', remedy: `${BASE_URL} and the network. ${PROXY}` };
}

/**
 * No answer came, or the credential could not be applied. n8n's and axios' own messages may hold the whole URL
 * with the key, so none of them is shown.
 */
export function transportError(error: unknown, title: string): ErrorFacts {
  const code = networkCode(error);
  if (code === 'ERR_CANCELED') return { code: 'aborted', message: 'The execution was cancelled' };
  if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') {
    return {
      code: 'timeout',
      retryable: true,
      message: `${title} did not answer in time`,
      remedy: `${BASE_URL}, and whether a firewall stands between. ${PROXY}`,
    };
  }
  if (code === 'ERR_INVALID_CHAR') {
    return {
      code: 'bad_input',
      message: `The key of the ${title} credential holds a character that cannot be sent`,
      remedy: 'Copy the key again, without line breaks.',
    };
  }
  const { message, remedy } = faultOf(code);
  return { code: 'network', retryable: true, message: `${title} ${message}${code === '' ? '' : ` (${code})`}`, remedy };
}

interface ThrownBySocket {
  code?: unknown;
  httpCode?: unknown;
  cause?: unknown;
}

/** n8n wraps what axios wraps what Node threw; a connection that was tried over several addresses has several. */
function networkCode(error: unknown): string {
  const seen = new Set<unknown>();
  for (let next = error; typeof next === 'object' && next !== null && !seen.has(next);) {
    seen.add(next);
    const { code, httpCode, cause }: ThrownBySocket = next;
    const found = [code, httpCode].find((candidate) => typeof candidate === 'string' && IS_CODE.test(candidate));
    if (typeof found === 'string') return found;
    next = cause;
  }
  return '';
}

const IS_CODE = /^[A-Z][A-Z_0-9]{2,40}$/;
