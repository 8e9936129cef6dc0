/** A word as `fold` of vendors/text.ts writes it, of a text that is trimmed already. */
export function foldedWord(word: string): string {
  return `lower(nfc_normalize(${word}))`;
}
