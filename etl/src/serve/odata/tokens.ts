/** The words of $filter and $orderby (OData 4.0 ABNF, as far as flat tables need it). Pure. */
import { HttpError } from '../http/http-error';

export type TokenKind = 'text' | 'number' | 'instant' | 'date' | 'name' | 'sign' | 'end';

export interface Token {
  kind: TokenKind;
  /** As written, but for texts: their content. */
  text: string;
  /** Place in the expression, from 1. */
  at: number;
}

/** What Power BI folds is far shorter. */
const LONGEST = 8192;

const KINDS: ReadonlyArray<readonly [TokenKind, RegExp]> = [
  ['text', /'(?:[^']|'')*'/y],
  // A plus that was not percent-encoded arrives as a blank.
  ['instant', /\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,12})?)?(?:Z|[+\- ]\d{2}:\d{2})/iy],
  ['date', /\d{4}-\d{2}-\d{2}(?![\dT:])/y],
  ['number', /-?(?:\d+(?:\.\d+)?(?:e[+-]?\d+)?|INF\b)/iy],
  ['name', /[\p{L}_][\p{L}\p{N}_]*(?:[./][\p{L}_][\p{L}\p{N}_]*)*/uy],
  ['sign', /[(),-]/y],
];

/** What begins as a day or a time, and is none: read on, it would be numbers with signs. */
const ODD_TIMES: ReadonlyArray<readonly [before: TokenKind, RegExp]> = [
  ['date', /\d{4}-\d{1,2}-\d{1,2}(?:T|\s+)\d{1,2}:[\d:.]*/iy],
  ['number', /-?\d{4,}-\d[\dT:.-]*/iy],
];
export const TIMES = 'Write a day as 2026-01-31 and a time as 2026-01-31T09:00:00Z, without quotes.';

/** @throws Refusal 400 with the place of what cannot be read */
export function tokensOf(expression: string): Token[] {
  if (expression.length > LONGEST)
    throw new HttpError(400, 'too_long', `an expression has at most ${LONGEST} characters`);
  const tokens: Token[] = [];
  for (let at = blanksEnd(expression, 0); at < expression.length;) {
    const token = tokenAt(expression, at);
    tokens.push(token.token);
    at = blanksEnd(expression, token.end);
  }
  return [...tokens, { kind: 'end', text: '', at: expression.length + 1 }];
}

function tokenAt(expression: string, at: number): { token: Token; end: number } {
  for (const [kind, pattern] of KINDS) {
    const [, odd] = ODD_TIMES.find(([before]) => before === kind) ?? [];
    const oddTime = odd === undefined ? undefined : lexemeAt(odd, expression, at);
    if (oddTime !== undefined) throw unreadable(at + 1, `"${oddTime.slice(0, 40)}" is no day and no time`, TIMES);
    const lexeme = lexemeAt(pattern, expression, at);
    if (lexeme === undefined) continue;
    const text = kind === 'text' ? lexeme.slice(1, -1).replaceAll("''", "'") : lexeme;
    return { token: { kind, text, at: at + 1 }, end: at + lexeme.length };
  }
  throw unreadable(at + 1, `"${expression.slice(at, at + 12)}" cannot be read`);
}

function lexemeAt(pattern: RegExp, expression: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(expression)?.[0];
}

function blanksEnd(expression: string, from: number): number {
  let at = from;
  while (/\s/.test(expression[at] ?? '')) at += 1;
  return at;
}

export function unreadable(at: number, what: string, remedy: string | null = null): HttpError {
  return new HttpError(400, 'bad_request', `at character ${at}: ${what}`, remedy);
}
