/** Which hosts NO_PROXY exempts, as curl, Kubernetes and undici write them. */
import { BlockList, isIP } from 'node:net';

/** Names, with or without what is below them, and with a port or without. */
const NAME = /^(?:\*?\.)?(.+?)(?::(\d+))?$/;
const RANGE = /^([^/]+)(?:\/(\d{1,3}))?$/;
const PORTS = new Map([
  ['http:', '80'],
  ['https:', '443'],
]);

/**
 * @param no `*`, names, addresses and ranges of addresses (`10.0.0.0/8`, `fd00::/8`, `[fd00::1]`), with commas or blanks
 * between them. What is none of these exempts nothing.
 */
export function isExempt(url: string, no: string): boolean {
  const { hostname, port, protocol } = new URL(url);
  const entries = no.split(/[,\s]+/).filter((entry) => entry !== '');
  if (entries.includes('*')) return true;
  const host = bare(hostname);
  if (isIP(host) !== 0 && isInRange(host, entries.map(bare))) return true;
  const asked = port === '' ? PORTS.get(protocol) : port;
  return entries.some((entry) => {
    const [, name = '', itsPort = asked] = NAME.exec(entry.toLowerCase()) ?? [];
    return itsPort === asked && name !== '' && (hostname === name || hostname.endsWith(`.${name}`));
  });
}

function isInRange(host: string, entries: readonly string[]): boolean {
  const ranges = new BlockList();
  for (const entry of entries) {
    const [, address = '', bits] = RANGE.exec(entry) ?? [];
    const longest = isIP(address) === 4 ? 32 : 128;
    const length = Number(bits ?? longest);
    if (isIP(address) !== 0 && length <= longest) ranges.addSubnet(address, length, familyOf(address));
  }
  return ranges.check(host, familyOf(host));
}

/** An address of IPv6 without its brackets. */
function bare(host: string): string {
  return host.replace(/[[\]]/g, '');
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4';
}
