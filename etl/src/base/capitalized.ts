/** The text as a sentence begins: messages of errors begin in lower case, as they follow other words. */
export function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
