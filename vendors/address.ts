/** The address that a user types for a source. */

export type Address = { ok: true; origin: string; path: string } | { ok: false; reason: string };

/**
 * Reads a typed address; what it says is never repeated in a reason, since a key may stand in it.
 * @returns origin (`https://acme.example`) and path (`/a/b`, no trailing slash; empty for the root)
 */
export function readAddress(input: string): Address {
  const text = input.trim();
  if (text === '') return { ok: false, reason: 'the address is empty' };
  if (!/^https?:\/\//i.test(text)) return { ok: false, reason: 'the address must begin with https:// (or http://)' };
  if (/\s/.test(text) || !URL.canParse(text)) return { ok: false, reason: 'the address cannot be read' };
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    return {
      ok: false,
      reason: 'the address must not hold a user name or password, because the key has its own place',
    };
  }
  if (/[?#]/.test(text))
    return { ok: false, reason: 'the address must end before "?" or "#", because the key has its own place' };
  return { ok: true, origin: url.origin, path: url.pathname.replace(/\/{2,}/g, '/').replace(/\/$/, '') };
}
