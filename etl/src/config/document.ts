/** The YAML file as a tree whose every leaf is text and knows its place. What the keys mean: schema.ts. */
import { LineCounter, isAlias, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { Document, ErrorCode, Node, Pair, Scalar, YAMLMap } from 'yaml';
import { fold } from '../../../vendors/text';
import type { Problem } from './problem';
import { showKey } from './display-value';
import type { SourceNames } from './source-name';
import { readSourceName } from './source-name';
import type { Variables } from './variables';
import { expand } from './variables';

/** A value with its variables filled in, and as messages may show it. */
export class Text {
  constructor(
    readonly value: string,
    readonly display: string,
    /** A variable in it could not be filled in, and a message says so already. */
    readonly isBroken = false,
  ) {}
}
export type Tree = Text | Tree[] | TreeMap;
export interface TreeMap {
  [key: string]: Tree;
}

export interface DocumentLocation {
  line: number;
  column: number;
}

export interface ConfigDocument extends SourceNames {
  tree: Tree;
  problems: Problem[];
  /** Where a value stands; for one that is missing, the nearest key around it. */
  placeOf(path: readonly PropertyKey[]): DocumentLocation;
  /** Where the key of a value stands. */
  placeOfKey(path: readonly PropertyKey[]): DocumentLocation;
}

const BACKSLASH = 'in double quotes a backslash begins an escape of YAML';
const BACKSLASH_REMEDY = "Put the value in single quotes, for example 'C:\\lake', or write each backslash twice.";

/** The parser's own messages quote the file, and a key may stand in it: only these words are shown. */
const SYNTAX: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: BACKSLASH,
  BAD_INDENT: 'keys of one level must begin in the same column',
  BLOCK_AS_IMPLICIT_KEY: 'a second "key: value" stands on one line',
  MISSING_CHAR: 'a closing quote, bracket or the colon after a key is missing',
  MULTILINE_IMPLICIT_KEY: 'a key has no value: the colon and the blank after it are missing',
  TAB_AS_INDENT: 'a tab is used to indent',
  BAD_SCALAR_START: 'a value begins with a character that has a meaning in YAML',
  MULTIPLE_DOCS: 'the file holds several documents',
  UNEXPECTED_TOKEN: 'a character stands where none is expected',
};
const SYNTAX_REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_DQ_ESCAPE: BACKSLASH_REMEDY,
  BAD_INDENT: 'Indent with two blanks per level.',
  BLOCK_AS_IMPLICIT_KEY: 'Put each key on a line of its own, and a value that holds ": " in quotes.',
  MULTILINE_IMPLICIT_KEY: 'Write "key: value" with a blank after the colon.',
  TAB_AS_INDENT: 'Indent with blanks.',
  BAD_SCALAR_START: 'Put the value in quotes.',
  MULTIPLE_DOCS: 'Remove the lines "---".',
};

/** What only exports and the service use. */
const KEYLESS: ReadonlySet<string> = new Set(['serve', 'notify', 'telemetry']);

/** Stands for a key whose variable is not set, where no key is used. */
const NO_KEY = 'unset-key';

/**
 * Reads the text of a configuration file. The tree is only of use when there are no problems of syntax.
 * @param skipSecrets secrets are not used: their variables need not be set
 */
export function readDocument(
  text: string,
  variables: Variables,
  skipSecrets = false,
): ConfigDocument & { syntaxIsBroken: boolean } {
  const lines = new LineCounter();
  // failsafe: every scalar stays the text that was written, so that 2020-01-01, 007 and no are not turned into something.
  const document = parseDocument(text, {
    schema: 'failsafe',
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter: lines,
  });
  const reader = new TreeReader(text, document, lines, variables, skipSecrets);
  for (const error of document.errors) {
    reader.problem(error.pos[0], SYNTAX[error.code] ?? 'this is not YAML', SYNTAX_REMEDIES[error.code]);
  }
  const syntaxIsBroken = document.errors.length > 0;
  const tree = syntaxIsBroken ? {} : reader.read(document.contents, []);
  const { problems, placeOf, placeOfKey, filledNames, refusedNames } = reader;
  return { tree, syntaxIsBroken, problems, placeOf, placeOfKey, filledNames, refusedNames };
}

class TreeReader {
  readonly problems: Problem[] = [];
  readonly filledNames = new Map<string, string>();
  readonly refusedNames = new Set<string>();
  private readonly values = new Map<string, DocumentLocation>();
  private readonly keys = new Map<string, DocumentLocation>();
  private readonly aliases = new Set<Node>();

  constructor(
    private readonly source: string,
    private readonly document: Document.Parsed | Document,
    private readonly lines: LineCounter,
    private readonly variables: Variables,
    private readonly skipSecrets: boolean,
  ) {}

  readonly placeOf = (path: readonly PropertyKey[]): DocumentLocation => {
    const place = this.values.get(nameOf(path));
    if (place) return place;
    for (let length = path.length; length > 0; length -= 1) {
      const key = this.keys.get(nameOf(path.slice(0, length)));
      if (key) return key;
    }
    return { line: 1, column: 1 };
  };

  readonly placeOfKey = (path: readonly PropertyKey[]): DocumentLocation =>
    this.keys.get(nameOf(path)) ?? this.placeOf(path);

