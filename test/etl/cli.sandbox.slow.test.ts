/** `demo`: all services, as a newcomer sees them. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vendorNames } from '../../vendors/registry';
import { run } from '../support/terminal';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-demo-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

test('the demo exports all services and shows them within 80 columns', async () => {
  const { exitCode, stdout } = await run(['demo', '--tickets', '15', '--lake', 'demo'], { cwd: folder });
  expect(exitCode).toBe(0);
  const lines = stdout.trimEnd().split('\n');
  expect(lines[0]).toMatch(/^Source +Tickets +Open +Comments +People +First → last day +Requests +Seconds$/);
  const sources = lines.slice(1, 1 + vendorNames().length);
  expect(sources.map((line) => line.split(' ')[0])).toEqual(vendorNames().sort());
  for (const line of sources) expect(line).toMatch(/ \d{4}-\d\d-\d\d → \d{4}-\d\d-\d\d +\d+ +\d+\.\d$/);
  const shown = lines.filter((line) => !line.includes(folder));
  expect(Math.max(...shown.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(stdout).toContain('Open tickets at the end of each day');
  expect(stdout).toMatch(/┤|┼/);
  for (const [, file = ''] of stdout.matchAll(/^(?:DuckDB|Parquet|Raw) +(.*)$/gm)) expect(existsSync(file)).toBe(true);
  const next = /npx ticketlake query --config (\S+) \\\n {4}"(.*)"/.exec(stdout);
  const followed = await run(['query', '--config', next?.[1] ?? '', next?.[2] ?? '', '--json'], { cwd: folder });
  expect(followed.exitCode).toBe(0);
  expect((JSON.parse(followed.stdout) as unknown[]).length).toBeGreaterThan(5);
  expect(readFileSync(path.join(folder, 'demo', 'ticketlake.yaml'), 'utf8')).toMatch(/^# Of a demo/);
}, 90_000);
