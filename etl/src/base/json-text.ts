/** JSON that somebody else may have written, or half of it. */

/** @returns what the text holds; null where it is no JSON */
export function jsonOf(text: string | Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return null;
  }
}
