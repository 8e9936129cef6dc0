/** `ticketlake check` says whose key it is, unless the lake masks people. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';

const running = useSandbox({ tickets: 20, services: ['deskpro'] });
const folder = mkdtempSync(path.join(tmpdir(), 'ticketlake-check-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const NAMED = /Deskpro accepts the key as \S/;

async function checked(mask: string, ...flags: string[]): Promise<string> {
  const { url, key } = running().service('deskpro');
  const source = `sources:\n  acme:\n    vendor: deskpro\n    url: ${url}\n    key: ${key}\n`;
  writeFileSync(path.join(folder, 'ticketlake.yaml'), `${source}${mask}`);
  const { stdout, stderr } = await run(['check', ...flags], { cwd: folder, now: () => running().clock.now() });
  return stdout + stderr;
}

test.each([[], ['--json']])(
  'a name stands in it where nobody is masked, and in no form where people are: %j',
  async (...flags) => {
    const plain = await checked('', ...flags);
    expect(plain).toMatch(NAMED);
    expect(await checked('mask:\n  tickets.subject: redact\n', ...flags)).toMatch(NAMED);
    const [, name = ''] = /accepts the key as ([^\n"]+)/.exec(plain) ?? [];
    expect(name).not.toBe('');
    for (const mask of ['mask:\n  people: redact\n', 'mask:\n  people.name: drop\n']) {
      const masked = await checked(mask, ...flags);
      expect(masked).toContain('Deskpro accepts the key');
      expect(masked).not.toContain(name);
    }
  },
);
