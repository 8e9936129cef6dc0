/**
 * The `code` of an error of the system (ENOENT), of Node or of a library; '' when it has none. Looked for by its
 * shape: an error may come from another realm, as in tests, and is then no `instanceof Error`.
 */
export function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string';
  return hasCode ? String(error.code) : '';
}

/** The file or folder that an error of the system names; '' when it names none. */
export function pathOf(error: unknown): string {
  const hasPath = typeof error === 'object' && error !== null && 'path' in error && typeof error.path === 'string';
  return hasPath ? String(error.path) : '';
}

/** The message of whatever was thrown, for the same reason by its shape. */
export function messageOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string'
    ? error.message
    : String(error);
}

/** The first line of it: what follows is a stack, or where DuckDB found the fault. */
export function firstLineOf(error: unknown): string {
  return messageOf(error).split('\n')[0] ?? '';
}
