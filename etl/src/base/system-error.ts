/**
 * What errors say, looked for by its shape: an error may come from another realm, as in tests, and is then no
 * `instanceof Error`.
 */

/** The `code` of an error of the system (ENOENT), of Node or of a library; '' when it has none. */
export function codeOf(error: unknown): string {
  return textMember(error, 'code') ?? '';
}

/** The file or folder that an error of the system names; '' when it names none. */
export function pathOf(error: unknown): string {
  return textMember(error, 'path') ?? '';
}

/** What the system was asked to do (`open`, `listen`); '' when the error is none of the system. */
export function systemCallOf(error: unknown): string {
  return textMember(error, 'syscall') ?? '';
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return textMember(error, 'message') ?? String(error);
}

function textMember(error: unknown, name: string): string | undefined {
  const value: unknown = typeof error === 'object' && error !== null ? Reflect.get(error, name) : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The first line of it: what follows is a stack, or where DuckDB found the fault. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}
