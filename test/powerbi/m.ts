/** Evaluates the queries of a project as Power Query would, on the rows of Parquet files. */
import type { Expression } from './m-syntax';
import { readM } from './m-syntax';
import type { MFunction, Value } from './m-values';
import {
  LIBRARY,
  MError,
  MRecord,
  Moment,
  Type,
  fail,
  callable,
  fieldOf,
  isOf,
  itemOf,
  logical,
  text,
} from './m-values';

/** Names are looked up when they are needed: M is lazy. */
type Scope = (name: string) => Value;

/** What surrounds the queries: functions that reach data, and parameters set by hand. */
export type Surroundings = Readonly<Record<string, Value>>;

/**
 * @param queries texts of M by name; a parameter's `meta` is left out
 * @returns evaluates a further text, which may name them
 */
export function evaluator(queries: Readonly<Record<string, string>>, surroundings: Surroundings): (m: string) => Value {
  const results = new Map<string, Value>();
  const scope: Scope = (name) => {
    const given = surroundings[name] ?? LIBRARY[name];
    if (given !== undefined) return given;
    const query = queries[name];
    if (query === undefined) throw new Error(`no such name: ${name}`);
    const result = results.get(name) ?? evaluate(readM(query), scope);
    results.set(name, result);
    return result;
  };
  return (m) => evaluate(readM(m), scope);
}

function evaluate(expression: Expression, scope: Scope): Value {
  const inner = (part: Expression): Value => evaluate(part, scope);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'name':
      return scope(expression.name);
    case 'let':
      return evaluate(expression.result, letScope(expression.steps, scope));
    case 'if':
      return inner(logical(inner(expression.test)) ? expression.yes : expression.no);
    case 'function':
      return functionOf(expression.parameters, expression.body, scope);
    case 'call':
      return callable(inner(expression.callee))(...expression.args.map(inner));
    case 'list':
      return expression.items.map(inner);
    case 'record':
      return new MRecord(new Map(expression.fields.map(({ name, value }) => [name, inner(value)])));
    case 'field':
      return fieldOf(inner(expression.of), expression.name);
    case 'item':
      return itemOf(inner(expression.of), inner(expression.key));
    case 'type':
      return new Type(expression.name);
    case 'is':
      return isOf(inner(expression.value), expression.type);
    case 'not':
      return !logical(inner(expression.value));
    case 'error':
      throw new MError(text(inner(expression.value)));
    case 'binary':
      return binary(expression.operator, expression.left, expression.right, inner);
  }
}

function letScope(steps: ReadonlyArray<{ name: string; value: Expression }>, outer: Scope): Scope {
  const results = new Map<string, Value>();
  const scope: Scope = (name) => {
    const step = steps.find((candidate) => candidate.name === name);
    if (!step) return outer(name);
    const result = results.has(name) ? (results.get(name) ?? null) : evaluate(step.value, scope);
    results.set(name, result);
    return result;
  };
  return scope;
}

function functionOf(parameters: readonly string[], body: Expression, outer: Scope): MFunction {
  return (...args) => {
    if (args.length !== parameters.length)
      return fail(`${args.length} arguments were passed to a function of ${parameters.length}`);
    return evaluate(body, (name) => {
      const at = parameters.indexOf(name);
      return at < 0 ? outer(name) : (args[at] ?? null);
    });
  };
}

function binary(operator: string, left: Expression, right: Expression, inner: (part: Expression) => Value): Value {
  if (operator === 'and') return logical(inner(left)) && logical(inner(right));
  if (operator === 'or') return logical(inner(left)) || logical(inner(right));
  const [a, b] = [inner(left), inner(right)];
  if (operator === '&') return text(a) + text(b);
  if (operator === '=') return a === b;
  if (operator === '<>') return a !== b;
  if (a instanceof Moment && b instanceof Moment && a.kind === b.kind) {
    if (operator === '>=') return a.count >= b.count;
    if (operator === '<') return a.count < b.count;
    // Of two days: a duration, here as days.
    if (operator === '-' && a.kind === 'date') return Number(a.count - b.count);
  }
  if (typeof a === 'number' && typeof b === 'number') {
    if (operator === '<') return a < b;
    if (operator === '-') return a - b;
  }
  throw new Error(`no such operation: ${operator}`);
}
