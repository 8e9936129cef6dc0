/** Writes TMDL, where tabs are structure. */

export interface Block {
  /** As `table Tickets` or `measure 'Net Flow'`. */
  head: string;
  /** One sentence or more; stands directly above the head. */
  description?: string;
  /** Lines of DAX, M or JSON that the head is set to. */
  expression?: readonly string[];
  properties?: readonly Property[];
  children?: readonly Block[];
}

/** As `dataType: string`, or a name that is set to lines of code. */
export type Property = string | { name: string; expression: readonly string[] };

/** A name as TMDL writes it. */
export function named(name: string): string {
  return /[\s.=:']/.test(name) ? `'${name.replaceAll("'", "''")}'` : name;
}

/** A whole file. */
export function tmdl(blocks: readonly Block[]): string {
  return `${blocks.map((block) => linesOf(block, 0).join('\n')).join('\n\n')}\n`;
}

function linesOf({ head, description, expression, properties = [], children = [] }: Block, depth: number): string[] {
  const tabs = '\t'.repeat(depth);
  return [
    ...(description === undefined ? [] : [`${tabs}/// ${oneLine(description)}`]),
    ...(expression === undefined ? [`${tabs}${head}`] : assignment(head, expression, depth)),
    ...properties.flatMap((property) =>
      typeof property === 'string'
        ? [`${tabs}\t${property}`]
        : assignment(property.name, property.expression, depth + 1),
    ),
    ...children.flatMap((child) => ['', ...linesOf(child, depth + 1)]),
  ];
}

/** Code stands two levels deeper than what it belongs to. */
function assignment(head: string, expression: readonly string[], depth: number): string[] {
  const tabs = '\t'.repeat(depth);
  return [`${tabs}${head} =`, ...expression.map((line) => `${tabs}\t\t${line}`)];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
