/** Reads the part of the M language that the project uses (Power Query M language specification, expressions). */

export type Expression =
  | { kind: 'literal'; value: string | number | boolean | null }
  | { kind: 'name'; name: string }
  | { kind: 'let'; steps: Array<{ name: string; value: Expression }>; result: Expression }
  | { kind: 'if'; test: Expression; yes: Expression; no: Expression }
  | { kind: 'function'; parameters: string[]; body: Expression }
  | { kind: 'call'; callee: Expression; args: Expression[] }
  | { kind: 'list'; items: Expression[] }
  | { kind: 'record'; fields: Array<{ name: string; value: Expression }> }
  | { kind: 'field'; of: Expression; name: string }
  | { kind: 'item'; of: Expression; key: Expression }
  | { kind: 'type'; name: string }
  | { kind: 'is'; value: Expression; type: string }
  | { kind: 'error'; value: Expression }
  | { kind: 'not'; value: Expression }
  | { kind: 'binary'; operator: string; left: Expression; right: Expression };

const TOKEN =
  /\s+|\/\/[^\n]*|"(?:[^"]|"")*"|#(?:table|datetime|date)\b|\d+(?:\.\d+)?|[A-Za-z_][\w.]*|=>|<>|<=|>=|[(){}[\],=<>&+\-*/]/gy;
const KEYWORDS = new Set('let in each if then else and or not error as is type meta true false null'.split(' '));

function tokens(text: string): string[] {
  const found: string[] = [];
  for (let at = 0; at < text.length;) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`no M at: ${text.slice(at, at + 40)}`);
    at += match[0].length;
    if (!/^(?:\s|\/\/)/.test(match[0])) found.push(match[0]);
  }
  return found;
}

/** @throws Error where the text is no M that we write */
export function readM(text: string): Expression {
  const reader = new Reader(tokens(text));
  const expression = reader.expression();
  reader.end();
  return expression;
}

class Reader {
  private at = 0;

  constructor(private readonly all: readonly string[]) {}

  end(): void {
    if (this.at < this.all.length) this.fail('something stands behind the end');
  }

  expression(): Expression {
    switch (this.peek()) {
      case 'let':
        return this.letExpression();
      case 'if':
        return this.ifExpression();
      case 'each':
        this.next();
        return { kind: 'function', parameters: ['_'], body: this.expression() };
      case 'error':
        this.next();
        return { kind: 'error', value: this.expression() };
      case '(':
        return this.isFunction() ? this.functionExpression() : this.either();
      default:
        return this.either();
    }
  }

  private letExpression(): Expression {
    this.take('let');
    const steps: Array<{ name: string; value: Expression }> = [];
    do {
      const name = this.identifier();
      this.take('=');
      steps.push({ name, value: this.expression() });
    } while (this.took(','));
    this.take('in');
    return { kind: 'let', steps, result: this.expression() };
  }

  private ifExpression(): Expression {
    this.take('if');
    const test = this.expression();
    this.take('then');
    const yes = this.expression();
    this.take('else');
    return { kind: 'if', test, yes, no: this.expression() };
  }

  /** `(a as text) as list => …` */
  private isFunction(): boolean {
    for (let at = this.at, depth = 0; at < this.all.length; at += 1) {
      if (this.all[at] === '(') depth += 1;
      if (this.all[at] === ')') depth -= 1;
      if (depth > 0) continue;
      return this.all[at + 1] === '=>' || (this.all[at + 1] === 'as' && this.all[at + 3] === '=>');
    }
    return false;
  }

  private functionExpression(): Expression {
    this.take('(');
    const parameters: string[] = [];
    do {
      parameters.push(this.identifier());
      if (this.took('as')) this.typeName();
    } while (this.took(','));
    this.take(')');
    if (this.took('as')) this.typeName();
    this.take('=>');
    return { kind: 'function', parameters, body: this.expression() };
  }

  private either(): Expression {
    return this.chain(['or'], () => this.chain(['and'], () => this.input()));
  }

