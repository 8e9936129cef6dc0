import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkSecrets } from '../../etl/src/check/secrets';
import { readConfig } from '../../etl/src/config/load';

const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-secrets-'));
const file = path.join(folder, 'ticketlake.yaml');
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const YAML = (key: string, token: string) =>
  `sources:\n  acme:\n    vendor: notific\n    url: https://desk.example\n    key: ${key}\nserve:\n  token: ${token}\n`;

function findings(key: string, token: string) {
  const loaded = readConfig(YAML(key, token), file, { KEY: 'abcdefgh12', TOKEN: 'a-token-of-24-characters-' });
  if (!loaded.ok) throw new Error(loaded.problems.map(({ message }) => message).join());
  return checkSecrets(loaded.config);
}

test('a key or token that is written out is a warning that names its place, not its value', () => {
  expect(findings('${KEY}', '${TOKEN}')).toEqual([]);
  const found = findings('literal-key-123', 'literal-token-of-24-chars');
  expect(found.map(({ level, message }) => [level, message])).toEqual([
    ['warning', 'sources.acme.key is written out in the configuration'],
    ['warning', 'serve.token is written out in the configuration'],
  ]);
  expect(JSON.stringify(found)).not.toContain('literal-');
});

test.each([
  [0o600, 0],
  [0o640, 1],
  [0o604, 1],
])('an .env with rights %o', (mode, warnings) => {
  const env = path.join(folder, '.env');
  writeFileSync(env, 'KEY=abcdefgh12\n');
  chmodSync(env, mode);
  expect(findings('${KEY}', '${TOKEN}')).toHaveLength(warnings);
});
