/** The lint rules of this project, what they refuse and what they allow, by the real configuration: eslint.base.mjs. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const FOLDERS = ['vendors', 'etl/src/base', 'nodes/shared', 'credentials', 'sandbox', 'markup'];

const SPREADS = {
  refused: [
    'declare const rows: number[]; declare const found: number[]; found.push(...rows);',
    'export const most = (sizes: readonly number[]): number => Math.max(...sizes);',
    'export const most = (sizes: readonly number[]): number => Math.max(0, ...sizes.map((size) => size + 1));',
    'declare const set: Set<number>; Math.min(...set.values());',
    'declare const bytes: number[]; String.fromCharCode(...bytes);',
    'declare const bytes: number[]; String.fromCharCode.apply(null, bytes);',
    'declare const bytes: number[]; Reflect.apply(String.fromCharCode, null, bytes);',
    'declare const parts: [number, ...number[]]; Math.max(...parts);',
    'declare function read(): Promise<number[]>; const all: number[] = []; all.push(...(await read()));',
    'declare const dates: [number, number][]; new Date(...dates.flat());',
    'const sizes = [1]; for (;;) { sizes.push(2); Math.max(...sizes); }',
    'let sizes = [1]; sizes = sizes.concat(sizes); Math.max(...sizes);',
    'declare const some: number[]; const sizes = [1, ...some]; Math.max(...sizes);',
    'declare const some: number[]; Math.max(...[1, ...some]);',
    'declare const some: number[] | undefined; Math.max(...(some ?? []));',
    'export const most = ({ sizes }: { sizes: number[] }): number => Math.max(...sizes);',
    'export const rest = ([, ...sizes]: number[]): number => Math.max(...sizes);',
  ],
  allowed: [
    'export const most = (...sizes: number[]): number => Math.max(...sizes);',
    "const NAMES = ['a', 'b'] as const; declare function one(...names: string[]): void; one(...NAMES);",
    'const SIZES = [1, 2]; Math.max(...SIZES.map((size) => size * 2));',
    'export const last = (...sizes: number[]): number => Math.max(...sizes.slice(1));',
    'declare const isOpen: boolean; Math.max(0, ...(isOpen ? [1] : []));',
    'declare const pair: readonly [low: number, high: number]; Math.max(...pair);',
    'export const most = (pair: [number, number]): number => Math.max(...pair);',
    'declare const rows: number[]; export const all = [...rows, 1];',
    'declare const rows: object[]; export const whole = { ...rows[0] };',
    'declare const step: { apply(session: number): void }; step.apply(1);',
  ],
};

const DICTIONARIES = {
  refused: [
    'const WORDS: Readonly<Record<string, number>> = { open: 1 }; export const find = (word: string) => WORDS[word];',
    'const WORDS = { open: 1 }; export const isKnown = (word: string) => word in WORDS;',
  ],
  allowed: [
    'declare function dictionary<T>(words: T): T; const WORDS = dictionary<Record<string, number>>({ open: 1 }); export const find = (word: string) => WORDS[word];',
    "type Word = 'open'; const WORDS: Record<Word, number> = { open: 1 }; export const find = (word: Word) => WORDS[word];",
    "const WORDS: Record<string, number> = { open: 1 }; export const found = WORDS['open'];",
  ],
};

const NAMES = {
  refused: [
    'export const told = 1;',
    'export function tell(): void {}',
    'export const sum = (wanted: number): number => wanted;',
    'export const first = ([given]: number[]): number | undefined => given;',
    'export interface Place { at: number }',
    'export type Manner = string;',
    'export interface Answer { said: string }',
    'export class Answer { shown = 1; }',
    'export class Answer { tell(): void {} }',
  ],
  allowed: [
    'export const message = 1;',
    'declare const answer: Record<string, string>; export const text = answer.told;',
    'declare const answer: Record<string, string>; export const { told: message } = answer;',
    "export const answer = { told: 'a member that somebody else reads' };",
  ],
};

const TEXTS = [SPREADS, DICTIONARIES, NAMES].flatMap(({ refused, allowed }) => [...refused, ...allowed]);
const IN_FOLDERS = 'declare const rows: number[];\nMath.max(...rows);\n';
const OF_JEST = "expect(1).toBe(jest.fn());\ntest('it', () => describe('one', () => undefined));\n";

interface Refusal {
  ruleId: string;
  line: number;
}

/** One run of the linter for all: most of what it costs is its start. */
function refusals(): Map<string, Refusal[]> {
  const planted = [
    ...TEXTS.map((text) => ({ file: 'vendors/planted.ts', text, key: text })),
    ...FOLDERS.map((folder) => ({ file: `${folder}/planted.ts`, text: IN_FOLDERS, key: folder })),
    ...FOLDERS.map((folder) => ({ file: `${folder}/planted.ts`, text: OF_JEST, key: `${folder}: jest` })),
  ];
  const script = `
    import { ESLint } from 'eslint';
    const eslint = new ESLint({
      overrideConfigFile: 'eslint.base.mjs',
      ruleFilter: ({ ruleId }) => ruleId.startsWith('ticketlake/') || ruleId === 'no-restricted-globals',
    });
    const found = [];
    for (const { file, text, key } of ${JSON.stringify(planted)}) {
      const [{ messages }] = await eslint.lintText(text, { filePath: file });
      if (messages.some(({ fatal }) => fatal)) throw new Error(text);
      found.push([key, messages.map(({ ruleId, line }) => ({ ruleId, line }))]);
    }
    process.stdout.write(JSON.stringify(found));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  return new Map(JSON.parse(out) as Array<[string, Refusal[]]>);
}

const found = refusals();

function refused(rule: string, texts: readonly string[]): string[] {
  return texts.filter((text) => found.get(text)?.some(({ ruleId }) => ruleId === rule));
}

describe('a spread of a list into a call', () => {
  const RULE = 'ticketlake/spreads';

  test('is refused where nothing says how long the list is', () => {
    expect(refused(RULE, SPREADS.refused)).toEqual(SPREADS.refused);
  });

  test('is allowed where the list is written out, a tuple or a rest parameter that is passed on', () => {
    expect(refused(RULE, SPREADS.allowed)).toEqual([]);
  });

  test('is looked for in every folder of the product', () => {
    for (const folder of FOLDERS) expect([folder, found.get(folder)]).toEqual([folder, [{ ruleId: RULE, line: 2 }]]);
  });
});

describe('a word that is looked up in an object literal', () => {
  const RULE = 'ticketlake/dictionaries';

  test('is refused where any word may come', () => {
    expect(refused(RULE, DICTIONARIES.refused)).toEqual(DICTIONARIES.refused);
  });

  test('is allowed in a dictionary, and where the compiler knows the words', () => {
    expect(refused(RULE, DICTIONARIES.allowed)).toEqual([]);
  });
});

describe('a name that the glossary replaced', () => {
  const RULE = 'ticketlake/names';

  test('is refused where it is declared', () => {
    expect(refused(RULE, NAMES.refused)).toEqual(NAMES.refused);
  });

  test('is allowed where somebody else made it', () => {
    expect(refused(RULE, NAMES.allowed)).toEqual([]);
  });
});

test("jest's names, which the types of the tests declare, are refused in every folder of the product", () => {
  const lines = [1, 1, 2, 2].map((line) => ({ ruleId: 'no-restricted-globals', line }));
  for (const folder of FOLDERS) expect([folder, found.get(`${folder}: jest`)]).toEqual([folder, lines]);
});
