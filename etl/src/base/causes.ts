/** What stands behind an error, for `--verbose`: what the system, DuckDB or the HTTP client said. */
import { codeOf, firstLineOf } from './system-error';

/** Causes of causes are read so deep: an error may name itself as its cause. */
const DEPTH = 5;

/**
 * @returns one line a cause, outermost first, `CODE: message` where it has a code; never a stack trace. They may hold
 * secrets: whoever writes them redacts them first.
 */
export function causesOf(error: unknown): string[] {
  const lines: string[] = [];
  let cause = causeOf(error);
  for (let depth = 0; depth < DEPTH && cause !== undefined; depth++) {
    const [code, message] = [codeOf(cause), firstLineOf(cause)];
    lines.push(code === '' || message.includes(code) ? message : `${code}: ${message}`);
    cause = causeOf(cause);
  }
  return lines.filter((line) => line !== '');
}

function causeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'cause' in error ? error.cause : undefined;
}
