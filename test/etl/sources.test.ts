import { useCompiledExporter } from '../support/child-run';
import { promptScript } from '../support/prompt-script';
import { copyOf, newLake } from '../support/lake';
import { FROZEN, useSandbox } from '../support/sandbox';
import { run } from '../support/terminal';
import type { Scene } from './sources.cases';
import { configure, expectGoneIsSaid, expectNoticed, expectRefused, sceneOf } from './sources.cases';

useCompiledExporter();
const SERVICE = 'teamswork';
const sandbox = useSandbox({ tickets: 20, limits: false, clock: FROZEN, services: [SERVICE, 'notific'] });

let first: Promise<Scene> | undefined;
async function scene(): Promise<Scene> {
  first ??= sceneOf(sandbox(), SERVICE);
  const made = await first;
  return { ...made, lake: copyOf(made.lake) };
}

test('a renamed source is noticed before anything is loaded: exit code 2, and the commands that help', async () => {
  const made = await scene();
  await expectNoticed(made);
  // The command's clock is the machine's.
  made.sandbox.clock.set({ now: Date.now() });
  const { exitCode, stderr } = await run(['export', '--quiet'], { cwd: configure(made, 'new') });
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('ticketlake sources rename old new')]);
  expect(stderr).toContain('ticketlake sources remove old');
});

test('one that left the configuration stays published, and every command says so', async () => {
  const made = await scene();
  await expectGoneIsSaid(made);
  const cwd = configure(made, null);
  expect((await run(['status'], { cwd })).stdout).toContain('old is not in the configuration any more');
  expect((await run(['sources', 'list'], { cwd })).stdout).toContain('ticketlake sources remove old');
  const list = await run(['sources', 'list', '--json'], { cwd });
  expect(JSON.parse(list.stdout)).toMatchObject({ sources: [{ source: 'notific' }, { source: 'old' }] });
});

describe('the command', () => {
  test('refuses names that do not fit the lake and the configuration', async () => expectRefused(await scene()));

  test('asks at a terminal, and wants --yes elsewhere', async () => {
    const made = await scene();
    const cwd = configure(made, 'new');
    const nobody = await run(['sources', 'rename', 'old', 'new'], { cwd });
    expect([nobody.exitCode, nobody.stderr]).toEqual([2, expect.stringContaining('Add --yes')]);
    const dry = await run(['sources', 'rename', 'old', 'new', '--dry-run'], { cwd });
    const says = /Renames old to new.*20 tickets[^]*People who were erased: 1[^]*Nothing was changed/;
    expect([dry.exitCode, dry.stdout]).toEqual([0, expect.stringMatching(says)]);
    const dialogue = promptScript([['Rename?', 'n']]);
    const refused = await run(['sources', 'rename', 'old', 'new'], { cwd, dialogue });
    expect([refused.exitCode, refused.stdout]).toEqual([2, expect.stringContaining('Nothing was changed.')]);
    const done = await run(['sources', 'rename', 'old', 'new', '--yes', '--json'], { cwd });
    const plan: unknown = expect.objectContaining({ from: 'old', to: 'new', vendor: SERVICE, tickets: 20 });
    expect([done.exitCode, JSON.parse(done.stdout)]).toEqual([
      0,
      { exit_code: 0, outcome: 'done', plan, targets: [], left_targets: [] },
    ]);
  });

  test('says in an empty lake that there is nothing', async () => {
    const cwd = configure({ sandbox: sandbox(), service: SERVICE, lake: newLake() }, 'new');
    const removed = await run(['sources', 'remove', 'old', '--yes'], { cwd });
    expect(removed).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('holds no source') });
    expect((await run(['sources', 'list'], { cwd })).stdout).toContain('not exported yet');
  });
});
