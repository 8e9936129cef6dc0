/** `notify:` on the command line: export tells it, `notify --test` tries it, and its URLs are nowhere to be read. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';
import type { Recorded } from '../support/terminal';
import { useWebhook } from '../support/webhook';

const sandbox = useSandbox({ tickets: 4, services: ['notific'], clock: Date.now() });
const webhook = useWebhook();
const SECRET = 'very-secret-path';
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-notify-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(notify: string, key = '${KEY}'): void {
  const { url } = sandbox().service('notific');
  const source = `sources:\n  desk: { vendor: notific, url: "${url}", key: "${key}" }\n`;
  writeFileSync(path.join(folder, 'ticketlake.yaml'), `${source}${notify}\n`);
}

const env = () => ({ KEY: sandbox().service('notific').key, HOOK: webhook().url() });
const cli = (...args: string[]): Promise<Recorded> => run(args, { cwd: folder, env: env() });
const DEFAULT = 'notify: [{ url: "${HOOK}" }]';

const MANY = `notify:
  - { url: "\${HOOK}" }
  - { url: "\${HOOK}", format: slack, on: [every_failure] }
  - { url: "\${HOOK}", format: teams }
  - { url: "\${HOOK}", ping: true, on: [success] }
serve: { notify: "\${HOOK}" }`;

/** What `npm test` runs. */
export function quick(): void {
  test('export tells an outage once and its end once; its exit codes are its own', async () => {
    const codes: number[] = [];
    const printed: string[] = [];
    for (const key of ['a-wrong-key-1', 'a-wrong-key-1', '${KEY}', '${KEY}']) {
      write(DEFAULT, key);
      const { exitCode, stdout, stderr } = await cli('export');
      codes.push(exitCode);
      printed.push(stdout, stderr);
    }
    expect(codes).toEqual([1, 1, 0, 0]);
    expect(webhook().events()).toEqual(['run_failed', 'run_recovered']);
    expect(webhook().notices()[0]).toMatchObject({ trigger: 'export', exit_code: 1, lake: path.join(folder, 'lake') });
    expect(webhook().notices()[0]?.errors[0]).toMatchObject({ source: 'desk' });
    expect(printed.join()).not.toContain(SECRET);
  });

  test('notify --test tries every entry and says each result', async () => {
    write(MANY);
    const { exitCode, stdout, stderr } = await cli('notify', '--test');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.split('\n').filter((line) => line.startsWith('✓'))).toEqual([
      '✓ notify 1 (json; failure, recovery): sent, and it answered 200',
      '✓ notify 2 (slack; every_failure): sent, and it answered 200',
      '✓ notify 3 (teams; failure, recovery): sent, and it answered 200',
      '✓ notify 4 (ping; success): sent, and it answered 200',
      '✓ serve.notify (json; failure): sent, and it answered 200',
    ]);
    expect(
      webhook()
        .got.map(({ method }) => method)
        .sort(),
    ).toEqual(['GET', 'POST', 'POST', 'POST', 'POST']);
    const texts = webhook().got.map(({ text }) => text);
    expect(texts.filter((text) => text.includes('"event":"test"'))).toHaveLength(2);
  });

  test('notify --test: one that does not arrive is exit code 1, also as JSON; nothing is kept of a test', async () => {
    write('notify: [{ url: "${HOOK}" }, { url: "http://127.0.0.1:9/very-secret-path" }]');
    const { exitCode, stdout } = await cli('notify', '--test', '--json');
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      exit_code: 1,
      notices: [
        { notice: 'notify 1', sent: true, status: 200, error: null },
        { notice: 'notify 2', sent: false, status: null, error: 'nothing answers at its host' },
      ],
    });
    expect(stdout).not.toContain(SECRET);
  }, 30_000);

  test.each([
    ['nobody is named', '', ['notify', '--test'], 'has no entry below notify:'],
    ['without --test', DEFAULT, ['notify'], "required option '--test'"],
  ])('%s: exit code 2', async (_what, notify, args, words) => {
    write(notify);
    const { exitCode, stderr } = await cli(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });

  test.each([
    ['notify: "https://hooks.example/very-secret-path"', 'notify: must be a list'],
    ['notify: { url: "https://hooks.example/very-secret-path" }', 'notify: must be a list'],
    ['notify: []', 'notify: must be a list of at least one entry'],
    ['notify: ["https://hooks.example/very-secret-path"]', 'notify: an entry needs keys of its own'],
    ['notify: [{ uri: "https://hooks.example/very-secret-path" }]', 'Did you mean "url"?'],
    ['notify: [{ url: "ftp://hooks.example/very-secret-path" }]', 'this is not an http or https URL'],
    ['notify: [{ url: "hooks.example/very-secret-path" }]', 'this is not an http or https URL'],
    ['notify: [{ on: [failure] }]', 'url: is missing'],
    ['notify: [{ url: "${HOOK}", on: [failuer] }]', '"failuer" is not a reason for a notice'],
    ['notify: [{ url: "${HOOK}", on: failure }]', 'must be a list of at least one value'],
    ['notify: [{ url: "${HOOK}", on: [failure, failure] }]', 'names "failure" twice'],
    ['notify: [{ url: "${HOOK}", format: "https://hooks.example/very-secret-path" }]', 'is not a format'],
    ['notify: [{ url: "${HOOK}", format: discord }]', '"discord" is not a format'],
    ['notify: [{ url: "${HOOK}", ping: maybe }]', '"maybe" is neither true nor false'],
    ['notify: [{ url: "${HOOK}", ping: true, format: slack }]', 'a ping has no message'],
    ['notify: [{ url: "${NOT_SET}" }]', 'NOT_SET'],
  ])('%s is refused with its place, before anything is asked', async (notify, words) => {
    write(notify);
    const { exitCode, stdout, stderr } = await cli('export');
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/ticketlake\.yaml:3:\d+/);
    expect(`${stdout}${stderr}`).not.toContain(SECRET);
    expect(sandbox().requests.count()).toBe(0);
  });

  test.each([['check'], ['plan'], ['status'], ['notify', '--test'], ['serve']])(
    '%s shows no part of a wrong URL',
    async (...args) => {
      write('notify: [{ url: "ftp://hooks.example/very-secret-path", on: [nothing] }, "very-secret-path"]');
      const { exitCode, stdout, stderr } = await cli(...args);
      expect([exitCode, stdout]).toEqual([2, '']);
      expect(stderr).toContain('this is not an http or https URL');
      expect(stderr).not.toMatch(/hooks|very-secret/);
    },
  );

  test('check warns of a URL that is written out, of one in the clear, and of a ping that says two things', async () => {
    write('notify: [{ url: "http://hooks.example/very-secret-path", ping: true }]');
    const { exitCode, stdout, stderr } = await cli('check');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('notify.url is written out in the configuration');
    expect(stdout).toContain('write url: ${NAME}');
    expect(stdout).toContain('the same ping is sent for runs that failed and for runs that did not');
    expect(stdout).toContain('begins with http,');
    expect(`${stdout}${stderr}`).not.toContain(SECRET);
    write('notify: [{ url: "${HOOK}", ping: true, on: [success] }]');
    expect((await cli('check')).stdout).not.toMatch(/^!/m);
  });

  test('a command that needs no secret does not ask for the variables of notices', async () => {
    write('notify: [{ url: "${NOT_SET}/x" }]\nserve: { notify: "${NOT_SET}" }');
    const { stderr } = await cli('replay');
    expect(stderr).not.toContain('NOT_SET');
  });
}

