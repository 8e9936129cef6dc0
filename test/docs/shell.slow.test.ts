/** Commands of the documents that a shell runs in order, each page in a folder of its own with a lake in it. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { useSandbox } from '../support/sandbox';
import { DOCUMENTS, commandsIn } from './markdown';

const SERVICES = ['deskpro', 'teamswork'] as const;
/** What a page promises that its reader sees. */
const SEEN: Readonly<Record<string, RegExp>> = { 'docs/tutorials/first-export.md': /^deskpro:\d+ +My first ticket/m };

/** Where the sandbox of the documents listens; the one of the test has another port. */
const DOCUMENTED = 'http://127.0.0.1:8320/deskpro';
const sandbox = useSandbox({ tickets: 12, services: [...SERVICES], clock: Date.now() });
useCompiledExporter();

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-shell-'));
  const programs = path.join(folder, 'bin');
  mkdirSync(programs);
  const main = compiledFile('etl/src/cli/main.ts');
  write(path.join(programs, 'ticketlake'), `#!/bin/sh\nexec "${process.execPath}" "${main}" "$@"\n`);
  write(path.join(programs, 'npx'), '#!/bin/sh\nexec "$@"\n');
  const sources = SERVICES.map((name) => {
    const { url, key } = sandbox().service(name);
    return `  ${name}: { vendor: ${name}, url: "${url}", key: "${key}", requests_per_minute: 100000 }\n`;
  });
  mkdirSync(path.join(folder, 'begun'));
  write(path.join(folder, 'begun/ticketlake.yaml'), `lake: ./lake\nsources:\n${sources.join('')}`);
  await shell('begun', 'ticketlake export --quiet');
});
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): void {
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

/** @returns standard output @throws Error with what the shell printed, where a command fails */
async function shell(within: string, script: string): Promise<string> {
  const env = { PATH: `${path.join(folder, 'bin')}:${process.env['PATH'] ?? ''}`, HOME: folder };
  const { stdout } = await promisify(execFile)('bash', ['-euc', script], { cwd: path.join(folder, within), env });
  return stdout;
}

const pages = DOCUMENTS.map(({ name, fences }) => ({
  name,
  shells: fences.filter(({ language, info }) => language === 'sh' && info === 'slow'),
})).filter(({ shells }) => shells.length > 0);

it('there are such pages', () => {
  expect(pages.length).toBeGreaterThan(0);
});

it.each(pages.map(({ name, shells }) => [name, shells] as const))(
  'the commands of %s work in order',
  async (name, shells) => {
    const within = path.basename(name, '.md');
    cpSync(path.join(folder, 'begun'), path.join(folder, within), { recursive: true });
    let printed = '';
    for (const command of shells.flatMap(commandsIn))
      printed += await shell(within, command.replaceAll(DOCUMENTED, sandbox().service('deskpro').url));
    expect(printed).toMatch(SEEN[name] ?? /./);
  },
);

it('a command that fails is found', async () => {
  await expect(shell('begun', 'ticketlake export --source nosuch')).rejects.toThrow(/nosuch/);
});
