/** The helpdesk's address as requests are joined to it. */

const PASTED = /\/(?:api(?:\/v2)?(?:\/(?:doc|tickets|me).*)?|agent|admin|app)\/?$/i;

/**
 * @param input as a user gives it: `acme.deskpro.com`, with a pasted `/api/v2`, blanks, trailing slashes
 * @returns `https://acme.deskpro.com`; paths of requests begin with /api/v2
 */
export function baseUrl(input: string): { ok: true; url: string } | { ok: false; reason: string } {
  const text = input.trim();
  if (text === '') return { ok: false, reason: 'the address is empty' };
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme)) return { ok: false, reason: 'this is not an address; write https://acme.deskpro.com' };
  const url = new URL(withScheme);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    return { ok: false, reason: `addresses begin with https://, not ${url.protocol}//` };
  }
  if (url.username !== '' || url.password !== '') {
    return {
      ok: false,
      reason: 'the address must not hold a user name or password, because the key goes into its own field',
    };
  }
  if (url.search !== '') return { ok: false, reason: 'the address must not hold a query (the part from ?)' };
  const path = url.pathname.replace(/\/+$/, '').replace(PASTED, '').replace(/\/+$/, '');
  return { ok: true, url: `${url.origin}${path}` };
}
