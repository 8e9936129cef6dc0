// A lint rule: a word is never looked up in an object literal. `{ open: 1 }['constructor']` finds a function, and
// `'__proto__' in words` is true. Wrap the literal in `dictionary(…)`, or use a Map. Literals whose type lets in
// none but their own names (`Record<Outcome, …>`, or no annotation at all) are left to the compiler.

const MESSAGE =
  'A word that is looked up here can be "constructor" or "__proto__": wrap the object literal in dictionary(…), or use a Map.';

export const dictionaries = {
  meta: { type: 'problem', schema: [], messages: { literal: MESSAGE } },
  create: (context) => ({
    'MemberExpression[computed=true]'(node) {
      if (isFixed(node.property) || isSet(node) || !isLiteral(node.object, context.sourceCode, isOpen)) return;
      context.report({ node, messageId: 'literal' });
    },
    "BinaryExpression[operator='in']"(node) {
      if (isFixed(node.left) || !isLiteral(node.right, context.sourceCode, () => true)) return;
      context.report({ node, messageId: 'literal' });
    },
  }),
};

/** `setMember` sets names that come from outside. */
function isSet(node) {
  return node.parent.type === 'AssignmentExpression' && node.parent.left === node && node.parent.operator === '=';
}

/** `'a'`, `0`, or a template without holes. */
function isFixed(node) {
  return node.type === 'Literal' || (node.type === 'TemplateLiteral' && node.expressions.length === 0);
}

/** An object literal, or a constant that is one. */
function isLiteral(node, sourceCode, isMeant) {
  const bare = unwrapped(node);
  if (bare.type === 'ObjectExpression') return isMeant(undefined, sourceCode);
  if (bare.type !== 'Identifier') return false;
  for (let scope = sourceCode.getScope(node); scope !== null; scope = scope.upper) {
    const variable = scope.set.get(bare.name);
    if (variable === undefined) continue;
    return variable.defs.some((def) => isLiteralDefinition(def) && isMeant(def.node.id.typeAnnotation, sourceCode));
  }
  return false;
}

function isLiteralDefinition({ type, node }) {
  if (type !== 'Variable' || node.id.type !== 'Identifier' || node.init === null) return false;
  return unwrapped(node.init).type === 'ObjectExpression';
}

/** Whether the type lets in any word. */
function isOpen(annotation, sourceCode) {
  if (annotation === undefined) return false;
  const record = /^:\s*(?:(?:Readonly|Partial)<\s*)*Record<\s*([^,]+),/.exec(sourceCode.getText(annotation));
  return record === null || /\bstring\b/.test(record[1]);
}

/** Without `as const`, `satisfies …` and `!`. */
function unwrapped(node) {
  const wraps = ['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression', 'TSTypeAssertion'];
  return wraps.includes(node.type) ? unwrapped(node.expression) : node;
}