  problem(offset: number, message: string, remedy = 'Compare with the example in the documentation.'): void {
    this.problems.push({ ...this.at(offset), message, remedy });
  }

  read(node: unknown, path: readonly string[]): Tree {
    if (isAlias(node)) return this.readAlias(node.resolve(this.document), node, path);
    if (isMap(node)) return this.readMap(node, path);
    if (isSeq(node)) return node.items.map((item, at) => this.readPlaced(item, [...path, String(at)]));
    if (!isScalar(node)) return new Text('', '');
    const scalar = String(node.value ?? '');
    if (!this.isEscaped(node, scalar)) return this.readText(scalar, node, path);
    this.problem(start(node), `${path.map(showKey).join('.')}: ${BACKSLASH}`, BACKSLASH_REMEDY);
    return new Text('', '', true);
  }

  /** `"C:\new"` is read as a line break and "ew": no value of a configuration holds such a character. */
  private isEscaped(node: Scalar, value: string): boolean {
    if (node.type !== 'QUOTE_DOUBLE' || !/[\u0000-\u001f\u007f-\u009f]/.test(value)) return false;
    const [from, to] = node.range ?? [0, 0];
    return /\\[^\r\n"]/.test(this.source.slice(from, to));
  }

  private readAlias(target: Node | undefined, alias: Node, path: readonly string[]): Tree {
    if (target === undefined || this.aliases.has(target)) {
      this.problem(
        start(alias),
        'an alias (*name) refers to nothing, or to itself',
        'Put the value in quotes if no alias was meant.',
      );
      return new Text('', '', true);
    }
    this.aliases.add(target);
    const tree = this.read(target, path);
    this.aliases.delete(target);
    return tree;
  }

  private readMap(map: YAMLMap, path: readonly string[]): TreeMap {
    const entries = new Map<string, Tree>();
    const ofSources = path.length === 1 && path[0] === 'sources';
    for (const pair of map.items) {
      const scalar = this.readKey(pair);
      const key = ofSources ? this.readName(scalar, pair) : scalar;
      const inside = [...path, key];
      const earlier = [...entries.keys()];
      if (ofSources) this.refuseDoubleName(key, scalar, earlier, pair);
      else if (earlier.includes(key)) {
        const { line } = this.placeOfKey(inside);
        const message = `"${showKey(key)}" is given twice, first in line ${line}`;
        this.problem(start(pair.key), message, 'Remove one of them.');
      }
      this.keys.set(nameOf(inside), this.at(start(pair.key)));
      entries.set(key, this.readPlaced(pair.value, inside));
    }
    return Object.fromEntries(entries);
  }

  private readKey(pair: Pair): string {
    if (isScalar(pair.key)) return String(pair.key.value);
    this.problem(start(pair.key), 'a key must be a single word');
    return '';
  }

  private readName(scalar: string, pair: Pair): string {
    const reading = readSourceName(scalar, this.variables);
    if (reading === undefined) return scalar;
    const { name, display, problems } = reading;
    for (const { message, remedy } of problems)
      this.problem(start(pair.key), `sources.${showKey(display)}: ${message}`, remedy);
    if (problems.length > 0) this.refusedNames.add(name);
    else this.filledNames.set(name, display);
    return name;
  }

  /** Sources are folders and keys of tables, and Power BI folds case: there, names must differ by more than case. */
  private refuseDoubleName(name: string, scalar: string, earlier: readonly string[], pair: Pair): void {
    const other = earlier.find((each) => fold(each) === fold(name));
    if (other === undefined) return;
    const { line } = this.placeOfKey(['sources', other]);
    const filled = scalar === name ? `"${showKey(name)}"` : `"${showKey(name)}", from its variables,`;
    const same = other === name ? `${filled} is given twice` : `${filled} and "${other}" differ only by case`;
    this.problem(start(pair.key), `${same}, first in line ${line}`, 'Give each source its own name.');
  }

  private readPlaced(node: unknown, path: readonly string[]): Tree {
    if (node !== null && hasRange(node)) this.values.set(nameOf(path), this.at(start(node)));
    return this.read(node, path);
  }

  private readText(scalar: string, node: Node, path: readonly string[]): Text {
    const { value, display, problems } = expand(scalar, this.variables);
    if (this.skipSecrets && problems.length > 0) {
      if (isKeyOfSource(path)) return new Text(NO_KEY, display);
      if (KEYLESS.has(path[0] ?? '') || (path[0] === 'mask' && path[1] === 'salt')) return new Text('', display, true);
    }
    const where = path.map(showKey).join('.');
    for (const { message, remedy } of problems) this.problem(start(node), `${where}: ${message}`, remedy);
    return new Text(value, display, problems.length > 0);
  }

  private at(offset: number): DocumentLocation {
    const { line, col } = this.lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function isKeyOfSource([top, , name, ...more]: readonly string[]): boolean {
  return top === 'sources' && name === 'key' && more.length === 0;
}

function hasRange(node: unknown): node is Node {
  return typeof node === 'object' && node !== null && 'range' in node;
}

function start(node: unknown): number {
  return hasRange(node) ? (node.range?.[0] ?? 0) : 0;
}

function nameOf(path: readonly PropertyKey[]): string {
  return JSON.stringify(path.map(String));
}
