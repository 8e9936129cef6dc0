/** `npm run new:service` in a copy of what it reads and changes. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const ROOT = path.join(__dirname, '../..');
const SCRIPT = path.join(ROOT, 'scripts/new-service.mjs');

export interface Done {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export function command(root: string, ...args: string[]): Done {
  const done = spawnSync(process.execPath, [SCRIPT, ...args, '--no-docs', '--root', root], { encoding: 'utf8' });
  return { exitCode: done.status, stdout: done.stdout, stderr: done.stderr };
}

export function newFolder(): string {
  return mkdtempSync(path.join(realpathSync(tmpdir()), 'ticketlake-new-service-'));
}

/** @param files and folders below the repository's root @returns the copy's root */
export function copyOf(files: readonly string[]): string {
  const root = newFolder();
  for (const file of files) {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    cpSync(path.join(ROOT, file), path.join(root, file), {
      recursive: true,
      filter: (from) => !/[\\/](?:node_modules|dist)$/.test(from),
    });
  }
  return root;
}

/** Every file below a folder with its text. */
export function textsIn(root: string): Record<string, string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const files = entries.map(({ parentPath, name }) => path.join(parentPath, name)).sort();
  return Object.fromEntries(files.map((file) => [path.relative(root, file), readFileSync(file, 'utf8')]));
}

/** What `stdout` lists. */
export function listedIn(stdout: string, what: 'new' | 'changed'): string[] {
  return [...stdout.matchAll(new RegExp(`^${what} +(\\S+)$`, 'gm'))].map(([, file = '']) => file);
}

/** What the script reads and changes. */
export const READ = [
  ...['package.json', '.prettierrc.json', '.github/workflows/release.yml', 'vendors/vendor.ts', 'vendors/registry.ts'],
  ...['vendors/errors.ts', 'sandbox/services.ts', 'sandbox/world', 'test/services'],
  ...['test/n8n/harness/credentials.mjs', 'test/n8n/triggers.test.mjs', 'nodes/Notific/__schema__'],
];

/** Why what was given cannot be had, without a process for each; null where it can. */
export function refusals(root: string, given: readonly object[]): Array<string | null> {
  const script = `
    import { wordsOf } from ${JSON.stringify(path.join(ROOT, 'scripts/new-service/names.mjs'))};
    const [root, given] = JSON.parse(process.argv[1]);
    const refusal = (each) => {
      try {
        wordsOf(each, root);
        return null;
      } catch (error) {
        return error.message;
      }
    };
    process.stdout.write(JSON.stringify(given.map(refusal)));`;
  const args = ['--input-type=module', '-e', script, JSON.stringify([root, given])];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout) as Array<string | null>;
}
