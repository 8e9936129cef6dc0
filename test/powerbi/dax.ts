/** What a DAX expression refers to, and whether its brackets close. */

export interface References {
  columns: Array<{ table: string; column: string }>;
  tables: string[];
  measures: string[];
  functions: string[];
  relationships: Array<readonly [from: string, to: string]>;
}

const TOKEN =
  /\s+|"(?:[^"]|"")*"|'((?:[^']|'')*)'(?:\[([^\]]*)\])?|\[([^\]]*)\]|([A-Za-z_][\w.]*)|\d+(?:\.\d+)?|&&|\|\||<>|<=|>=|[()+\-*/=<>,{}]/gy;

/** @throws Error where something is no DAX that we write */
export function daxReferences(expression: string): References {
  const found: References = { columns: [], tables: [], measures: [], functions: [], relationships: [] };
  const variables = new Set([...expression.matchAll(/\bVAR (\w+) =/g)].map(([, name = '']) => name));
  const closing: string[] = [];
  let at = 0;
  while (at < expression.length) {
    TOKEN.lastIndex = at;
    const match = TOKEN.exec(expression);
    if (!match) throw new Error(`no DAX at: ${expression.slice(at, at + 30)}`);
    const [text, table, column, measure, word] = match;
    at += text.length;
    const named = table?.replaceAll("''", "'");
    if (named !== undefined && column !== undefined) found.columns.push({ table: named, column });
    else if (named !== undefined) found.tables.push(named);
    else if (measure !== undefined) found.measures.push(measure);
    else if (word !== undefined && expression[at] === '(') found.functions.push(word);
    else if (
      word !== undefined &&
      !variables.has(word) &&
      !['VAR', 'RETURN', 'IN', 'NOT', 'DAY', 'NONE'].includes(word)
    ) {
      throw new Error(`unknown word: ${word}`);
    }
    if (text === '(') closing.push(')');
    if (text === '{') closing.push('}');
    if ((text === ')' || text === '}') && closing.pop() !== text) throw new Error(`unbalanced ${text}`);
  }
  if (closing.length > 0) throw new Error(`missing ${closing.join('')}`);
  for (const [, from = '', to = ''] of expression.matchAll(/USERELATIONSHIP\(([^,]+), ([^)]+)\)/g)) {
    found.relationships.push([from, to]);
  }
  return found;
}
