/** Whether a URL leads to this machine, and whether others could read what is sent to it. Pure. */

const LOOPBACK =
  /^(?:localhost|(?:.+\.)?localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/i;

/** Whether a URL leads to this machine. */
export function isLoopback(url: string): boolean {
  return LOOPBACK.test(new URL(url).hostname);
}

/** Whether what is sent there leaves this machine without encryption. */
export function isReadableOnTheWay(url: string): boolean {
  return new URL(url).protocol !== 'https:' && !isLoopback(url);
}
