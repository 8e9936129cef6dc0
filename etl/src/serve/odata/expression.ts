/**
 * $filter and $orderby as trees. Operators bind as in OData 4.0, part 2, section 5.1.1.14. Our own reader: of the
 * libraries at hand, one refuses the literals of version 4, the others read `not a and b` as `not (a and b)`. Pure.
 */
import { dictionary } from '../../../../vendors/dictionary';
import { TIMES, tokensOf, unreadable } from './tokens';
import type { Token } from './tokens';

export type Comparison = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Arithmetic = 'add' | 'sub' | 'mul' | 'div' | 'mod';

/** `at` is the place of the expression, from 1. */
export type Expression = { at: number } & (
  | { kind: 'text' | 'number' | 'instant' | 'date'; text: string }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'null' }
  | { kind: 'column'; name: string }
  | { kind: 'call'; name: string; args: Expression[] }
  | { kind: 'compare'; operator: Comparison; left: Expression; right: Expression }
  | { kind: 'calculate'; operator: Arithmetic; left: Expression; right: Expression }
  | { kind: 'join'; operator: 'and' | 'or'; left: Expression; right: Expression }
  | { kind: 'in'; of: Expression; list: Expression[] }
  | { kind: 'not' | 'negate'; of: Expression }
);

export interface Order {
  by: Expression;
  descending: boolean;
}

const BINDING: Readonly<Record<string, number>> = dictionary({
  or: 1,
  and: 2,
  eq: 3,
  ne: 3,
  gt: 4,
  ge: 4,
  lt: 4,
  le: 4,
  in: 4,
  add: 5,
  sub: 5,
  mul: 6,
  div: 6,
  mod: 6,
});
/** Nested deeper, an expression is an attack. */
const DEEPEST = 100;

/** @throws Refusal 400 with the place */
export function readFilter(text: string): Expression {
  const reader = new ExpressionReader(tokensOf(text));
  const expression = reader.expression(0);
  reader.end();
  return expression;
}

/** @throws Refusal 400 with the place */
export function readOrder(text: string): Order[] {
  const reader = new ExpressionReader(tokensOf(text));
  const orders = reader.list(() => {
    const by = reader.expression(0);
    const descending = reader.skip('desc');
    if (!descending) reader.skip('asc');
    return { by, descending };
  });
  reader.end();
  return orders;
}

class ExpressionReader {
  private place = 0;
  private depth = 0;

  constructor(private readonly tokens: readonly Token[]) {}

  expression(binding: number): Expression {
    this.depth += 1;
    if (this.depth > DEEPEST) throw unreadable(this.next().at, 'the expression is nested too deeply');
    let left = this.unary();
    for (;;) {
      const { kind, text, at } = this.next();
      const strength = kind === 'name' ? (BINDING[text] ?? 0) : 0;
      if (strength <= binding) break;
      this.place += 1;
      left =
        text === 'in' ? { kind: 'in', at, of: left, list: this.inBrackets() } : this.joined(text, at, left, strength);
    }
    this.depth -= 1;
    return left;
  }

  /** Items with commas between them. */
  list<T>(one: () => T): T[] {
    const items = [one()];
    while (this.skip(',')) items.push(one());
    return items;
  }

  skip(word: string): boolean {
    const { kind, text } = this.next();
    const isThere = (kind === 'name' || kind === 'sign') && text === word;
    if (isThere) this.place += 1;
    return isThere;
  }

  end(): void {
    const { kind, text, at } = this.next();
    if (kind !== 'end') throw unreadable(at, `"${text}" stands where the expression should end`);
  }

  private joined(text: string, at: number, left: Expression, strength: number): Expression {
    const right = this.expression(strength);
    if (text === 'and' || text === 'or') return { kind: 'join', at, operator: text, left, right };
    return isComparison(text)
      ? { kind: 'compare', at, operator: text, left, right }
      : { kind: 'calculate', at, operator: text as Arithmetic, left, right };
  }

  private unary(): Expression {
    const { at } = this.next();
    // Stronger than any operator between two.
    if (this.skip('not')) return { kind: 'not', at, of: this.expression(7) };
    if (this.skip('-')) return { kind: 'negate', at, of: this.expression(7) };
    return this.primary();
  }

  private primary(): Expression {
    const { kind, text, at } = this.next();
    if (kind === 'sign' && text === '(') {
      this.place += 1;
      const inside = this.expression(0);
      this.need(')');
      return inside;
    }
    this.place += 1;
    if (kind === 'text' || kind === 'number' || kind === 'instant' || kind === 'date') return { kind, text, at };
    if (kind === 'name') return this.named(text, at);
    throw unreadable(at, kind === 'end' ? 'the expression ends too early' : `"${text}" stands where a value should`);
  }

  private named(text: string, at: number): Expression {
    if (text === 'null') return { kind: 'null', at };
    if (text === 'true' || text === 'false') return { kind: 'boolean', at, value: text === 'true' };
    if (text === 'NaN') return { kind: 'number', at, text };
    // datetime'…' of earlier versions, and types that no column has.
    const { kind, at: next } = this.next();
    if (kind === 'text' && next === at + text.length)
      throw unreadable(at, `${text}'…' is not supported`, /time/i.test(text) ? TIMES : null);
    if (this.next().text !== '(' || this.next().kind !== 'sign') return { kind: 'column', at, name: text };
    return { kind: 'call', at, name: text, args: this.inBrackets() };
  }

  private inBrackets(): Expression[] {
    this.need('(');
    if (this.skip(')')) return [];
    const items = this.list(() => this.expression(0));
    this.need(')');
    return items;
  }

  private need(sign: string): void {
    const { text, at } = this.next();
    if (!this.skip(sign)) throw unreadable(at, `"${sign}" is missing${text === '' ? '' : ` before "${text}"`}`);
  }

  private next(): Token {
    return this.tokens[this.place] ?? { kind: 'end', text: '', at: 0 };
  }
}

function isComparison(word: string): word is Comparison {
  return ['eq', 'ne', 'gt', 'ge', 'lt', 'le'].includes(word);
}
