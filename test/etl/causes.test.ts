/** --verbose says what stands behind an error, without a secret, a stack trace or a control character. */
import { createServer } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { causesOf } from '../../etl/src/base/causes';
import { run } from '../support/terminal';

const KEY = 'canary-3Hq7Vn5Lt9';
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-causes-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function config(file: string, url: string): void {
  writeFileSync(
    path.join(folder, file),
    `lake: lake-${file}\nsources:\n  desk: { vendor: notific, url: "${url}", key: ${KEY} }\n`,
  );
}

test('the words of TLS behind a server that speaks HTTP only', async () => {
  const server = createServer((_request, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  config('plain.yaml', `https://127.0.0.1:${port}`);
  const command = (...options: string[]) => run(['export', '--config', 'plain.yaml', ...options], { cwd: folder });
  const [quiet, verbose] = [await command(), await command('--verbose')];
  const checked = await run(['check', '--config', 'plain.yaml', '--verbose'], { cwd: folder });
  server.close();
  expect(checked.stderr).toMatch(/^desk: GET \/api\/Services because: .*SSL/im);
  expect(quiet.stdout + quiet.stderr).toContain('does not speak HTTPS');
  expect(quiet.stdout + quiet.stderr).not.toContain('because:');
  expect(verbose.stdout + verbose.stderr).toMatch(/because: .*SSL/i);
  expect(verbose.stdout + verbose.stderr).not.toMatch(new RegExp(`${KEY}|\\n\\s+at `));
});

test("DuckDB's own words behind a published file that cannot be read", async () => {
  config('torn.yaml', 'http://127.0.0.1:9');
  const lake = path.join(folder, 'lake-torn.yaml');
  mkdirSync(lake);
  writeFileSync(path.join(lake, 'ticketlake.duckdb'), 'no database');
  const { exitCode, stderr } = await run(['query', 'SELECT 1', '--config', 'torn.yaml', '--verbose'], { cwd: folder });
  expect(exitCode).toBe(1);
  expect(stderr).toMatch(/^error: .* cannot be read: [^]*\n {2}because: IO Error: /m);
});

test('causes of causes are lines; what names itself as its cause ends', () => {
  const inner = Object.assign(new Error('read ECONNRESET\nat somewhere'), { code: 'ECONNRESET' });
  const outer = new Error('outer', { cause: new Error('middle', { cause: inner }) });
  expect(causesOf(outer)).toEqual(['middle', 'read ECONNRESET']);
  const circle = new Error('circle');
  circle.cause = circle;
  expect(causesOf(circle).length).toBeLessThan(10);
  expect([causesOf(new Error('alone')), causesOf('text'), causesOf(null)]).toEqual([[], [], []]);
});