/** What takes longer. */
export function slow(): void {
  test('`serve.notify` stays: it means failure, of the command line too', async () => {
    write('serve: { notify: "${HOOK}" }', 'a-wrong-key-1');
    await cli('export');
    write('serve: { notify: "${HOOK}" }');
    await cli('export');
    expect(webhook().events()).toEqual(['run_failed']);
  });

  test('a notice that cannot be sent is said, and changes no exit code', async () => {
    webhook().statuses = [404];
    write('notify: [{ url: "${HOOK}", on: [success] }]');
    const { exitCode, stderr } = await cli('export', '--json');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('notify 1: the notice could not be sent: it answered 404');
    expect(stderr).not.toContain(SECRET);
  });

  test('an export that cannot begin is told, too', async () => {
    write(DEFAULT);
    await cli('export');
    const manifest = path.join(folder, 'lake/parquet/_manifest.json');
    const state = path.join(folder, 'lake/state/working.duckdb');
    writeFileSync(state, 'no database');
    const { exitCode } = await cli('export');
    expect([exitCode === 0, readFileSync(manifest, 'utf8') !== '']).toEqual([false, true]);
    expect(webhook().notices()).toMatchObject([
      { event: 'run_failed', exit_code: exitCode, run_id: null, errors: [{ source: null, stream: null }] },
    ]);
  });
}
