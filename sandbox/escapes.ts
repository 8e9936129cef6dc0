/** How servers escape the JSON that they write: the same values in another text. */

/** php: json_encode without flags; python: json.dumps without options. */
export type Escapes = 'php' | 'python';

/** @param json text in which nothing is escaped but what must be, as JSON.stringify writes it */
export function escapedJson(json: string, escapes: Escapes): string {
  const ascii = json.replace(/[\u007f-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
  // Signs and numbers around strings have no slash.
  return escapes === 'php' ? ascii.replaceAll('/', '\\/') : ascii;
}