  private input(): Expression {
    const value = this.chain(['=', '<>'], () => this.chain(['<', '>', '<=', '>='], () => this.joined()));
    return this.took('is') ? { kind: 'is', value, type: this.typeName() } : value;
  }

  private joined(): Expression {
    return this.chain(['&', '+', '-'], () => this.unary());
  }

  private chain(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    while (operators.includes(this.peek())) {
      const operator = this.next();
      left = { kind: 'binary', operator, left, right: operand() };
    }
    return left;
  }

  private unary(): Expression {
    if (this.took('not')) return { kind: 'not', value: this.unary() };
    return this.followed(this.primary());
  }

  private followed(value: Expression): Expression {
    if (this.took('(')) return this.followed({ kind: 'call', callee: value, args: this.listed(')') });
    if (this.took('{')) {
      const key = this.expression();
      this.take('}');
      return this.followed({ kind: 'item', of: value, key });
    }
    if (this.peek() === '[') return this.followed({ kind: 'field', of: value, name: this.fieldName() });
    return value;
  }

  private primary(): Expression {
    const token = this.peek();
    if (token === '[') {
      return this.isRecord()
        ? this.record()
        : { kind: 'field', of: { kind: 'name', name: '_' }, name: this.fieldName() };
    }
    this.next();
    if (token === '{') return { kind: 'list', items: this.listed('}') };
    if (token === '(') {
      const inner = this.expression();
      this.take(')');
      return inner;
    }
    if (token === 'type') return { kind: 'type', name: this.typeName() };
    if (token.startsWith('"')) return { kind: 'literal', value: textOf(token) };
    if (/^\d/.test(token)) return { kind: 'literal', value: Number(token) };
    if (token === 'true' || token === 'false') return { kind: 'literal', value: token === 'true' };
    if (token === 'null') return { kind: 'literal', value: null };
    if (/^[A-Za-z_#]/.test(token) && !KEYWORDS.has(token)) return { kind: 'name', name: token };
    return this.fail('no expression');
  }

  private isRecord(): boolean {
    for (let at = this.at + 1; at < this.all.length; at += 1) {
      if (this.all[at] === '=') return true;
      if (this.all[at] === ']') return this.all[at - 1] === '[';
    }
    return false;
  }

  private record(): Expression {
    this.take('[');
    const fields: Array<{ name: string; value: Expression }> = [];
    if (this.took(']')) return { kind: 'record', fields };
    do {
      const name = this.identifier();
      this.take('=');
      fields.push({ name, value: this.expression() });
    } while (this.took(','));
    this.take(']');
    return { kind: 'record', fields };
  }

  /** `[Folder Path]`: names of fields may have blanks. */
  private fieldName(): string {
    this.take('[');
    const words: string[] = [];
    while (this.peek() !== ']') words.push(this.identifier());
    this.take(']');
    return words.join(' ');
  }

  private listed(end: string): Expression[] {
    const items: Expression[] = [];
    if (this.took(end)) return items;
    do items.push(this.expression());
    while (this.took(','));
    this.take(end);
    return items;
  }

  private typeName(): string {
    const name = this.identifier();
    return name === 'nullable' ? `nullable ${this.identifier()}` : name;
  }

  private identifier(): string {
    const token = this.next();
    return /^[A-Za-z_]/.test(token) && !KEYWORDS.has(token) ? token : this.fail('no name', 1);
  }

  private peek(): string {
    return this.all[this.at] ?? '';
  }

  private next(): string {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private took(token: string): boolean {
    if (this.peek() !== token) return false;
    this.at += 1;
    return true;
  }

  private take(token: string): void {
    if (!this.took(token)) this.fail(`${token} is missing`);
  }

  private fail(says: string, back = 0): never {
    throw new Error(`${says} at: ${this.all.slice(this.at - back, this.at + 12).join(' ')}`);
  }
}

/** `""` is a quote, `#(#)` a hash sign. */
function textOf(token: string): string {
  return token.slice(1, -1).replaceAll('""', '"').replaceAll('#(#)', '#');
}
