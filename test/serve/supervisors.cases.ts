/** What schedule.md of docs/how-to, the image and the examples start, ended as each supervisor ends it: after the page in hand, with nothing left behind. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROOT, documentOf } from '../docs/markdown';
import type { DockerfileReader } from '../examples/documents';
import { exampleDocuments } from '../examples/documents';
import { compiledFile, useCompiledExporter } from '../support/child-run';
import { useSandbox } from '../support/sandbox';

const { listIn, readDockerfile, said } = jest.requireActual<DockerfileReader>('../support/dockerfile.js');

const pages = ['schedule', 'containers', 'serve'].map((name) => documentOf(`docs/how-to/${name}.md`));
const fences = pages.flatMap((page) => page.fences);
const text = pages.map((page) => page.text).join('\n');
const inLanguage = (language: string) => fences.filter((fence) => fence.language === language).map(({ text }) => text);

/** Every member of these names, however deep. */
function members(value: unknown, name: string): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]: [string, unknown]) =>
    key === name ? [inside] : members(inside, name),
  );
}

const units = inLanguage('ini').flatMap((code) =>
  [...code.matchAll(/^ExecStart=(.*)$/gm)].map(([, line = '']) => line),
);
const { stages } = readDockerfile(readFileSync(path.join(ROOT, 'Dockerfile'), 'utf8'));
const ofImage = (instruction: string) => stages.slice(-1).flatMap((stage) => said(stage, instruction).flatMap(listIn));
const manifests = [
  ofImage('CMD'),
  ...exampleDocuments().flatMap(({ documents }) => documents.flatMap((each) => members(each, 'args'))),
].map((args) => [...ofImage('ENTRYPOINT'), ...(Array.isArray(args) ? args.map(String) : ['no list'])].join(' '));
const cronLines = [...text.matchAll(/`[\d*]+(?: [\d*]+){4} cd \S+ && exec ([^`]*)`/g)].map(([, line = '']) => line);
const tasks = inLanguage('bat').flatMap((code) => [...code.matchAll(/&& (.*?) >>/g)].map(([, line = '']) => line));
export const SUPERVISED = [
  ...units.map((line) => ['systemd', line] as const),
  ...manifests.map((line) => ['a container', line] as const),
  ...cronLines.map((line) => ['cron', line] as const),
];

/** @param chosen who starts what, of all that the page has */
export function supervisorsEnd(chosen: typeof SUPERVISED): void {
  const sandbox = useSandbox({ tickets: 8, services: ['teamswork'], clock: Date.now() });
  useCompiledExporter();

  test('each kind of supervisor is there, and each starts node itself', () => {
    expect([units.length, manifests.length, cronLines.length, tasks.length]).toEqual([2, 4, 1, 1]);
    for (const [, line] of [...SUPERVISED, ...tasks.map((task) => ['Windows', task] as const)])
      expect(line).toMatch(
        /^(?:\/usr\/bin\/)?node \S*node_modules[\\/]ticketlake[\\/]bin[\\/]ticketlake\.js (?:serve|export)\b/,
      );
    // Typed at a terminal it ends well: Ctrl-C reaches npx and node alike.
    const supervised = fences.map(({ text }) => text).filter((text) => text.trim() !== 'npx ticketlake serve');
    expect(supervised.join('\n')).not.toMatch(/npx (?:-y )?ticketlake (?:serve|export)/);
  });

  let folder: string;
  const started: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-supervised-'));
    const { url, key } = sandbox().service('teamswork');
    writeFileSync(
      path.join(folder, 'ticketlake.yaml'),
      `lake: ./lake
schedule: { cron: "0 6 * * *" }
serve: { token: token-of-the-test-1, port: 0 }
sources: { acme: { vendor: teamswork, url: "${url}", key: "${key}", requests_per_minute: 10000 } }
`,
    );
    // So slow that the run is under way when it is ended.
    sandbox().faults.add({ service: 'teamswork', kind: 'slow', times: -1, options: { delayMs: 300 } });
  });
  afterEach(() => {
    sandbox().faults.clear();
    for (const { pid } of started.splice(0)) if (pid !== undefined && isAlive(-pid)) process.kill(-pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  /** In a group of its own, as a supervisor starts it. */
  function start(line: string): ChildProcess {
    const [, , ...args] = line.split(' ');
    const child = spawn(
      process.execPath,
      [compiledFile('etl/src/cli/main.ts'), ...args.map((arg) => (arg === '0.0.0.0' ? '127.0.0.1' : arg))],
      {
        cwd: folder,
        detached: true,
        stdio: 'ignore',
        env: { PATH: process.env['PATH'] },
      },
    );
    started.push(child);
    return child;
  }

  function isAlive(pid: number): boolean {
    try {
      process.kill(pid, 0);
      return true;
    } catch {
      return false;
    }
  }

  const lock = () => path.join(folder, 'lake/state/lock');

  async function until(isThere: () => boolean): Promise<void> {
    for (const end = Date.now() + 60_000; !isThere();) {
      if (Date.now() > end) throw new Error('it never came');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  test.each(chosen)('%s: %s', async (_supervisor, line) => {
    const child = start(line);
    const ended = once(child, 'exit');
    await until(() => existsSync(lock()));
    child.kill('SIGTERM');
    const isService = line.includes(' serve');
    expect(await ended).toEqual([isService ? 0 : 130, null]);
    // Nothing is left for a SIGKILL, and the lake is free.
    expect(isAlive(-(child.pid ?? 0))).toBe(false);
    expect(existsSync(lock())).toBe(false);
    if (!isService) return;
    const journal = readFileSync(path.join(folder, 'lake/state/service.json'), 'utf8');
    expect(JSON.parse(journal)).toMatchObject({
      runs: [{ state: 'finished', outcome: 'interrupted', exit_code: 130 }],
    });
  });
}
