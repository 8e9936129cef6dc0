/**
 * The code of docs/how-to/adding-a-service.md compiles against the contracts as they are, without the slow tests of a
 * first hour: the skeletons of a sixth service, filled as the guide fills them, in memory.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { documentOf } from '../docs/markdown';
import { command, copyOf, READ, ROOT, textsIn } from './script';

const FILL = /^fill (\S+)$/;
/** Nodes are left to the slow tests: the types of n8n take longer than all the rest. */
const CHECKED = /^(?:vendors|sandbox|test\/services)\/.*\.ts$/;

const filled = new Map(
  documentOf('docs/how-to/adding-a-service.md').fences.flatMap(({ info, text }) => {
    const file = FILL.exec(info)?.[1];
    return file === undefined ? [] : [[file, text] as const];
  }),
);

/** What the command writes and changes, by file below the repository's root. */
function skeletons(): Map<string, string> {
  const root = copyOf(READ);
  try {
    const before = textsIn(root);
    const { exitCode, stderr } = command(root, 'sixth', '--title', 'Sixth Desk', '--page', 'https://sixth.example/api');
    if (exitCode !== 0) throw new Error(stderr);
    return new Map(Object.entries(textsIn(root)).filter(([file, text]) => before[file] !== text));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const written = skeletons();

const FOLDER = path.join(ROOT, 'test');
const { options } = ts.parseJsonConfigFileContent({ extends: './tsconfig.json', files: [] }, ts.sys, FOLDER);
Object.assign(options, { types: ['node'], incremental: false, tsBuildInfoFile: undefined });

/** What is on the disk is parsed once. */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** @returns what the compiler says of the sixth service and of what its skeleton changes @param only these files */
function problemsOf(code: ReadonlyMap<string, string>, only = CHECKED): string[] {
  const texts = new Map([...written, ...code].filter(([file]) => CHECKED.test(file)));
  const inMemory = new Map([...texts].map(([file, text]) => [path.join(ROOT, file), text]));
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => inMemory.has(file) || fileExists(file);
  host.readFile = (file) => inMemory.get(file) ?? readFile(file);
  // Folders that are in memory alone count, too.
  delete host.directoryExists;
  host.getSourceFile = (file, version, ...rest) => {
    const text = inMemory.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version);
    if (!parsed.has(file)) parsed.set(file, getSourceFile(file, version, ...rest));
    return parsed.get(file);
  };
  const files = [...inMemory.keys()].filter((file) => only.test(path.relative(ROOT, file)));
  const program = ts.createProgram(files, options, host);
  return files
    .flatMap((file) => {
      const source = program.getSourceFile(file);
      return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    })
    .map(({ file, start, messageText }) => {
      const line = file === undefined ? 0 : file.getLineAndCharacterOfPosition(start ?? 0).line + 1;
      return `${path.relative(ROOT, file?.fileName ?? '')}:${line}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
    });
}

it('the guide fills every skeleton that the command leaves open', () => {
  const open = [...written].filter(([, text]) => text.includes('is not written yet')).map(([file]) => file);
  expect([...filled.keys()].sort()).toEqual(open.sort());
});

it('its code compiles against the contracts', () => {
  expect(problemsOf(filled)).toEqual([]);
});

it('a member that the guide lacks is found', () => {
  const vendor = filled.get('vendors/sixth/vendor.ts') ?? '';
  const without = vendor.replace(/^ {2}secrets[^]*?,$/m, '');
  expect(without).not.toBe(vendor);
  expect(
    problemsOf(new Map([...filled, ['vendors/sixth/vendor.ts', without]]), /^vendors\/sixth\/vendor\.ts$/),
  ).toEqual([expect.stringMatching(/^vendors\/sixth\/vendor\.ts:\d+: .*'secrets' is missing/s)]);
});
