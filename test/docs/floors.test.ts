import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(__dirname, '../..');
const source = path.join(root, 'etl/src');

interface Floor {
  folders: string[];
}

/** What a script prints that runs beside the linter, which is an ES module. */
function printed(script: string): unknown {
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: root, encoding: 'utf8' });
  return JSON.parse(out);
}

const floors = printed(
  "import { FLOORS } from './scripts/floors.mjs'; process.stdout.write(JSON.stringify(FLOORS));",
) as Floor[];
const folders = floors.flatMap((floor) => floor.folders);

function files(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** Folders that a folder imports, counted from the text of its files; types as well as values. */
function importsOf(folder: string): Set<string> {
  const found = new Set<string>();
  for (const file of files(path.join(source, folder))) {
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import) ?'(\.{1,2}\/[^']+)'/g)) {
      const [first = ''] = path.relative(source, path.join(path.dirname(file), specifier ?? '')).split(path.sep);
      if (first !== '..' && first !== folder) found.add(first);
    }
  }
  return found;
}

test('every folder of the exporter stands on a floor', () => {
  expect(readdirSync(source).sort()).toEqual([...folders].sort());
});

test('no folder of the exporter imports its own floor or one above: no two folders depend on each other', () => {
  floors.forEach((floor, level) => {
    const below = floors.slice(0, level).flatMap((other) => other.folders);
    for (const folder of floor.folders) {
      for (const imported of importsOf(folder))
        expect([folder, below]).toEqual([folder, expect.arrayContaining([imported])]);
    }
  });
});

test('the linter refuses an import up a floor, and one of a neighbour, in every folder', () => {
  const planted = floors.flatMap((floor, level) =>
    floor.folders.flatMap((folder) => {
      const refused = [...floor.folders, ...floors.slice(level + 1).flatMap((above) => above.folders)];
      return refused.filter((other) => other !== folder).map((other) => ({ folder, other }));
    }),
  );
  const byFolder = folders.map((folder) => {
    const others = planted.filter((one) => one.folder === folder).map(({ other }) => other);
    const target = (other: string) => path.basename(files(path.join(source, other))[0] ?? '', '.ts');
    const place = (other: string) => path.relative(path.join(source, other), files(path.join(source, other))[0] ?? '');
    const text = others.map((other) => `import '../${other}/${path.join(path.dirname(place(other)), target(other))}';`);
    return { folder, others, text: `${text.join('\n')}\n` };
  });
  const counts = printed(`
    import { ESLint } from 'eslint';
    const eslint = new ESLint({
      overrideConfigFile: 'eslint.base.mjs',
      ruleFilter: ({ ruleId }) => ruleId === 'import-x/no-restricted-paths',
    });
    const planted = ${JSON.stringify(byFolder)};
    const counts = {};
    for (const { folder, text } of planted) {
      const [result] = await eslint.lintText(text, { filePath: 'etl/src/' + folder + '/planted.ts' });
      counts[folder] = result.messages.filter(({ ruleId }) => ruleId === 'import-x/no-restricted-paths').length;
    }
    process.stdout.write(JSON.stringify(counts));
  `);
  expect(counts).toEqual(Object.fromEntries(byFolder.map(({ folder, others }) => [folder, others.length])));
});

test('ARCHITECTURE.md shows the floors that the linter checks', () => {
  const drawing = printed(
    "import { floorsDrawing } from './scripts/floors.mjs'; process.stdout.write(JSON.stringify(floorsDrawing()));",
  );
  expect(readFileSync(path.join(root, 'ARCHITECTURE.md'), 'utf8')).toContain(String(drawing));
});

/** Files that import each other round and round: of types, too. @returns one circle, or nothing */
function circleAmong(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return [];
    path.push(file);
    for (const next of imports.get(file) ?? []) {
      const circle = visit(next);
      if (circle.length > 0) return circle;
    }
    path.pop();
    done.add(file);
    return [];
  };
  for (const file of imports.keys()) {
    const circle = visit(file);
    if (circle.length > 0) return circle;
  }
  return [];
}

test('no files import each other in a circle', () => {
  const all = ['etl/src', 'vendors', 'markup', 'sandbox', 'nodes', 'credentials'].flatMap((folder) =>
    files(path.join(root, folder)),
  );
  const known = new Set(all);
  const imports = new Map(
    all.map((file) => {
      const specifiers = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import) ?'(\.{1,2}\/[^']+)'/g)];
      const targets = specifiers.map(([, specifier]) => path.join(path.dirname(file), `${specifier ?? ''}.ts`));
      return [file, targets.filter((target) => known.has(target))] as const;
    }),
  );
  expect([...imports.values()].flat().length).toBeGreaterThan(1000);
  expect(circleAmong(imports)).toEqual([]);
  expect(
    circleAmong(
      new Map([
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    ),
  ).toEqual(['a', 'b', 'c', 'a']);
});
