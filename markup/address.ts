/** Where links lead to, as people write it. */

/** Places inside a page, programs and embedded files are no addresses. */
const NO_ADDRESS = /^(?:#|javascript:|vbscript:|data:|cid:|about:|blob:)/i;

/** @returns the address to show, or nothing */
export function addressOf(href: string): string {
  // As browsers do: line ends inside an address are no part of it.
  const address = href.replace(/[\t\n\f\r]+/g, '').trim();
  if (NO_ADDRESS.test(address)) return '';
  if (/^mailto:/i.test(address)) return decoded(address.slice('mailto:'.length).replace(/\?.*$/, ''));
  return /^(?:tel|sms|callto):/i.test(address) ? decoded(address.replace(/^[a-z]+:/i, '')) : address;
}

/** Whether a link's text is its address already. */
export function isSaidBy(text: string, address: string): boolean {
  return text === address || bare(text) === bare(address);
}

function bare(address: string): string {
  return address
    .toLowerCase()
    .replace(/^(?:https?:\/\/|mailto:|tel:)/, '')
    .replace(/\/$/, '');
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
