/** Reads TMDL as its rules say: tabs are structure, code stands two levels below what it belongs to. */

export interface Node {
  keyword: string;
  /** Unquoted; '' where the line has none. */
  name: string;
  /** What stands behind `:` or `=` on the line. */
  value: string | null;
  expression: string[];
  description: string[];
  children: Node[];
  line: number;
}

/** @throws Error with the line that breaks a rule */
export function readTmdl(text: string): Node[] {
  if (!text.endsWith('\n')) throw new Error('the file does not end with a line end');
  if (text.includes('\r')) throw new Error('carriage return');
  const root: Node = blank('', 0);
  const open: Node[] = [root];
  const lines = text.slice(0, -1).split('\n');
  let description: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const fail = (says: string): never => {
      throw new Error(`line ${at + 1}: ${says}: ${line}`);
    };
    if (line === '') {
      if (description.length > 0) fail('a description must touch what it describes');
      continue;
    }
    const depth = depthOf(line);
    const body = line.slice(depth);
    if (/^\s/.test(body)) fail('indented with something else than tabs');
    if (/\s$/.test(body)) fail('blanks at the end');
    if (depth >= open.length) fail('too deep');
    if (body.startsWith('///')) {
      description.push(body.slice(3).trim());
      continue;
    }
    open.length = depth + 1;
    const node: Node = { ...parsed(body, fail), description, line: at + 1 };
    description = [];
    open[depth]?.children.push(node);
    open.push(node);
    if (!body.endsWith(' =')) continue;
    while (depthOf(lines[at + 1] ?? '') >= depth + 2) {
      at += 1;
      node.expression.push((lines[at] ?? '').slice(depth + 2));
    }
    if (node.expression.length === 0) fail('nothing stands two levels below');
  }
  if (description.length > 0) throw new Error('a description at the end describes nothing');
  return root.children;
}

function depthOf(line: string): number {
  return /^\t*/.exec(line)?.[0].length ?? 0;
}

function blank(keyword: string, line: number): Node {
  return { keyword, name: '', value: null, expression: [], description: [], children: [], line };
}

const IDENTIFIER = String.raw`'(?:[^']|'')*'|[^\s.=:']+`;
const DECLARATION = new RegExp(
  String.raw`^(database|model|table|column|measure|partition|relationship|expression|annotation|cultureInfo|ref table|ref cultureInfo)(?: (${IDENTIFIER}))?(?: =(?: (.*))?)?$`,
);
const PROPERTY = /^(\w+)(?:: (.*)| =)?$/;

function parsed(body: string, fail: (says: string) => never): Omit<Node, 'description' | 'line'> {
  const declaration = DECLARATION.exec(body);
  if (declaration) {
    const [, keyword = '', name = '', value = null] = declaration;
    return { keyword, name: unquoted(name), value, expression: [], children: [] };
  }
  const property = PROPERTY.exec(body);
  if (!property) return fail('neither an object nor a property');
  return { keyword: property[1] ?? '', name: '', value: property[2] ?? null, expression: [], children: [] };
}

function unquoted(name: string): string {
  return name.startsWith("'") ? name.slice(1, -1).replaceAll("''", "'") : name;
}

/** `Table.'Column Name'` */
export function unqualified(reference: string): { table: string; column: string } {
  const found = new RegExp(`^(${IDENTIFIER})\\.(${IDENTIFIER})$`).exec(reference);
  if (!found) throw new Error(`not a column: ${reference}`);
  return { table: unquoted(found[1] ?? ''), column: unquoted(found[2] ?? '') };
}

export function childrenOf(node: Node, keyword: string): Node[] {
  return node.children.filter((child) => child.keyword === keyword);
}

export function valueOf(node: Node, keyword: string): string | null | undefined {
  return node.children.find((child) => child.keyword === keyword)?.value;
}

export function has(node: Node, keyword: string): boolean {
  return node.children.some((child) => child.keyword === keyword);
}
