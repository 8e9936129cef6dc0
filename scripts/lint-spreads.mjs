// A lint rule: a list of unknown length is never spread into a call. Each argument takes room on the stack, so that
// `found.push(...rows)` and `Math.max(...sizes)` fail at about 120,000 items with "Maximum call stack size exceeded".
// What is written out here stays allowed: array literals, constants and tuples, and a rest parameter, whose length
// its own callers answer for.

const MESSAGE =
  'This list may be long, and each argument takes room on the stack: use a loop or concat, or pass the list itself.';
/** What these methods return is no longer than the list they are called on. */
const KEEP_LENGTH = ['map', 'filter', 'slice'];
const GROW = ['push', 'unshift', 'splice'];

export const spreads = {
  meta: { type: 'problem', schema: [], messages: { unbounded: MESSAGE } },
  create: (context) => ({
    ':matches(CallExpression, NewExpression) > SpreadElement.arguments'(node) {
      if (!isBounded(node.argument, context.sourceCode)) context.report({ node, messageId: 'unbounded' });
    },
    "CallExpression[callee.property.name='apply']"(node) {
      const list = node.arguments.at(-1);
      if (node.arguments.length < 2 || isBounded(list, context.sourceCode)) return;
      context.report({ node: list, messageId: 'unbounded' });
    },
  }),
};

/** Whether the source text itself says how long the list can be. */
function isBounded(node, sourceCode) {
  const again = (other) => isBounded(other, sourceCode);
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return again(node.expression);
    case 'ArrayExpression':
      return node.elements.every((each) => each?.type !== 'SpreadElement' || again(each.argument));
    case 'ConditionalExpression':
      return again(node.consequent) && again(node.alternate);
    case 'LogicalExpression':
      return again(node.left) && again(node.right);
    case 'CallExpression':
      return (
        node.callee.type === 'MemberExpression' &&
        KEEP_LENGTH.includes(node.callee.property.name) &&
        again(node.callee.object)
      );
    case 'Identifier': {
      const variable = variableOf(node, sourceCode);
      return variable?.defs.some((def) => isBoundedDefinition(def, variable, sourceCode)) ?? false;
    }
    default:
      return false;
  }
}

function variableOf(node, sourceCode) {
  for (let scope = sourceCode.getScope(node); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(node.name);
    if (variable !== undefined) return variable;
  }
  return undefined;
}

function isBoundedDefinition({ type, name, node, parent }, variable, sourceCode) {
  if (isTuple(name.typeAnnotation?.typeAnnotation)) return true;
  if (type === 'Parameter') return node.params.some((each) => each.type === 'RestElement' && each.argument === name);
  if (type !== 'Variable' || parent.kind !== 'const' || node.id !== name || node.init === null) return false;
  return isBounded(node.init, sourceCode) && !variable.references.some(isGrown);
}

/** `found.push(…)`: what was written out is no longer all. */
function isGrown({ identifier: { parent } }) {
  return parent.type === 'MemberExpression' && GROW.includes(parent.property.name);
}

function isTuple(type) {
  if (type?.type === 'TSTypeOperator') return isTuple(type.typeAnnotation);
  return type?.type === 'TSTupleType' && type.elementTypes.every((each) => !isRestOfTuple(each));
}

function isRestOfTuple(type) {
  return type.type === 'TSRestType' || (type.type === 'TSNamedTupleMember' && isRestOfTuple(type.elementType));
}
